import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPeopleSearch, type PeopleSearchEffect } from '../../../lib/contacts/search.ts';
import { createContactIndex } from '../../../lib/contacts/search-index.ts';
import { contactId, row } from '../preflight/people.ts';

const fetches = (effects: readonly PeopleSearchEffect[]) => effects.filter((effect) => effect.kind === 'fetch');

describe('the index of loaded contacts', () => {
  it('finds names in any case, with any accents and in any word order', () => {
    const index = createContactIndex();
    index.add([row(1, { name: 'João Ávila Souza' }), row(2, { name: 'Joana Prado' }), row(3, { name: null })]);

    expect(index.search('AVILA joao').map((one) => one.contactUuid)).toEqual([contactId(1)]);
    expect(index.search('ávi').map((one) => one.contactUuid)).toEqual([contactId(1)]);
    expect(index.search('joa')).toHaveLength(2);
  });

  it.each([
    "d'avila",
    'd`avila',
    'D’Ávila',
    'd\u2018avila',
    'dá\u200bvila'.replace('dá', 'd\u2019á'),
    '\u202aavila\u202c',
  ])('finds D’Ávila by %j', (text) => {
    const index = createContactIndex();
    index.add([row(1, { name: 'Ana D’Ávila' }), row(2, { name: 'Davi Lima' })]);

    expect(index.search(text).map((one) => one.contactUuid)).toEqual([contactId(1)]);
  });

  it('lists names that begin with the text before names that contain it', () => {
    const index = createContactIndex();
    index.add([row(1, { name: 'Mariana' }), row(2, { name: 'Luz Ana' }), row(3, { name: 'Ana Luz' })]);

    expect(index.search('ana').map((one) => one.name)).toEqual(['Ana Luz', 'Luz Ana', 'Mariana']);
  });

  it.each([
    '5582999000001',
    '82 99900-0001',
    '(82) 9900-0001',
    '99900',
    '9900-0001',
    '+55 82 9 9900',
    '082 99900',
    '0001',
    '\u202a+55 82 99900-0001\u202c',
    '82 99900\u20110001',
    '82\u00a099900\u20130001',
    '８２９９９００',
    '82 99900-0001,',
    'whatsapp:5582999000001',
    'WhatsApp: 82 99900-0001',
    'tel:+5582999000001',
  ])('finds a number by %s', (text) => {
    const index = createContactIndex();
    index.add([
      row(1, { urns: [{ scheme: 'whatsapp', path: '5582999000001' }] }),
      row(2, { urns: [{ scheme: 'whatsapp', path: '5511911112222' }] }),
    ]);

    expect(index.search(text).map((one) => one.contactUuid)).toEqual([contactId(1)]);
  });

  it('finds the nine-digit spelling of a contact stored with eight', () => {
    const index = createContactIndex();
    index.add([row(1, { urns: [{ scheme: 'whatsapp', path: '558299000001' }] })]);

    expect(index.search('82999000001')).toHaveLength(1);
  });

  it('keeps every contact once, however pages overlap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 15 }), { maxLength: 10 }),
        (pages) => {
          const index = createContactIndex();
          const added = pages.reduce((sum, page) => sum + index.add(page.map((n) => row(n))), 0);
          const unique = new Set(pages.flat());

          expect(added).toBe(unique.size);
          expect(new Set(index.search('').map((one) => one.contactUuid)).size).toBe(unique.size);
          expect(index.search('')).toHaveLength(unique.size);
        },
      ),
    );
  });
});

describe('the people search', () => {
  it('shows local matches at once and asks the server after a pause in typing', () => {
    const search = createPeopleSearch({ debounceMs: 250 });
    search.index.add([row(1, { name: 'Ana' }), row(2, { name: 'Bia' })]);

    const effects = search.apply({ kind: 'typed', text: 'an' });

    expect(search.view().rows.map((one) => one.name)).toEqual(['Ana']);
    expect(effects).toEqual([{ kind: 'schedule', seq: 1, delayMs: 250 }]);
    expect(search.apply({ kind: 'due', seq: 1 })).toEqual([
      { kind: 'fetch', seq: 1, request: { kind: 'name', name: 'an', cursor: null } },
    ]);
  });

  it('never lets a late answer replace a newer one, but keeps its rows for later', () => {
    const search = createPeopleSearch();
    search.apply({ kind: 'typed', text: 'ana' });
    search.apply({ kind: 'due', seq: 1 });
    const effects = search.apply({ kind: 'typed', text: 'bia' });
    search.apply({ kind: 'due', seq: 2 });

    search.apply({ kind: 'page', seq: 1, rows: [row(1, { name: 'Ana' })], next: null, bad: 0 });

    expect(effects).toContainEqual({ kind: 'abort', seq: 1 });
    expect(search.view()).toMatchObject({ rows: [], status: 'loading', exact: false });
    search.apply({ kind: 'typed', text: 'ana' });
    expect(search.view().rows.map((one) => one.name)).toEqual(['Ana']);
  });

  it('shows rows of an older answer at once if they match the newer text', () => {
    const search = createPeopleSearch();
    search.apply({ kind: 'typed', text: '' });
    search.apply({ kind: 'due', seq: 1 });
    search.apply({ kind: 'typed', text: 'zoe' });
    search.apply({ kind: 'due', seq: 2 });
    search.apply({ kind: 'page', seq: 2, rows: [], next: null, bad: 0 });

    search.apply({
      kind: 'page',
      seq: 1,
      rows: [row(1, { name: 'Ana' }), row(2, { name: 'Zoë Ångström' })],
      next: 'more',
      bad: 0,
    });

    expect(search.view()).toMatchObject({ rows: [{ name: 'Zoë Ångström' }], exact: true, status: 'idle' });
  });

  it('appends server rows below the local ones and moves no row', () => {
    const search = createPeopleSearch();
    search.index.add([row(1, { name: 'Ana B' }), row(2, { name: 'Ana C' })]);
    search.apply({ kind: 'typed', text: 'ana' });
    search.apply({ kind: 'due', seq: 1 });

    search.apply({
      kind: 'page',
      seq: 1,
      rows: [row(3, { name: 'Ana A' }), row(2, { name: 'Ana C' })],
      next: null,
      bad: 0,
    });

    expect(search.view().rows.map((one) => one.name)).toEqual(['Ana B', 'Ana C', 'Ana A']);
  });

  it('knows that its rows are not all until the end of the list was seen', () => {
    const search = createPeopleSearch();
    search.apply({ kind: 'typed', text: '' });
    search.apply({ kind: 'due', seq: 1 });
    search.apply({ kind: 'page', seq: 1, rows: Array.from({ length: 250 }, (_, n) => row(n)), next: 'c1', bad: 1 });

    expect(search.view()).toMatchObject({ exact: false, rows: { length: 250 } });
    const effects = search.apply({ kind: 'scrolled-to-end' });
    expect(fetches(effects)).toEqual([{ kind: 'fetch', seq: 2, request: { kind: 'browse', cursor: 'c1' } }]);
    search.apply({ kind: 'page', seq: 2, rows: [row(250)], next: null, bad: 0 });
    expect(search.view()).toMatchObject({ exact: true, rows: { length: 251 } });
    expect(search.view().bad).toBe(1);
  });

  it('asks the server for whole numbers only, and searches partial ones in the loaded rows', () => {
    const search = createPeopleSearch();

    expect(search.apply({ kind: 'typed', text: '99900' })).toEqual([]);
    expect(search.view()).toMatchObject({ asked: false, status: 'idle', exact: false });
    search.apply({ kind: 'typed', text: '82 99900-0001' });
    expect(search.apply({ kind: 'due', seq: 2 })).toEqual([
      { kind: 'fetch', seq: 2, request: { kind: 'number', digits: '82999000001', text: '82 99900-0001' } },
    ]);
  });

  it('keeps its rows when a page fails, and requests the same page again', () => {
    const search = createPeopleSearch();
    search.apply({ kind: 'typed', text: '' });
    search.apply({ kind: 'due', seq: 1 });
    search.apply({ kind: 'page', seq: 1, rows: [row(1)], next: 'c1', bad: 0 });
    search.apply({ kind: 'scrolled-to-end' });

    search.apply({ kind: 'failed', seq: 2, reason: 'offline' });

    expect(search.view()).toMatchObject({ status: 'failed', failure: 'offline', rows: [{}] });
    expect(search.apply({ kind: 'retry' })).toEqual([
      { kind: 'fetch', seq: 3, request: { kind: 'browse', cursor: 'c1' } },
    ]);
  });

  it('stops at a repeated cursor, and after many empty pages', () => {
    const search = createPeopleSearch();
    search.apply({ kind: 'typed', text: '' });
    search.apply({ kind: 'due', seq: 1 });
    search.apply({ kind: 'page', seq: 1, rows: [row(1)], next: 'c1', bad: 0 });
    search.apply({ kind: 'scrolled-to-end' });
    search.apply({ kind: 'page', seq: 2, rows: [row(2)], next: 'c1', bad: 0 });

    expect(search.apply({ kind: 'scrolled-to-end' })).toEqual([]);
    expect(search.view().exact).toBe(false);

    const endless = createPeopleSearch();
    endless.apply({ kind: 'typed', text: '' });
    let effects = endless.apply({ kind: 'due', seq: 1 });
    let asked = 0;
    for (let page = 0; page < 200 && effects.length > 0; page += 1) {
      asked += 1;
      const seq = effects[0]?.seq ?? 0;
      effects = endless.apply({ kind: 'page', seq, rows: [], next: `c${page}`, bad: 0 });
    }
    expect(asked).toBe(20);
  });

  it('shows each contact once, whatever rows move between pages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 10 }), {
          minLength: 1,
          maxLength: 8,
        }),
        (pages) => {
          const search = createPeopleSearch();
          search.apply({ kind: 'typed', text: '' });
          let effects = search.apply({ kind: 'due', seq: 1 });
          for (const [at, page] of pages.entries()) {
            const seq = effects[0]?.seq ?? -1;
            search.apply({
              kind: 'page',
              seq,
              rows: page.map((n) => row(n)),
              next: at === pages.length - 1 ? null : `c${at}`,
              bad: 0,
            });
            effects = search.apply({ kind: 'scrolled-to-end' });
          }

          const shown = search.view().rows.map((one) => one.contactUuid);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown).toHaveLength(new Set(pages.flat()).size);
          expect(search.view().exact).toBe(true);
        },
      ),
    );
  });
});
