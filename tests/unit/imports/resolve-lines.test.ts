import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLines } from '../../../lib/numbers/line-result.ts';
import { classifyLine, classifyLines, MAX_LINES, splitLines } from '../../../lib/imports/lines.ts';
import { resolveLines } from '../../../lib/imports/resolve-lines.ts';
import { FakeError, fakeProject } from '../contacts/fake-contacts.ts';
import { contactId, person } from '../preflight/people.ts';
import { readLineInBrazil } from '../numbers/phones.ts';

const classify = (text: string) => splitLines(text).map((line) => classifyLine(line, readLineInBrazil));
const at = (path: string) => ({ urns: [{ scheme: 'whatsapp', path }] });

describe('the resolution of pasted lines', () => {
  it('distinguishes found, not found, ambiguous, duplicate and invalid', async () => {
    const project = fakeProject([
      person(1, at('558299000001')),
      person(2, at('5582988880002')),
      person(3, at('558288880002')),
      person(4, { ...at('558233210000'), blocked: true }),
    ]);

    const { results, end } = await resolveLines(
      { listContactsPage: project.list },
      classify('Ana 82 99900-0001\n8299000001\n82 98888-0002\n82 3321-0000\n82 97777-1234 Bia\nsem número'),
    );

    expect(end).toBe('complete');
    expect(results).toMatchObject([
      { line: 1, status: 'found', contact: { contactUuid: contactId(1), digits: '558299000001' }, unsendable: null },
      { line: 2, status: 'duplicate', firstLine: 1 },
      { line: 3, status: 'ambiguous', candidates: [{ contactUuid: contactId(3) }, { contactUuid: contactId(2) }] },
      { line: 4, status: 'found', unsendable: 'blocked' },
      { line: 5, status: 'not-found', digits: '5582977771234', name: 'Bia' },
      { line: 6, status: 'invalid', reason: 'no-number' },
    ]);
    expect(project.calls.every((call) => call.urn !== undefined)).toBe(true);
  });

  it('does not match a mobile number to the landline with the same last eight digits', async () => {
    const project = fakeProject([person(1, at('551131234567'))]);

    const { results } = await resolveLines({ listContactsPage: project.list }, classify('11 93123-4567'));

    expect(results[0]?.status).toBe('not-found');
  });

  it('resolves 500 lines in a project of 10,000 within 60 calls', async () => {
    const project = fakeProject(
      Array.from({ length: 10_000 }, (_, n) => person(n)),
      { maxLimit: 300 },
    );
    const text = Array.from({ length: 500 }, (_, n) =>
      n % 5 === 4 ? `82 97${String(1_000_000 + n).slice(1)}` : `Person 82 9${80_000_000 + n * 17}`,
    ).join('\n');

    const { results, calls, end } = await resolveLines({ listContactsPage: project.list }, classify(text));

    console.log(`500 lines in 10,000 contacts, pages of at most 300: ${calls} calls`);
    expect({ end, ...countLines(results) }).toMatchObject({
      end: 'complete',
      found: 400,
      'not-found': 100,
      invalid: 0,
    });
    expect(calls).toBeLessThanOrEqual(60);
    expect(project.calls).toHaveLength(calls);
  });

  it('finds a contact that moved to a page already read during the sweep', async () => {
    const project = fakeProject(
      Array.from({ length: 400 }, (_, n) => person(n)),
      {
        beforeCall(call) {
          const last = project.contacts[399];
          if (call === 2 && last !== undefined) project.contacts[399] = { ...last, modifiedAt: 1_800_000_000_000 };
        },
      },
    );
    const text = Array.from({ length: 60 }, (_, n) => `82 9${80_000_000 + 340 + n}`).join('\n');

    const { results } = await resolveLines({ listContactsPage: project.list }, classify(text), { limit: 200 });

    expect(countLines(results).found).toBe(60);
  });

  it('keeps what it has when others have used up the budget', async () => {
    const project = fakeProject(
      Array.from({ length: 1000 }, (_, n) => person(n)),
      {
        beforeCall: (call) => {
          if (call > 3) throw new FakeError('rate-limit');
        },
      },
    );
    const text = Array.from({ length: 100 }, (_, n) => `82 9${80_000_000 + n * 10}`).join('\n');

    const { results, end } = await resolveLines({ listContactsPage: project.list }, classify(text), { limit: 125 });

    expect(end).toBe('budget');
    expect(countLines(results)).toMatchObject({ found: 38, unresolved: 62, 'not-found': 0 });
    expect(results.find((result) => result.status === 'unresolved')).toMatchObject({ reason: 'budget' });
  });

  it('asks Flows’ own search for the rest of the numbers, and counts those calls separately', async () => {
    const text = Array.from({ length: 60 }, (_, n) => `82 9${80_000_000 + n}`).join('\n');

    const { results, end, elasticCalls } = await resolveLines(
      {
        listContactsPage: () => Promise.reject(new FakeError('rate-limit')),
        elasticSearch: (digits) => Promise.resolve(digits.endsWith('5') ? [] : [person(Number(digits) - 80_000_000)]),
      },
      classify(text),
    );

    expect({ end, elasticCalls, ...countLines(results) }).toMatchObject({
      end: 'complete',
      elasticCalls: 60,
      found: 54,
      'not-found': 6,
    });
  });

  it('does not say "not found" when it could not check what changed during the sweep', async () => {
    const project = fakeProject([person(500)], {
      beforeCall: (_call, query) => {
        if (query.after !== undefined) throw new FakeError('offline');
      },
    });
    const text = Array.from({ length: 60 }, (_, n) => `82 9${80_000_000 + n}`).join('\n');

    const { results, end } = await resolveLines({ listContactsPage: project.list }, classify(text));

    expect({ end, ...countLines(results) }).toMatchObject({ end: 'offline', unresolved: 60, 'not-found': 0 });
  });

  it('takes every number once, whatever the spellings and their order', async () => {
    const spelling = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(
        (n: number) => `82 9${80_000_000 + n}`,
        (n: number) => `+55 82 ${80_000_000 + n}`,
        (n: number) => `Ana; 55829${80_000_000 + n}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(spelling, { maxLength: 30 }), async (picks) => {
        const project = fakeProject(Array.from({ length: 4 }, (_, n) => person(n)));

        const { results } = await resolveLines(
          { listContactsPage: project.list },
          picks.map(([n, write], at) => classifyLine({ line: at + 1, text: write(n) }, readLineInBrazil)),
        );

        const found = results.flatMap((result) => (result.status === 'found' ? [result.contact.contactUuid] : []));
        const wanted = new Set(picks.map(([n]) => n));
        expect(new Set(found)).toEqual(new Set([...wanted].filter((n) => n < 4).map(contactId)));
        expect(found).toHaveLength(new Set(found).size);
        expect(countLines(results)).toMatchObject({
          duplicate: picks.length - wanted.size,
          'not-found': [...wanted].filter((n) => n >= 4).length,
        });
        expect(project.calls.length).toBeLessThanOrEqual(wanted.size * 2);
      }),
    );
  });

  it('stops when it is cancelled, and does not say "not found" then', async () => {
    const controller = new AbortController();
    const project = fakeProject([person(1)], { beforeCall: (call) => call === 1 && controller.abort() });

    const { results, end } = await resolveLines(
      { listContactsPage: project.list },
      classify('82 980000009\n82 980000008'),
      { signal: controller.signal },
    );

    expect(end).toBe('cancelled');
    expect(results.every((result) => result.status === 'unresolved')).toBe(true);
  });
});

describe('pasted text', () => {
  it('is split at every kind of line end', () => {
    expect(splitLines('\ufeff82 99900-0001\r\n\r\n82 3321-1234\rAna; 82 99900-0001\n')).toEqual([
      { line: 1, text: '82 99900-0001' },
      { line: 3, text: '82 3321-1234' },
      { line: 4, text: 'Ana; 82 99900-0001' },
    ]);
    expect(splitLines('82 99900-0001\u2028Ana')).toEqual([
      { line: 1, text: '82 99900-0001' },
      { line: 2, text: 'Ana' },
    ]);
  });

  it('keeps the line numbers, whatever the lines contain', () => {
    expect(splitLines('Ana\u2028Souza\n\u200b\n82 99900-0001').map((line) => line.line)).toEqual([1, 3]);
  });

  it('that is one list on a single line is split into its parts', () => {
    expect(splitLines('11 98765-4321, 11 3321-0000; 82 99900-0001').map((line) => line.text)).toEqual([
      '11 98765-4321',
      '11 3321-0000',
      '82 99900-0001',
    ]);
  });

  it('with two numbers on one line is one line for one person', () => {
    expect(classify('11 98765-4321, 11 3321-0000')).toMatchObject([
      { line: 1, status: 'unclear', readings: [{ digits: '5511987654321' }, { digits: '551133210000' }] },
    ]);
    expect(classify('Ana; 82999000001; 8233211234; 8233214321\nBia; 82999000002')).toMatchObject([
      { line: 1, status: 'unclear' },
      { line: 2, status: 'parsed' },
    ]);
  });

  it('of 20,000 lines and more is read in slices of under 50 ms', async () => {
    const lines = Array.from({ length: MAX_LINES + 5 }, (_, n) => ({
      line: n + 1,
      text: `Pessoa ${n}; (82) 9${80_000_000 + n}`,
    }));
    let sliceAt = performance.now();
    const slices: number[] = [];
    const pause = () => {
      slices.push(performance.now() - sliceAt);
      sliceAt = performance.now();
      return Promise.resolve();
    };
    const counts = { parsed: 0, unclear: 0, invalid: 0 };

    for await (const line of classifyLines(lines, readLineInBrazil, { now: () => performance.now(), pause }))
      counts[line.status] += 1;

    const sorted = slices.sort((a, b) => a - b);
    console.log(
      `20,005 lines: ${slices.length} slices, median ${sorted[Math.floor(slices.length / 2)]?.toFixed(1)} ms, worst ${sorted.at(-1)?.toFixed(1)} ms`,
    );
    expect(counts).toEqual({ parsed: MAX_LINES, unclear: 0, invalid: 5 });
    expect(sorted[Math.floor(slices.length / 2)]).toBeLessThan(50);
  });
});
