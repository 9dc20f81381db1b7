import { describe, expect, it } from 'vitest';
import { createTracking } from '../../../lib/background/adapters/reply-tracking.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { awaitedRow } from './rows.ts';
import { settle } from './world.ts';

function begin() {
  const timers: (() => void)[] = [];
  const tracked: string[][] = [];
  const accepted = createTracking({
    after: (_delayMs, run) => void timers.push(run),
    gatherMs: 1_000,
    getAwaitedRows: async (ids) => ids.filter((id) => id !== 'gone').map((id) => awaitedRow({ id })),
    track: async (rows: readonly AwaitedRow[]) => void tracked.push(rows.map((row) => row.id)),
    onError: (error) => {
      throw error;
    },
  });
  return { accepted, tracked, timers, runTimers: () => timers.splice(0).forEach((run) => run()) };
}

describe('people who become awaited', () => {
  it('tracks the first one at once', async () => {
    const { accepted, tracked } = begin();

    accepted(['d:0']);
    await settle();

    expect(tracked).toEqual([['d:0']]);
  });

  it('gathers people of a running dispatch, so that the awaited rows are tracked together', async () => {
    const { accepted, tracked, runTimers } = begin();

    for (let n = 0; n < 100; n += 1) {
      accepted([`d:${n}`]);
      await settle(2);
    }
    runTimers();
    await settle();

    expect(tracked.length).toBe(2);
    expect(tracked.flat()).toHaveLength(100);
  });

  it('tracks at once again after a pause, and sets no timer for an empty list', async () => {
    const { accepted, tracked, runTimers, timers } = begin();
    accepted(['d:0']);
    await settle();
    runTimers();
    await settle();

    accepted([]);
    expect(timers).toEqual([]);
    accepted(['d:1']);
    await settle();

    expect(tracked).toEqual([['d:0'], ['d:1']]);
  });

  it('leaves out people whose row is gone', async () => {
    const { accepted, tracked } = begin();

    accepted(['gone']);
    await settle();

    expect(tracked).toEqual([]);
  });
});
