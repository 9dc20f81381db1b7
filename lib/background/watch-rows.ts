import type { SessionId } from '../ids.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { knownAt } from '../replies/badge.ts';
import type { AwaitedLedger } from '../replies/ports.ts';
import { WatchRow } from '../replies/records.ts';

const WATCH_PREFIX = 'watch:';
const watchKey = (sessionId: SessionId) => `${WATCH_PREFIX}${sessionId}`;

/** What the reply watcher keeps, in the ledger. */
export function createWatchRows(ledger: Ledger): AwaitedLedger & { readonly asOf: (agentKeys: readonly string[] | null) => Promise<number | null> } {
  return {
    listAwaited: (agentKey) => ledger.listAwaited(agentKey),
    listAwaitedOf: (agentKey, contactUuid) => ledger.listAwaitedOf(agentKey, contactUuid),
    putAwaited: (rows) => ledger.putAwaited(rows),
    async getWatch(sessionId) {
      const stored = WatchRow.safeParse(await ledger.getKept(watchKey(sessionId)));
      return stored.success ? stored.data : null;
    },
    putWatch: (row) => ledger.putKept({ key: watchKey(row.sessionId), value: row }),
    async listOwnStarts(agentKey, contactUuid) {
      const starts: { flowName: string; sentAt: number }[] = [];
      for (const row of await ledger.peopleByContact(agentKey, contactUuid)) {
        const dispatch = row.sentAt === null ? null : await ledger.getDispatch(row.dispatchId);
        if (dispatch !== null && row.sentAt !== null) starts.push({ flowName: dispatch.flowName, sentAt: row.sentAt });
      }
      return starts;
    },
    /** When the stored rows of some agents (null: of all) were last compared with the server or heard from it. */
    async asOf(agentKeys) {
      const kept = await ledger.listKept(WATCH_PREFIX);
      const watches = kept.flatMap(({ key, value }) => {
        const watch = WatchRow.safeParse(value);
        const isAsked = agentKeys === null || agentKeys.some((agentKey) => key.startsWith(`${WATCH_PREFIX}${agentKey}|`));
        return isAsked && watch.success ? [watch.data] : [];
      });
      return knownAt(watches);
    },
  };
}
