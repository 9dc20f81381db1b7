import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awaitedOf } from '../../../lib/ledger/awaited-of.ts';
import { FUNNEL_STEPS, funnelOf } from '../../../lib/replies/funnel.ts';
import { AWAITED_STATUSES, type AwaitedRow } from '../../../lib/replies/records.ts';
import { contact, dispatchIdOf, dispatchRow, personRow, room, T0 } from '../dispatch/rows.ts';

const MINUTE = 60_000;
const FAMILY = { dispatchIds: [dispatchIdOf(1), dispatchIdOf(2)], accepted: 4 };

const rowOf = (n: number, change: Partial<AwaitedRow> = {}): AwaitedRow => ({
  ...awaitedOf(dispatchRow(), personRow({ n, contactUuid: contact(n), settledAt: T0, acceptedAt: T0 })),
  ...change,
});
const ended = (tags: string[] | null) => ({ askedAt: T0, endedAt: T0, tags });

describe('the funnel of a dispatch', () => {
  it('counts each step that a person reached, with the tags of those whose chat was closed', () => {
    const funnel = funnelOf(
      [FAMILY],
      [
        rowOf(1),
        rowOf(2, { status: 'waiting-room', roomUuid: room(2) }),
        rowOf(3, { status: 'replied', roomUuid: room(3), repliedAt: T0 + 4 * MINUTE }),
        rowOf(4, {
          status: 'closed',
          roomUuid: room(4),
          repliedAt: T0 + 2 * MINUTE,
          openedAt: T0 + 3 * MINUTE,
          ending: ended(['Venda', 'VIP']),
        }),
      ],
    );

    expect(funnel.steps).toEqual({ accepted: 4, chatOpened: 2, answered: 2, opened: 1, closed: 1 });
    expect(funnel.tags).toEqual([
      { name: 'VIP', people: 1 },
      { name: 'Venda', people: 1 },
    ]);
    expect(funnel.medianReplyMs).toBe(3 * MINUTE);
  });

  it('counts a person once who was sent to again, or who has two contacts', () => {
    const funnel = funnelOf(
      [FAMILY],
      [
        rowOf(1, { status: 'superseded' }),
        rowOf(1, { dispatchId: dispatchIdOf(2), status: 'replied', repliedAt: T0 + MINUTE, roomUuid: room(1) }),
        rowOf(5, { humanUuid: contact(1), status: 'closed', roomUuid: room(1), ending: ended(['Venda']) }),
      ],
    );

    expect(funnel.steps).toMatchObject({ chatOpened: 1, answered: 1, closed: 1 });
  });

  it('tells no tag from a tag that is not known, and leaves out what rests on the page alone', () => {
    const funnel = funnelOf(
      [FAMILY],
      [
        rowOf(1, { status: 'closed', ending: ended([]) }),
        rowOf(2, { status: 'closed', ending: ended(null) }),
        rowOf(3, { status: 'closed' }),
        rowOf(4, { status: 'replied', repliedAt: T0, isProvisional: true }),
      ],
    );

    expect([funnel.untagged, funnel.tagsUnknown, funnel.steps.answered]).toEqual([1, 2, 0]);
  });

  it('no step counts more people than there are, and the tags of closed people add up', () => {
    const row = fc
      .record({
        n: fc.nat(6),
        status: fc.constantFrom(...AWAITED_STATUSES),
        hasRoom: fc.boolean(),
        repliedAt: fc.option(fc.integer({ min: T0, max: T0 + 100 * MINUTE })),
        openedAt: fc.option(fc.integer({ min: T0, max: T0 + 100 * MINUTE })),
        dispatchId: fc.constantFrom(dispatchIdOf(1), dispatchIdOf(2), dispatchIdOf(3)),
        tags: fc.option(fc.subarray(['a', 'b', 'c'])),
      })
      .map(({ n, hasRoom, tags, ...change }) =>
        rowOf(n, { ...change, roomUuid: hasRoom ? room(n) : null, ...(tags === null ? {} : { ending: ended(tags) }) }),
      );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const own = rows.filter((each) => each.dispatchId !== dispatchIdOf(3));
        const people = new Set(own.map((each) => each.contactUuid)).size;
        const funnel = funnelOf([FAMILY], rows);

        for (const step of FUNNEL_STEPS.slice(1)) expect(funnel.steps[step]).toBeLessThanOrEqual(people);
        const tagged = funnel.steps.closed - funnel.untagged - funnel.tagsUnknown;
        const named = funnel.tags.reduce((sum, tag) => sum + tag.people, 0);
        expect(tagged).toBeGreaterThanOrEqual(0);
        expect(named).toBeGreaterThanOrEqual(tagged);
        expect(funnel.tags.every((tag) => tag.people <= tagged)).toBe(true);
        expect(funnelOf([FAMILY], rows.toReversed())).toEqual(funnel);
      }),
    );
  });
});
