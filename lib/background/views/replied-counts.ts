import type { DispatchRow } from '../../dispatch/records.ts';
import type { DispatchId } from '../../ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { AwaitedRow } from '../../replies/records.ts';

/**
 * Counts how many people of a dispatch answered. The feed asks many times a second while a dispatch runs, and a count
 * reads all awaited rows, so it is cached until an awaited row of the dispatch changes. New awaited rows need no new
 * count: they have no reply yet.
 */
export function createRepliedCounts(ledger: Pick<Ledger, 'listAwaited'>) {
  const counts = new Map<DispatchId, number>();
  let revision = 0;

  return {
    async of({ dispatchId, agentKey }: Pick<DispatchRow, 'dispatchId' | 'agentKey'>): Promise<number> {
      const known = counts.get(dispatchId);
      if (known !== undefined) return known;
      const revisionBefore = revision;
      const count = (await ledger.listAwaited(agentKey)).filter(
        (row) => row.dispatchId === dispatchId && row.repliedAt !== null,
      ).length;
      if (revision === revisionBefore) counts.set(dispatchId, count);
      return count;
    },
    changed(rows: readonly AwaitedRow[]): void {
      revision += 1;
      for (const { dispatchId } of rows) if (dispatchId !== null) counts.delete(dispatchId);
    },
  };
}
