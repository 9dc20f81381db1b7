import type { DispatchRow } from '../../dispatch/records.ts';
import type { DispatchId } from '../../ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { AwaitedRow } from '../../replies/records.ts';

/**
 * How many people of a dispatch answered. A dispatch on its way is told many times a second, and counting reads everybody
 * awaited: a count is kept until an awaited row changes. Whoever is newly awaited has not answered.
 */
export function createRepliedCounts(ledger: Pick<Ledger, 'listAwaited'>) {
  const counts = new Map<DispatchId, number>();
  let revision = 0;

  return {
    async of({ dispatchId, agentKey }: Pick<DispatchRow, 'dispatchId' | 'agentKey'>): Promise<number> {
      const known = counts.get(dispatchId);
      if (known !== undefined) return known;
      const asOf = revision;
      const count = (await ledger.listAwaited(agentKey)).filter((row) => row.dispatchId === dispatchId && row.repliedAt !== null).length;
      if (revision === asOf) counts.set(dispatchId, count);
      return count;
    },
    changed(rows: readonly AwaitedRow[]): void {
      revision += 1;
      for (const { dispatchId } of rows) if (dispatchId !== null) counts.delete(dispatchId);
    },
  };
}
