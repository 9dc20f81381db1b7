import type { Dispatcher } from '../../dispatch/dispatcher-api.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { serially } from '../../util/serially.ts';
import { DAY_MS } from '../../util/time.ts';

/** How many dispatches back, and how long after the end, the history is looked through for repeated starts. */
const AUDITED = 20;
const AUDIT_WITHIN_MS = DAY_MS;

/** Looks through the history after finished dispatches that nobody looked through yet: just ended, or ended while nobody was signed in. */
export function createHistoryAudit({ ledger, dispatcher, now }: { readonly ledger: Pick<Ledger, 'listDispatches'>; readonly dispatcher: Pick<Dispatcher, 'audit'>; readonly now: () => number }): () => Promise<void> {
  const auditByAudit = serially();
  return () =>
    auditByAudit(async () => {
      for (const row of await ledger.listDispatches({ sessionId: null, limit: AUDITED })) {
        const { state, auditedAt = null } = row;
        const isDue = state.status === 'finished' && (auditedAt === null || auditedAt < state.at) && now() - state.at < AUDIT_WITHIN_MS;
        if (isDue) await dispatcher.audit(row.dispatchId);
      }
    });
}
