import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTwins, linesOf, otherSpellings } from '../../../lib/contacts/twins.ts';
import { contactId } from '../preflight/people.ts';

const withUrns = (...urns: string[]) => ({
  urns: urns.map((urn) => ({ scheme: urn.split(':')[0] ?? '', path: urn.split(':')[1] ?? '' })),
});

describe('the numbers of a contact', () => {
  it('have the same key with and without the ninth digit', () => {
    expect(linesOf(withUrns('whatsapp:5582991234567'))).toEqual(linesOf(withUrns('whatsapp:558291234567')));
    expect(linesOf(withUrns('tel:+5582991234567'))).toEqual(['5582991234567']);
  });

  it('are empty for a contact without a phone number, and two for a contact with two', () => {
    expect(linesOf(withUrns('telegram:5582991234567'))).toEqual([]);
    expect(linesOf(null)).toEqual([]);
    expect(linesOf(withUrns('whatsapp:5582991234567', 'tel:+558291234567', 'tel:+551932345678'))).toEqual([
      '5582991234567',
      '551932345678',
    ]);
  });

  it.each([
    ['whatsapp:558291234567', ['5582991234567']],
    ['whatsapp:5582991234567', ['558291234567']],
    ['whatsapp:5215512345678', ['525512345678']],
    ['whatsapp:551932345678', []],
    ['whatsapp:351912345678', []],
  ] as const)('%s may also be stored as %j', (urn, others) => {
    expect(otherSpellings(withUrns(urn))).toEqual(others);
  });
});

describe('two contacts of one human among the picked people', () => {
  const people = (lines: readonly (readonly string[])[]) =>
    lines.map((own, n) => ({ contactUuid: contactId(n), lines: own, n }));
  const twins = (
    lines: readonly (readonly string[])[],
    isBetter = (_one: { n: number }, _other: { n: number }) => false,
  ) => findTwins(people(lines), (person) => person.lines, isBetter).map(({ person, kept }) => [person.n, kept.n]);

  it('are told apart from people who are picked once', () => {
    expect(twins([['a'], ['b'], ['a'], []])).toEqual([[2, 0]]);
    expect(twins([['a'], [], []])).toEqual([]);
  });

  it('are split into the better one to keep and the others', () => {
    expect(twins([['a'], ['a'], ['a']], (one, other) => one.n > other.n)).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('are connected by a contact that has both numbers', () => {
    expect(twins([['a'], ['b'], ['b', 'a']])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('never leave a human without a contact, and never with two', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 2 }), { maxLength: 12 }),
        (lines) => {
          const removed = new Set(twins(lines).map(([n]) => n));
          const left = people(lines).filter((person) => !removed.has(person.n));
          const linesLeft = left.flatMap((person) => person.lines);
          expect(new Set(linesLeft).size).toBe(linesLeft.length);
          expect(people(lines).filter((person) => person.lines.length === 0 && removed.has(person.n))).toEqual([]);
        },
      ),
    );
  });
});
