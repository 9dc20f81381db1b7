import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../lib/contacts/contact.ts';
import { addressesTyped, digitsOfUrns, toContactRow, unsendableReason } from '../../../lib/contacts/contact-row.ts';
import { createContactIndex } from '../../../lib/contacts/search-index.ts';
import { linesOf } from '../../../lib/contacts/twins.ts';
import { contactId, person, row } from '../preflight/people.ts';

const SCOPED = 'BR.35029025746744354';

function withUrns(...urns: string[]): Pick<Contact, 'urns'> {
  return {
    urns: urns.map((urn) => ({ scheme: urn.slice(0, urn.indexOf(':')), path: urn.slice(urn.indexOf(':') + 1) })),
  };
}

describe('the number of a contact', () => {
  it.each([
    [['whatsapp:5511987650031']],
    [[`whatsapp:${SCOPED}`, 'whatsapp:5511987650031']],
    [[`whatsapp:${SCOPED}`, 'tel:+5511987650031']],
    [['telegram:448877661', 'tel:+5511987650031']],
    [['whatsapp_username:estela', 'whatsapp:5511987650031']],
  ])('is found in %j', (urns) => {
    expect(digitsOfUrns(withUrns(...urns).urns)).toBe('5511987650031');
    expect(toContactRow(person(1, withUrns(...urns)))).toMatchObject({
      number: '+55 (11) 98765-0031',
      digits: '5511987650031',
    });
  });

  it.each([
    [[`whatsapp:${SCOPED}`]],
    [['telegram:5511987650031']],
    [['whatsapp_username:5511987650031']],
    [['whatsapp:********']],
    [[]],
  ])('is empty for %j', (urns) => {
    expect(digitsOfUrns(withUrns(...urns).urns)).toBe('');
  });
});

describe('what a contact is known as besides its number', () => {
  it.each([
    ['a username among the addresses', withUrns(`whatsapp:${SCOPED}`, 'whatsapp_username:estela.reis'), '@estela.reis'],
    ['a username in a field', { fields: { whatsapp_username: '@estela.reis' } }, '@estela.reis'],
    ['a business-scoped id without a number', withUrns(`whatsapp:${SCOPED}`), `whatsapp:${SCOPED}`],
    ['an address of another kind', withUrns('telegram:448877661'), 'telegram:448877661'],
    ['nothing, beside a number', withUrns(`whatsapp:${SCOPED}`, 'whatsapp:5511987650031'), ''],
    ['nothing, in an anonymous project', withUrns('whatsapp:********'), ''],
    ['nothing, without an address', withUrns(), ''],
    ['nothing, with a username that nobody sees', { fields: { whatsapp_username: ' \u200b ' } }, ''],
  ] as const)('is %s', (_, change, expected) => {
    expect(toContactRow(person(1, change)).knownAs).toBe(expected);
  });

  it('never makes a contact without an address sendable', () => {
    expect(unsendableReason(row(1, { urns: [], fields: { whatsapp_username: 'estela' } }))).toBe('noUrn');
  });
});

describe('the search in loaded contacts', () => {
  const index = createContactIndex();
  index.add([
    row(1, { name: 'Estela', ...withUrns(`whatsapp:${SCOPED}`), fields: { whatsapp_username: 'Estela.Reis' } }),
    row(2, { name: 'Escopo', ...withUrns(`whatsapp:${SCOPED.replace('354', '355')}`) }),
    row(3, { name: 'Tito', ...withUrns('telegram:448877661') }),
    row(4, { name: 'Outra Pessoa' }),
  ]);

  it.each([
    ['@estela.reis', 1],
    ['estela.r', 1],
    ['ESTELA REIS', 1],
    ['BR.35029025746744355', 2],
    ['35029025746744355', 2],
    ['telegram:4488', 3],
    ['448877661', 3],
  ])('finds %s', (text, n) => {
    expect(index.search(text).map((one) => one.contactUuid)).toEqual([contactId(n)]);
  });
});

describe('an address that is typed', () => {
  it.each([
    ['@Estela.Reis', ['whatsapp_username:estela.reis']],
    ['br.35029025746744354', [`whatsapp:${SCOPED}`]],
    [' telegram:448877661 ', ['telegram:448877661']],
    [`whatsapp:${SCOPED}`, [`whatsapp:${SCOPED}`]],
    ['estela', []],
    ['Sr.Silva', []],
    ['de: Ana', []],
    ['@', []],
    ['', []],
  ])('%j is looked up as %j', (text, addresses) => {
    expect(addressesTyped(text)).toEqual(addresses);
  });
});

describe('two contacts with one business-scoped id', () => {
  it('are one human, whatever else they have', () => {
    expect(linesOf(withUrns(`whatsapp:${SCOPED}`))).toEqual([SCOPED]);
    expect(linesOf(withUrns('whatsapp:br.35029025746744354', 'whatsapp:5511987650031'))).toEqual([
      '5511987650031',
      SCOPED,
    ]);
  });

  it('are not made one by a username or a hidden address', () => {
    expect(linesOf(withUrns('whatsapp_username:estela', 'whatsapp:********'))).toEqual([]);
  });
});
