import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonStatus } from '../../../lib/dispatch/records.ts';
import { PERSON_STATUSES } from '../../../lib/dispatch/records.ts';
import { decideFollowUp, followUpDueAt } from '../../../lib/replies/follow-up.ts';
import { AWAITED_STATUSES, type AwaitedRow } from '../../../lib/replies/records.ts';
import { awaitedRow } from '../background/rows.ts';
import { contact, dispatchIdOf, dispatchRow, personRow, T0 } from '../dispatch/rows.ts';

const DAY = 86_400_000;
const OWN = new Set([dispatchIdOf(1)]);

const sent = (change: Partial<AwaitedRow> = {}): AwaitedRow =>
  awaitedRow({ dispatchId: dispatchIdOf(1), status: 'sent', repliedAt: null, roomUuid: null, ...change });
const namesIn = (rows: readonly AwaitedRow[], started: Parameters<typeof decideFollowUp>[2] = []) => {
  const { people, leftOut } = decideFollowUp(OWN, rows, started);
  return { people: people.map(({ contactUuid }) => contactUuid), leftOut };
};
const nobody = { answered: 0, 'written-since': 0, done: 0, 'not-watched': 0, 'asked-to-stop': 0 };

describe('a follow-up', () => {
  it('holds who has not answered, also when their chat was closed; whose wait has ended may have answered since', () => {
    const rows = [
      sent({ contactUuid: contact(1) }),
      sent({ contactUuid: contact(2), status: 'closed' }),
      sent({ contactUuid: contact(3), status: 'expired' }),
      sent({ contactUuid: contact(4), status: 'replied', repliedAt: T0 + 5 }),
      sent({ contactUuid: contact(5), dispatchId: dispatchIdOf(2) }),
    ];

    expect(namesIn(rows)).toEqual({
      people: [1, 2].map(contact),
      leftOut: { ...nobody, answered: 1, 'not-watched': 1 },
    });
  });

  it('leaves out who answered a later start, or by another number', () => {
    const rows = [
      sent({ contactUuid: contact(1), status: 'superseded' }),
      sent({
        contactUuid: contact(1),
        dispatchId: dispatchIdOf(2),
        sentAt: T0 + 9,
        repliedAt: T0 + 10,
        status: 'opened',
      }),
      sent({ contactUuid: contact(2) }),
      sent({ contactUuid: contact(3), humanUuid: contact(2), dispatchId: null, sentAt: T0 - 9, repliedAt: T0 + 10 }),
    ];

    expect(namesIn(rows)).toEqual({ people: [], leftOut: { ...nobody, answered: 2 } });
  });

  it('keeps who answered something older only', () => {
    const rows = [sent(), sent({ dispatchId: dispatchIdOf(2), sentAt: T0 - DAY, repliedAt: T0 - 9, status: 'opened' })];

    expect(namesIn(rows).people).toEqual([contact(1)]);
  });

  it('holds a human with two contacts once, by the contact that was written to last', () => {
    const rows = [
      sent({ contactUuid: contact(1), sentAt: T0 }),
      sent({ contactUuid: contact(2), humanUuid: contact(1), sentAt: T0 + 1 }),
    ];

    expect(namesIn(rows).people).toEqual([contact(2)]);
  });

  it('leaves out who was written to since, is about to be, or may have been', () => {
    const rows = [1, 2, 3, 4, 5].map((n) => sent({ contactUuid: contact(n) }));
    const since = (n: number, status: PersonStatus, sentAt: number | null) =>
      personRow({ dispatchId: dispatchIdOf(2), contactUuid: contact(n), status, sentAt });

    expect(
      namesIn(rows, [
        since(1, 'queued', null),
        since(2, 'unknown', T0 + 1),
        since(3, 'refused', T0 + 1),
        since(4, 'accepted', T0 - 1),
        since(5, 'checking', T0 + 1),
      ]),
    ).toEqual({ people: [contact(3), contact(4)], leftOut: { ...nobody, 'written-since': 3 } });
  });

  it('leaves out who asked to stop, at any time, and whom the agent took off the list', () => {
    const rows = [
      sent({ contactUuid: contact(1) }),
      sent({
        contactUuid: contact(1),
        dispatchId: dispatchIdOf(9),
        sentAt: T0 - DAY,
        repliedAt: T0 - 9,
        asksToStop: true,
      }),
      sent({ contactUuid: contact(2), status: 'dismissed' }),
    ];

    expect(namesIn(rows)).toEqual({ people: [], leftOut: { ...nobody, 'asked-to-stop': 1, done: 1 } });
  });

  it('is due some days after the end of its dispatch, until it was opened', () => {
    const followUp = { days: 3, flow: null, offeredAt: null, endedAt: null };
    const row = dispatchRow({ finishedAt: T0, followUp });

    expect(followUpDueAt(row, DAY)).toBe(T0 + 3 * DAY);
    expect(followUpDueAt({ ...row, finishedAt: null }, DAY)).toBeNull();
    expect(followUpDueAt({ ...row, followUp: { ...followUp, endedAt: T0 } }, DAY)).toBeNull();
    expect(followUpDueAt({ ...row, followUp: null }, DAY)).toBeNull();
  });
});

const someContact = fc.integer({ min: 0, max: 5 }).map(contact);
const time = fc.integer({ min: 0, max: 20 }).map((n) => T0 + n);
const rowOf = fc
  .record({
    contactUuid: someContact,
    humanUuid: fc.option(someContact, { nil: undefined }),
    answeredFrom: fc.option(someContact, { nil: undefined }),
    dispatchId: fc.option(fc.integer({ min: 1, max: 3 }).map(dispatchIdOf)),
    sentAt: time,
    status: fc.constantFrom(...AWAITED_STATUSES),
    repliedAt: fc.option(time),
    asksToStop: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map(({ humanUuid, answeredFrom, asksToStop, ...row }) =>
    sent({
      ...row,
      ...(humanUuid === undefined ? {} : { humanUuid }),
      ...(answeredFrom === undefined ? {} : { answeredFrom }),
      ...(asksToStop === undefined ? {} : { asksToStop }),
    }),
  );
const startOf = fc
  .record({
    contactUuid: someContact,
    status: fc.constantFrom(...PERSON_STATUSES),
    sentAt: fc.option(time),
    dispatchId: fc.integer({ min: 1, max: 3 }).map(dispatchIdOf),
  })
  .map((change) => personRow(change));

/** The contacts that are one human with this one, found by walking all links: slow, and nothing like the code. */
function twinsOf(rows: readonly AwaitedRow[], start: string): ReadonlySet<string> {
  const found = new Set([start]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { contactUuid, humanUuid, answeredFrom } of rows) {
      for (const other of [humanUuid, answeredFrom ?? undefined]) {
        if (other === undefined) continue;
        if (found.has(contactUuid)) found.add(other);
        if (found.has(other)) found.add(contactUuid);
      }
    }
  }
  return found;
}

describe('a follow-up, whatever was sent and answered', () => {
  const cases = fc.tuple(fc.array(rowOf, { maxLength: 14 }), fc.array(startOf, { maxLength: 6 }));

  it('holds nobody who answered since the first start, on any of their contacts', () => {
    fc.assert(
      fc.property(cases, ([rows, started]) => {
        for (const { contactUuid } of decideFollowUp(OWN, rows, started).people) {
          const twins = twinsOf(rows, contactUuid);
          const theirs = rows.filter((row) => twins.has(row.contactUuid));
          const own = theirs.filter((row) => row.dispatchId === dispatchIdOf(1));
          const firstAt = Math.min(...own.map(({ sentAt }) => sentAt));

          expect(own.some(({ repliedAt }) => repliedAt !== null)).toBe(false);
          expect(theirs.some(({ repliedAt }) => repliedAt !== null && repliedAt >= firstAt)).toBe(false);
          expect(theirs.some(({ asksToStop }) => asksToStop === true)).toBe(false);
          expect(own.some(({ status }) => status === 'expired')).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds no human twice, and everybody of the dispatch is either in it or counted as left out', () => {
    fc.assert(
      fc.property(cases, ([rows, started]) => {
        const { people, leftOut } = decideFollowUp(OWN, rows, started);
        const humans = new Set(
          rows
            .filter(({ dispatchId }) => dispatchId === dispatchIdOf(1))
            .map(({ contactUuid }) => [...twinsOf(rows, contactUuid)].toSorted().join()),
        );
        const held = people.map(({ contactUuid }) => [...twinsOf(rows, contactUuid)].toSorted().join());

        expect(new Set(held).size).toBe(held.length);
        expect(held.length + Object.values(leftOut).reduce((sum, count) => sum + count, 0)).toBe(humans.size);
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds nobody whom another dispatch has started since, or has in its queue', () => {
    fc.assert(
      fc.property(cases, ([rows, started]) => {
        for (const { contactUuid } of decideFollowUp(OWN, rows, started).people) {
          const twins = twinsOf(rows, contactUuid);
          const lastAt = Math.max(
            ...rows
              .filter((row) => twins.has(row.contactUuid) && row.dispatchId === dispatchIdOf(1))
              .map(({ sentAt }) => sentAt),
          );
          const newer = started.filter(
            (row) =>
              twins.has(row.contactUuid) &&
              row.dispatchId !== dispatchIdOf(1) &&
              !['refused', 'skipped', 'cancelled'].includes(row.status) &&
              (row.sentAt ?? Infinity) >= lastAt,
          );

          expect(newer).toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
