import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHeldBack, judgeHold } from '../../../lib/dispatch/hold-back.ts';
import { openRepliesOf } from '../../../lib/replies/open-replies.ts';
import type { AwaitedRow, AwaitedStatus } from '../../../lib/replies/records.ts';
import { AWAITED_STATUSES } from '../../../lib/replies/records.ts';
import { awaitedOf } from '../../../lib/ledger/awaited-of.ts';
import { type Bench, confirmInput, createBench } from './bench-ports.ts';
import { contact, dispatchIdOf, dispatchRow, personRow, SESSION, T0 } from './rows.ts';

const ID = dispatchIdOf(1);
const MINUTE = 60_000;
const GAP = 15 * MINUTE;

/** What the reply watcher stores when this person answers, and what it tells the dispatcher then. */
async function change(bench: Bench, n: number, status: AwaitedStatus, dispatchId = ID): Promise<void> {
  const row = await bench.ledger.getAwaited(`${dispatchId}:${n}`);
  if (row === null) throw new Error(`nobody awaited: ${n}`);
  const at = bench.now;
  await bench.ledger.putAwaited([
    {
      ...row,
      status,
      repliedAt: row.repliedAt ?? at,
      openedAt: status === 'opened' ? at : row.openedAt,
      updatedAt: at,
    },
  ]);
  await bench.dispatcher.repliesChanged();
  await bench.settle();
}

/** A dispatch to ten people, one at a time, that holds itself back at two unopened replies and does so now. */
async function held(): Promise<Bench> {
  const bench = await createBench({ inFlight: 1 });
  await bench.dispatcher.confirm(confirmInput(10, { holdBackAt: 2 }));
  await bench.settle();
  for (let n = 0; n < 3; n += 1) await bench.accept();
  await change(bench, 0, 'replied');
  await change(bench, 1, 'replied');
  // The one that was on its way.
  await bench.accept();
  return bench;
}
const stateOf = async (bench: Bench) => (await bench.ledger.getDispatch(ID))?.state;

describe('a dispatch that waits for the agent', () => {
  it('starts nobody any more when as many replies as allowed are unopened', async () => {
    const bench = await held();

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'open-replies' });
    expect(bench.requests).toHaveLength(4);
    expect(await bench.dispatcher.openReplies(dispatchRow())).toBe(2);
  });

  it.each(['opened', 'dismissed'] as const)('goes on when one of them is %s', async (status) => {
    const bench = await held();

    await change(bench, 0, status);

    expect((await stateOf(bench))?.status).toBe('running');
    expect(bench.requests).toHaveLength(5);
  });

  it('does not go on because somebody else closed a chat, only when the agent opens a reply afterwards', async () => {
    const bench = await held();

    await change(bench, 0, 'closed');
    const whenClosed = await stateOf(bench);
    await change(bench, 1, 'opened');

    expect(whenClosed).toMatchObject({ status: 'paused', reason: 'open-replies' });
    expect((await stateOf(bench))?.status).toBe('running');
  });

  it('keeps nothing alive while it waits, and time alone sends nothing', async () => {
    const bench = await held();
    const before = [bench.isKeptAlive, bench.hasAlarm];

    await bench.pass(14 * MINUTE);
    await bench.dispatcher.tick();
    await bench.settle();

    expect(before).toEqual([false, false]);
    expect(bench.requests).toHaveLength(4);
    expect(await stateOf(bench)).toMatchObject({ reason: 'open-replies' });
  });

  it('a reply that merely expired does not let it go on', async () => {
    const bench = await held();
    await bench.pass(2 * MINUTE);

    await change(bench, 0, 'expired');

    expect(await stateOf(bench)).toMatchObject({ reason: 'open-replies' });
    expect(bench.requests).toHaveLength(4);
  });

  it('is no gap as long as the agent handles replies, however long it takes', async () => {
    const bench = await held();
    for (let n = 2; n < 4; n += 1) await change(bench, n, 'replied');
    await bench.pass(10 * MINUTE);
    await change(bench, 0, 'opened');
    await bench.pass(10 * MINUTE);
    await change(bench, 1, 'opened');
    await bench.pass(10 * MINUTE);
    const still = await stateOf(bench);

    await change(bench, 2, 'opened');

    expect(still).toMatchObject({ reason: 'open-replies' });
    expect((await stateOf(bench))?.status).toBe('running');
    expect(bench.requests).toHaveLength(5);
  });

  it('asks when the agent has handled nothing for 15 minutes, and goes on only by their press', async () => {
    const bench = await held();
    await bench.pass(16 * MINUTE);

    await change(bench, 0, 'opened');
    const asked = await stateOf(bench);
    await change(bench, 1, 'opened');
    const before = bench.requests.length;
    await bench.dispatcher.resume(ID);
    await bench.settle();

    expect(asked).toMatchObject({ status: 'paused', reason: 'long-gap' });
    expect(before).toBe(4);
    expect(bench.requests).toHaveLength(5);
  });

  it('waits on after a restart of the background, and goes on by an act in the next life', async () => {
    const bench = await held();

    await bench.restart();
    await bench.pass(MINUTE);
    const waits = await stateOf(bench);
    const before = bench.requests.length;
    await change(bench, 0, 'opened');
    await bench.pass(1_000);

    expect(waits).toMatchObject({ reason: 'open-replies' });
    expect(before).toBe(4);
    expect(bench.requests).toHaveLength(5);
  });

  it('goes on after a restart when the background stopped right after the agent had opened a reply', async () => {
    const bench = await held();
    const row = await bench.ledger.getAwaited(`${ID}:0`);
    if (row !== null)
      await bench.ledger.putAwaited([{ ...row, status: 'opened', openedAt: bench.now, updatedAt: bench.now }]);

    await bench.restart();
    await bench.pass(1_000);

    expect(bench.requests).toHaveLength(5);
  });

  it('counts only its own replies: another dispatch of the session goes on', async () => {
    const bench = await held();

    await bench.dispatcher.confirm(
      confirmInput(2, {
        holdBackAt: 2,
        flowName: 'Outro',
        people: [20, 21].map((n) => ({ contactUuid: contact(n), name: null, roomUuid: null, params: null })),
      }),
    );
    await bench.settle();
    for (let n = 0; n < 2; n += 1) await bench.accept();

    expect((await bench.ledger.getDispatch(dispatchIdOf(2)))?.state.status).toBe('finished');
    expect(await stateOf(bench)).toMatchObject({ reason: 'open-replies' });
  });

  it('an act in another dispatch of the session counts as an act, but makes no room', async () => {
    const bench = await held();
    await bench.dispatcher.confirm(
      confirmInput(1, {
        flowName: 'Outro',
        people: [{ contactUuid: contact(20), name: null, roomUuid: null, params: null }],
      }),
    );
    await bench.settle();
    await bench.accept();
    await change(bench, 0, 'replied', dispatchIdOf(2));
    await bench.pass(10 * MINUTE);
    await change(bench, 0, 'opened', dispatchIdOf(2));
    await bench.pass(10 * MINUTE);
    await bench.dispatcher.repliesChanged();

    expect(await stateOf(bench)).toMatchObject({ reason: 'open-replies' });
  });

  it('goes on at once when the agent no longer wants it to wait', async () => {
    const bench = await held();

    expect(await bench.dispatcher.setHoldBack(ID, 0)).toEqual({ kind: 'done' });
    await bench.settle();

    expect((await stateOf(bench))?.status).toBe('running');
    expect(bench.requests).toHaveLength(5);
  });

  it('stays paused by the agent when replies are handled', async () => {
    const bench = await held();

    await bench.dispatcher.pause(ID);
    await change(bench, 0, 'opened');
    await change(bench, 1, 'opened');

    expect(await stateOf(bench)).toMatchObject({ reason: 'by-agent' });
    expect(bench.requests).toHaveLength(4);
  });

  it('never waits with batches', async () => {
    const bench = await createBench();
    const result = await bench.dispatcher.confirm(confirmInput(3, { mode: 'batches', holdBackAt: 2 }));

    expect(result).toMatchObject({ dispatch: { holdBackAt: null } });
    expect(await bench.dispatcher.setHoldBack(ID, 5)).toEqual({ kind: 'unchanged' });
  });
});

describe('judging a hold', () => {
  const times = fc.integer({ min: T0, max: T0 + 4 * GAP });

  it('never lets it go on without an act since the hold, or with too many unopened replies', () => {
    fc.assert(
      fc.property(
        fc.record({ limit: fc.integer({ min: 1, max: 20 }), since: times }),
        fc.record({
          open: fc.nat(30),
          handledAt: fc.array(times).map((all) => all.toSorted((a, b) => a - b)),
        }),
        times,
        (hold, replies, now) => {
          if (judgeHold(hold, replies, now, GAP) !== 'go-on') return;
          expect(isHeldBack(hold.limit, replies.open)).toBe(false);
          expect(replies.handledAt.some((at) => at >= Math.min(hold.since, now) - MINUTE)).toBe(true);
          expect(now - Math.max(hold.since, ...replies.handledAt)).toBeLessThanOrEqual(GAP);
        },
      ),
    );
  });

  it('lets it go on right after the act that made room unless that is 15 minutes away, also when the clock was set back since the hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), times, times, (limit, since, now) => {
        const replies = { open: limit - 1, handledAt: [now] };
        const verdict = judgeHold({ limit, since }, replies, now, GAP);

        expect(verdict).toBe(Math.abs(since - now) > GAP ? 'ask' : 'go-on');
      }),
    );
  });

  it('asks after 15 minutes without an act, whatever is unopened', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(30), times, (limit, open, since) => {
        expect(judgeHold({ limit, since }, { open, handledAt: [] }, since + GAP + 1, GAP)).toBe('ask');
      }),
    );
  });
});

describe('unopened replies', () => {
  const rowOf = (n: number, status: AwaitedStatus, change: Partial<AwaitedRow> = {}): AwaitedRow => ({
    ...awaitedOf(dispatchRow(), personRow({ n, contactUuid: contact(n), settledAt: T0 })),
    status,
    repliedAt: T0 + 1,
    updatedAt: T0 + n,
    ...change,
  });

  it('count each human of the dispatch once, as the badge does', () => {
    const twin = { humanUuid: contact(1) };
    const rows = [
      rowOf(1, 'replied'),
      rowOf(2, 'replied', twin),
      rowOf(3, 'replied'),
      rowOf(4, 'replied', { dispatchId: dispatchIdOf(9) }),
    ];

    expect(openRepliesOf(ID, rows)).toEqual({ open: 2, handledAt: [] });
    expect(rows[0]?.sessionId).toBe(SESSION);
  });

  it('only what the agent opened or put away after a reply is an act', () => {
    const acts = AWAITED_STATUSES.filter((status) => openRepliesOf(ID, [rowOf(5, status)]).handledAt.length > 0);
    const silent = AWAITED_STATUSES.filter(
      (status) => openRepliesOf(ID, [rowOf(5, status, { repliedAt: null })]).handledAt.length > 0,
    );

    expect(acts).toEqual(['dismissed']);
    expect(openRepliesOf(ID, [rowOf(5, 'opened', { openedAt: T0 + 5 })]).handledAt).toEqual([T0 + 5]);
    expect(silent).toEqual([]);
  });
});
