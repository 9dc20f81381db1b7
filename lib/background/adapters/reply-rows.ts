import type { SessionId } from '../../ids.ts';
import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { knownAt } from '../../replies/badge.ts';
import type { AwaitedLedger } from '../../replies/ports.ts';
import { WatchRow } from '../../replies/records.ts';

const WATCH_PREFIX = 'watch:';
const watchKey = (sessionId: SessionId) => `${WATCH_PREFIX}${sessionId}`;
/** A session id is `<agent key>|<project uuid>`; this returns the agent key. */
const agentKeyIn = (sessionId: SessionId): string => sessionId.slice(0, sessionId.lastIndexOf('|'));

/** Stores the reply watcher's rows in the ledger. */
export function createWatchRows(
  ledger: Ledger,
): AwaitedLedger & { readonly asOf: (agentKeys: readonly string[]) => Promise<number | null> } {
  /**
   * Watch rows of sessions without awaited people, in memory only. The key of a stored row names the agent, and
   * nothing about an agent is stored before the agent has sent something.
   */
  const unstored = new Map<SessionId, WatchRow>();
  const stored = new Set<SessionId>();

  async function hasReason(sessionId: SessionId): Promise<boolean> {
    if (stored.has(sessionId)) return true;
    const isKnown =
      (await ledger.getKept(watchKey(sessionId))) !== undefined ||
      (await ledger.listAwaited(agentKeyIn(sessionId))).some((row) => row.sessionId === sessionId);
    if (isKnown) stored.add(sessionId);
    return isKnown;
  }

  return {
    listAwaited: (agentKey) => ledger.listAwaited(agentKey),
    listAwaitedOf: (agentKey, contactUuids) => ledger.listAwaitedOf(agentKey, contactUuids),
    putAwaited: (rows) => ledger.putAwaited(rows),
    async getWatch(sessionId) {
      const stored = WatchRow.safeParse(await ledger.getKept(watchKey(sessionId)));
      return stored.success ? stored.data : (unstored.get(sessionId) ?? null);
    },
    async putWatch(row) {
      const { sessionId } = row;
      if (await hasReason(sessionId)) {
        await ledger.putKept({ key: watchKey(sessionId), value: row });
        unstored.delete(sessionId);
      } else unstored.set(sessionId, row);
    },
    async erasedAt() {
      const { at, generation } = readErasure(await ledger.getKept(ERASURE_KEY));
      return generation === 0 ? null : at;
    },
    async listOwnStarts(agentKey, contactUuid) {
      const starts: { flowName: string; sentAt: number }[] = [];
      for (const row of await ledger.peopleByContact(agentKey, contactUuid)) {
        const dispatch = row.sentAt === null ? null : await ledger.getDispatch(row.dispatchId);
        if (dispatch !== null && row.sentAt !== null) starts.push({ flowName: dispatch.flowName, sentAt: row.sentAt });
      }
      return starts;
    },
    /**
     * The time (epoch ms) up to which the stored rows of these agents are known to be current: the last comparison with
     * the server or the last message from it. Null when there was neither.
     */
    async asOf(agentKeys) {
      const kept = await ledger.listKept(WATCH_PREFIX);
      const watches = kept.flatMap(({ key, value }) => {
        const watch = WatchRow.safeParse(value);
        const isAsked = agentKeys.some((agentKey) => key.startsWith(`${WATCH_PREFIX}${agentKey}|`));
        return isAsked && watch.success ? [watch.data] : [];
      });
      return knownAt(watches);
    },
  };
}
