import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfirmedPerson } from '../../../lib/dispatch/dispatcher-api.ts';
import { MAX_BATCH, MAX_PEOPLE, planPeople } from '../../../lib/dispatch/plan.ts';
import { AGENT, T0, contact, dispatchIdOf, room } from './rows.ts';

function person(n: number, change: Partial<ConfirmedPerson> = {}): ConfirmedPerson {
  return { contactUuid: contact(n), name: `Pessoa ${n}`, roomUuid: null, params: null, ...change };
}
function plan(
  people: readonly ConfirmedPerson[],
  mode: 'singles' | 'batches' = 'singles',
  recent: readonly number[] = [],
) {
  return planPeople(people, {
    dispatchId: dispatchIdOf(1),
    agentKey: AGENT,
    mode,
    startedRecently: new Set(recent.map(contact)),
    now: T0,
  });
}
const many = (count: number): ConfirmedPerson[] => Array.from({ length: count }, (_, n) => person(n));

describe('plan', () => {
  it('takes each contact once, in the order picked, with the first of its values', () => {
    const rows = plan([person(1, { params: { a: 'first' } }), person(2), person(1, { params: { a: 'second' } })]);

    expect(rows.map((row) => row.contactUuid)).toEqual([contact(1), contact(2)]);
    expect(rows[0]?.params).toEqual({ a: 'first' });
    expect(rows.map((row) => row.n)).toEqual([0, 1]);
  });

  it('marks people whose values Flows would cut as skipped and goes on with the others', () => {
    const rows = plan([
      person(2, { params: { text: 'x'.repeat(641) } }),
      person(3, { params: { text: 'x'.repeat(640) } }),
    ]);

    expect(rows.map((row) => [row.status, row.reason])).toEqual([
      ['skipped', 'params-too-long'],
      ['queued', null],
    ]);
  });

  it('refuses more than 10,000', () => {
    expect(() => plan(many(MAX_PEOPLE + 1))).toThrow(RangeError);
    expect(plan(many(MAX_PEOPLE))).toHaveLength(MAX_PEOPLE);
  });

  it('makes batches of at most 100 in one dispatch of 300', () => {
    const rows = plan(many(300), 'batches');

    expect(new Set(rows.map((row) => row.batch))).toEqual(new Set([0, 1, 2]));
    expect(rows.filter((row) => row.isBatchFirst === true)).toHaveLength(3);
  });

  it('leaves people out of batches who have an open room, too long values, other values, or no second person to share with', () => {
    const long = { params: { text: 'x'.repeat(641) } };
    const rows = plan(
      [
        ...many(3),
        person(7, { roomUuid: room(1) }),
        person(8, { params: { a: '1' } }),
        person(9, long),
        person(10, long),
      ],
      'batches',
    );

    expect(rows.filter((row) => row.batch !== null).map((row) => row.contactUuid)).toEqual([
      contact(0),
      contact(1),
      contact(2),
    ]);
  });

  it('puts a person first who got no start of that flow in the last 24 h, and sends one by one if there is none', () => {
    const led = plan(many(4), 'batches', [0, 1, 2]);
    const alone = plan(many(4), 'batches', [0, 1, 2, 3]);

    expect(led[0]).toMatchObject({ contactUuid: contact(3), isBatchFirst: true, batch: 0 });
    expect(alone.every((row) => row.batch === null)).toBe(true);
  });

  it('plans each person exactly once, whatever the mix', () => {
    const mix = fc.array(
      fc.record({
        n: fc.integer({ min: 0, max: 260 }),
        value: fc.constantFrom(null, 'a', 'b'),
        hasRoom: fc.boolean(),
        recent: fc.boolean(),
      }),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(mix, fc.constantFrom('singles' as const, 'batches' as const), (picked, mode) => {
        const people = picked.map(({ n, value, hasRoom }) =>
          person(n, { params: value === null ? null : { v: value }, roomUuid: hasRoom ? room(n) : null }),
        );
        const recent = picked.filter((each) => each.recent).map((each) => each.n);
        const rows = plan(people, mode, recent);
        const numbers = new Set(rows.map((row) => row.batch).filter((batch) => batch !== null));
        const batches = [...numbers].map((batch) => rows.filter((row) => row.batch === batch));

        expect(new Set(rows.map((row) => row.contactUuid)).size).toBe(rows.length);
        expect(rows).toHaveLength(new Set(picked.map((each) => each.n)).size);
        expect(rows.map((row) => row.n)).toEqual(rows.map((_, n) => n));
        for (const members of batches) {
          expect(members.length).toBeGreaterThan(1);
          expect(members.length).toBeLessThanOrEqual(MAX_BATCH);
          expect(new Set(members.map((row) => JSON.stringify(row.params))).size).toBe(1);
          expect(members.every((row) => row.roomUuid === null)).toBe(true);
          const first = members.filter((row) => row.isBatchFirst === true);
          expect(first).toHaveLength(1);
          expect(recent.map(contact)).not.toContain(first[0]?.contactUuid);
        }
      }),
      { numRuns: 60 },
    );
  });
});
