import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERSON_STATUSES, type PersonStatus } from '../../../lib/dispatch/records.ts';
import { peopleOfPart } from '../../../lib/replies/dispatch-part.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { awaitedRow } from '../background/rows.ts';
import { contact, dispatchIdOf, personRow, T0 } from '../dispatch/rows.ts';

const OWN = new Set([dispatchIdOf(1), dispatchIdOf(2)]);
const sent = (n: number, change: Partial<AwaitedRow> = {}): AwaitedRow =>
  awaitedRow({ contactUuid: contact(n), dispatchId: dispatchIdOf(1), status: 'sent', repliedAt: null, ...change });
const person = (n: number, status: PersonStatus, dispatch = 1) =>
  personRow({ n, contactUuid: contact(n), status, dispatchId: dispatchIdOf(dispatch) });

describe('a part of the people of a dispatch', () => {
  const awaited = [
    sent(1),
    sent(2, { status: 'opened', repliedAt: T0 + 1 }),
    sent(3, { status: 'superseded' }),
    sent(3, { dispatchId: dispatchIdOf(9), status: 'replied', repliedAt: T0 + 9, sentAt: T0 + 5 }),
    sent(4, { dispatchId: dispatchIdOf(2) }),
    sent(5, { status: 'dismissed' }),
    sent(6, { dispatchId: dispatchIdOf(9) }),
  ];
  const people = [
    person(1, 'accepted'),
    person(7, 'refused'),
    person(8, 'skipped'),
    person(8, 'accepted', 2),
    person(9, 'unknown'),
    person(10, 'cancelled'),
  ];
  const part = (which: Parameters<typeof peopleOfPart>[0]) =>
    peopleOfPart(which, OWN, { people, awaited }).map(({ contactUuid }) => contactUuid);

  it('holds who did not answer, of the dispatch and its child dispatches', () => {
    expect(part('unanswered')).toEqual([1, 4].map(contact));
  });

  it('holds who answered it, or a later start', () => {
    expect(part('answered')).toEqual([2, 3].map(contact));
  });

  it('holds who failed in every try, and nobody who may have the message', () => {
    expect(part('failed')).toEqual([contact(7)]);
  });

  it('never holds one contact twice, and nobody both as answered and as unanswered', () => {
    const rows = fc.array(
      fc
        .record({
          contactUuid: fc.integer({ min: 0, max: 4 }).map(contact),
          dispatchId: fc.integer({ min: 1, max: 3 }).map(dispatchIdOf),
          status: fc.constantFrom('sent' as const, 'superseded' as const, 'dismissed' as const, 'opened' as const),
          repliedAt: fc.option(fc.constant(T0 + 1)),
        })
        .map((change) => sent(0, change)),
    );
    const persons = fc.array(
      fc
        .record({
          contactUuid: fc.integer({ min: 0, max: 4 }).map(contact),
          status: fc.constantFrom(...PERSON_STATUSES),
        })
        .map((change) => personRow(change)),
    );
    fc.assert(
      fc.property(rows, persons, (all, tries) => {
        const of = (which: Parameters<typeof peopleOfPart>[0]) =>
          peopleOfPart(which, OWN, { people: tries, awaited: all }).map(({ contactUuid }) => contactUuid);
        const [unanswered, answered, failed] = [of('unanswered'), of('answered'), of('failed')];

        for (const list of [unanswered, answered, failed]) expect(new Set(list).size).toBe(list.length);
        expect(unanswered.filter((uuid) => answered.includes(uuid))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
