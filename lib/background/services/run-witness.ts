import type { DispatchLedger } from '../../dispatch/ledger-port.ts';
import type { DispatchRow } from '../../dispatch/records.ts';
import type { DispatchId, FlowUuid, SessionId } from '../../ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { flowsScopeOf, type FlowsScope } from '../../sessions/session.ts';
import { serially } from '../../util/serially.ts';

/** Flows begins runs some time after it took a start. */
export const WITNESS_AFTER_MS = 5 * 60_000;
/** Later, too many others may have started the flow for the count to mean anything. */
const WITNESS_WITHIN_MS = 60 * 60_000;
const DISPATCHES = 20;

export interface RunWitnessPorts {
  readonly ledger: Pick<DispatchLedger, 'changeDispatch' | 'counts'> & Pick<Ledger, 'listDispatches'>;
  /** How many runs of a flow exist now: one Flows-backed call. Null: not told. */
  readonly countRuns: (scope: FlowsScope, flowUuid: FlowUuid) => Promise<number | null>;
  readonly isLive: (sessionId: SessionId) => boolean;
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly delayMs: () => number;
  readonly onChanged: (dispatchId: DispatchId) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Counts the runs of a flow before the first start of a dispatch and some minutes after its end
 * (.github/docs/contract/flow-run.md#how-many-runs-began): two rationed calls for a dispatch, never more, and it only
 * reads. A count that could not be read in time is left out.
 */
export function createRunWitness(ports: RunWitnessPorts) {
  const { ledger } = ports;
  const bornAt = ports.now();
  const asked = new Set<DispatchId>();
  const inTurn = serially();
  let stopTimer: (() => void) | null = null;

  async function countBefore(dispatch: DispatchRow): Promise<void> {
    const { dispatchId, flowUuid, total } = dispatch;
    const runsBefore = await ports.countRuns(flowsScopeOf(dispatch), flowUuid);
    if (runsBefore === null) return;
    const { queued, skipped, cancelled } = await ledger.counts(dispatchId);
    // A start left while the runs were counted, so the count may contain it.
    if (queued + skipped + cancelled !== total) return;
    const row = await ledger.changeDispatch(
      dispatchId,
      (current) =>
        current.witness === undefined ? { ...current, witness: { runsBefore, askedAt: null, runsAfter: null } } : null,
      'relaxed',
    );
    if (row !== null) ports.onChanged(dispatchId);
  }

  async function countAfter(dispatch: DispatchRow): Promise<void> {
    const { dispatchId, flowUuid } = dispatch;
    // Marked first: whatever becomes of the question, it is asked only once.
    const marked = await ledger.changeDispatch(
      dispatchId,
      (current) =>
        current.witness?.askedAt === null
          ? { ...current, witness: { ...current.witness, askedAt: ports.now() } }
          : null,
      'strict',
    );
    if (marked === null) return;
    const runsAfter = await ports.countRuns(flowsScopeOf(dispatch), flowUuid);
    if (runsAfter === null) return;
    const row = await ledger.changeDispatch(
      dispatchId,
      (current) => (current.witness === undefined ? null : { ...current, witness: { ...current.witness, runsAfter } }),
      'relaxed',
    );
    if (row !== null) ports.onChanged(dispatchId);
  }

  async function check(): Promise<void> {
    await inTurn(async () => {
      let nextMs: number | null = null;
      for (const row of await ledger.listDispatches({ sessionId: null, limit: DISPATCHES })) {
        if (row.state.status !== 'finished' || row.witness?.askedAt !== null) continue;
        const agoMs = ports.now() - row.state.at;
        const waitMs = ports.delayMs() - agoMs;
        if (waitMs > 0) nextMs = Math.min(nextMs ?? waitMs, waitMs);
        else if (agoMs < WITNESS_WITHIN_MS && ports.isLive(row.sessionId)) await countAfter(row).catch(ports.onError);
      }
      stopTimer?.();
      stopTimer = nextMs === null ? null : ports.after(nextMs, () => void check().catch(ports.onError));
    });
  }

  return {
    /** Hears of dispatches that changed. The first count of a dispatch is asked for as soon as it is confirmed. */
    changed(rows: readonly DispatchRow[]): void {
      for (const row of rows) {
        const { status } = row.state;
        const isNew = row.createdAt >= bornAt && (status === 'counting-down' || status === 'running');
        if (!isNew || row.isTest || row.witness !== undefined || asked.has(row.dispatchId)) continue;
        asked.add(row.dispatchId);
        void countBefore(row).catch(ports.onError);
      }
      if (rows.some(({ state }) => state.status === 'finished')) void check().catch(ports.onError);
    },
    /** Counts the runs of dispatches that ended some minutes ago, and sets a timer for the next that will be due. */
    check,
  };
}
