import { describe, expect, it } from 'vitest';
import { createRepliedCounts } from '../../../lib/background/views/replied-counts.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { dispatchIdOf, T0 } from '../dispatch/rows.ts';
import { awaitedRow } from './rows.ts';

const ID = dispatchIdOf(1);
const DISPATCH = { dispatchId: ID, agentKey: 'a' };
const rowOf = (n: number, repliedAt: number | null): AwaitedRow =>
  awaitedRow({ id: `${ID}:${n}`, dispatchId: ID, repliedAt });

function begin(rows: AwaitedRow[]) {
  const ledger = { reads: 0, listAwaited: async () => ((ledger.reads += 1), [...rows]) };
  return { rows, ledger, replied: createRepliedCounts(ledger) };
}

describe('how many answered', () => {
  it('reads the awaited rows once, however often the count of a running dispatch is asked for', async () => {
    const { ledger, replied } = begin([rowOf(0, T0), rowOf(1, null)]);

    for (let time = 0; time < 50; time += 1) expect(await replied.of(DISPATCH)).toBe(1);

    expect(ledger.reads).toBe(1);
  });

  it('is counted again after a reply came', async () => {
    const { rows, replied } = begin([rowOf(0, null)]);
    expect(await replied.of(DISPATCH)).toBe(0);

    rows[0] = rowOf(0, T0);
    replied.changed([rowOf(0, T0)]);

    expect(await replied.of(DISPATCH)).toBe(1);
  });

  it('does not keep a count if a reply came while it was being made', async () => {
    const { rows, replied } = begin([rowOf(0, null)]);

    const before = replied.of(DISPATCH);
    rows[0] = rowOf(0, T0);
    replied.changed([rowOf(0, T0)]);
    await before;

    expect(await replied.of(DISPATCH)).toBe(1);
  });
});
