import type { Dispatcher } from '../../dispatch/dispatcher-api.ts';
import type { PersonRow } from '../../dispatch/records.ts';
import type { DispatchRow } from '../../dispatch/records.ts';
import { CALL_MS, requestsOf } from '../../preflight/pace-estimate.ts';
import { DispatchId, SessionId } from '../../ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Scope } from '../../messaging/feed.ts';
import type { DispatchView } from '../../messaging/views.ts';
import type { createRepliedCounts } from './replied-counts.ts';

const HOUR_MS = 3_600_000;
/** How many dispatches of each session a view gets, newest first. The history page lists older ones. */
const RECENT_DISPATCHES = 50;

export interface DispatchViewsPorts {
  readonly ledger: Ledger;
  readonly dispatcher: Dispatcher;
  readonly replied: ReturnType<typeof createRepliedCounts>;
  readonly now: () => number;
}

/** Builds dispatches as views show them: the row with counts, replies and place in the queue. */
export function createDispatchViews({ ledger, dispatcher, replied, now }: DispatchViewsPorts) {
  async function one(id: string): Promise<DispatchView | null> {
    const dispatchId = DispatchId.parse(id);
    const active = await ledger.activeDispatches();
    const row = active.find((each) => each.dispatchId === dispatchId) ?? (await ledger.getDispatch(dispatchId));
    if (row === null) return null;
    const ahead = active.filter(
      (other) =>
        other.sessionId === row.sessionId && other.createdAt < row.createdAt && other.dispatchId !== dispatchId,
    );
    return {
      row,
      counts: await dispatcher.counts(dispatchId),
      replied: await replied.of(row),
      ahead: ahead.length,
      heldUntil: dispatcher.heldUntil(dispatchId),
      ...((row.holdBackAt ?? null) === null ? {} : { openReplies: await dispatcher.openReplies(row) }),
      ...(await paceFor(row, ahead)),
    };
  }

  /** The pace of a running dispatch. Nothing to say about one that is not limited at all (sandbox build). */
  async function paceFor(row: DispatchRow, ahead: readonly DispatchRow[]): Promise<Pick<DispatchView, 'pace'>> {
    if (row.state.status !== 'running') return {};
    const pace = await dispatcher.paceNow(row.sessionId);
    if (!Number.isFinite(pace.perHour)) return {};
    let before = 0;
    for (const other of ahead) {
      if (other.state.status !== 'running') continue;
      const { queued } = await dispatcher.counts(other.dispatchId);
      before += requestsOf(other.mode, queued);
    }
    return { pace: { ...pace, callMs: CALL_MS, ahead: before } };
  }

  return {
    one,
    async recentOf(scope: Scope): Promise<DispatchView[]> {
      const views: DispatchView[] = [];
      for (const sessionId of scope.sessionIds) {
        for (const row of await ledger.listDispatches({
          sessionId: SessionId.parse(sessionId),
          limit: RECENT_DISPATCHES,
        })) {
          const found = await one(row.dispatchId);
          if (found !== null) views.push(found);
        }
      }
      return views;
    },
    async peopleOf(id: string): Promise<readonly PersonRow[]> {
      const dispatchId = DispatchId.parse(id);
      const row = await ledger.getDispatch(dispatchId);
      return row === null ? [] : await ledger.listPeople(dispatchId, { fromN: 0, limit: row.total });
    },
    /**
     * How many starts of this session count towards the last hour (every person of a dispatch touched in that hour who
     * left the queue).
     */
    async usedThisHour(sessionId: SessionId): Promise<number> {
      let used = 0;
      for (const row of await ledger.listDispatches({ sessionId, limit: RECENT_DISPATCHES })) {
        if (row.touchedAt < now() - HOUR_MS) continue;
        const counts = await dispatcher.counts(row.dispatchId);
        used += row.total - counts.queued - counts.skipped - counts.cancelled;
      }
      return used;
    },
  };
}
