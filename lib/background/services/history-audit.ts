import type { Dispatcher } from '../../dispatch/dispatcher-api.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { serially } from '../../util/serially.ts';
import { DAY_MS } from '../../util/time.ts';

/** An audit covers the newest AUDITED dispatches, if they ended less than AUDIT_WITHIN_MS ago. */
const AUDITED = 20;
const AUDIT_WITHIN_MS = DAY_MS;

/**
 * Makes a function that audits finished dispatches without an audit since their end (they ended just now, or while no
 * agent was signed in): it asks the server's history whether somebody was started twice. Runs never overlap.
 */
export function createHistoryAudit({
  ledger,
  dispatcher,
  now,
}: {
  readonly ledger: Pick<Ledger, 'listDispatches'>;
  readonly dispatcher: Pick<Dispatcher, 'audit'>;
  readonly now: () => number;
}): () => Promise<void> {
  const inTurn = serially();
  return () =>
    inTurn(async () => {
      for (const row of await ledger.listDispatches({ sessionId: null, limit: AUDITED })) {
        const { state, auditedAt = null } = row;
        const isDue =
          state.status === 'finished' &&
          (auditedAt === null || auditedAt < state.at) &&
          now() - state.at < AUDIT_WITHIN_MS;
        if (isDue) await dispatcher.audit(row.dispatchId);
      }
    });
}
