import type { Dispatcher, RetryResult } from './dispatcher-api.ts';
import { auditDispatch } from './audit.ts';
import { commitDispatch, confirmDispatch, confirmRetry, moveCountdown, returnOrphans, returnToDraft, undoDispatch } from './countdown.ts';
import { applied, checkWhole, countsOf, createDispatcherMemory } from './dispatcher-memory.ts';
import { round } from './loop.ts';
import type { DispatchChange, DispatcherPorts } from './ports.ts';
import type { DispatchRow } from './records.ts';
import { serially } from '../util/serially.ts';
import { cancelByAgent, leavePeople, lookAgainFor, pauseByAgent, resumeByAgent } from './agent-commands.ts';
import { movePerson } from './states.ts';
import { DAY_MS } from '../util/time.ts';

const TIDY_EVERY_MS = 3_600_000;
/** The loop looks around at least this often while work is due; the alarm is the net below. */
const LOOK_AROUND_MS = 20_000;

/**
 * The dispatcher of one background life. Its truth is in the ledger; everything it keeps in memory may be lost between
 * any two lines. Build one per background start and call `ensure` on it.
 */
export function createDispatcher(ports: DispatcherPorts): Dispatcher {
  const listeners = new Set<(change: DispatchChange) => void>();
  let turning: Promise<void> | null = null;
  let isAskedAgain = false;
  let cancelTimer: (() => void) | null = null;
  let tidiedAt: number | null = null;
  let hasTakenStock = false;

  const emit = (change: Partial<DispatchChange>): void => {
    const whole: DispatchChange = { dispatches: [], people: [], removed: [], ...change };
    for (const listener of listeners) listener(whole);
  };
  const memory = createDispatcherMemory(ports, { emit, kick: () => void turn() });
  // Two queues: looking around must not wait for a confirmation that asks the server.
  const inTurn = serially();
  const clickByClick = serially();

  /** Runs rounds until nobody asks for another one. What a failing disk leaves undone is tried again by the timer. */
  function turn(): Promise<void> {
    isAskedAgain = true;
    turning ??= turnUntilDone();
    return turning;
  }

  async function turnUntilDone(): Promise<void> {
    while (isAskedAgain) {
      isAskedAgain = false;
      try {
        // Before stock is taken nothing may be sent: somebody may be `sending` from an earlier life.
        if (hasTakenStock) await round(memory);
      } catch {
        memory.hasStorageFailed = true;
      }
      if (!isAskedAgain) await rest();
    }
    turning = null;
  }

  /** Sets timer, alarm and keep-alive by what is due. */
  async function rest(): Promise<void> {
    const isDue = await isWorkDue();
    const isLooking = isDue || (await isGoingOnAlone());
    ports.alarms.ensure(isLooking);
    if (isDue) ports.keepAlive.hold();
    else ports.keepAlive.release();
    cancelTimer?.();
    cancelTimer = null;
    if (!isLooking) return;
    const now = ports.clock.now();
    const delayMs = Math.min(LOOK_AROUND_MS, Math.max(0, (memory.wakeAt ?? Number.POSITIVE_INFINITY) - now));
    cancelTimer = ports.clock.after(delayMs, () => void lookAround());
  }

  async function isWorkDue(): Promise<boolean> {
    if (memory.flights.size > 0 || memory.unsettled.length > 0 || memory.hasStorageFailed) return true;
    try {
      for (const row of await memory.ports.ledger.activeDispatches()) {
        if (row.state.status !== 'paused') return true;
        if ((await countsOf(memory, row.dispatchId)).checking > 0 && (await ports.sessions.current(row.sessionId)) !== null) return true;
      }
    } catch {
      return true;
    }
    return false;
  }

  /** Nobody tells a background that the network is back, or that a time has come: what waits for it is looked at, without keeping it alive. */
  async function isGoingOnAlone(): Promise<boolean> {
    try {
      return (await memory.ports.ledger.activeDispatches()).some(({ state }) => state.status === 'paused' && (state.reason === 'offline' || (state.until ?? null) !== null));
    } catch {
      return true;
    }
  }

  async function lookAround(): Promise<void> {
    try {
      await returnOrphans(memory, await memory.ports.ledger.activeDispatches());
      await tidy();
    } catch {
      memory.hasStorageFailed = true;
    }
    await turn();
  }

  /** What an earlier life left: `sending` is looked up, damage is found. Repeating it changes nothing. */
  async function takeStock(): Promise<void> {
    const active = await memory.ports.ledger.activeDispatches();
    await returnOrphans(memory, active);
    for (const row of active) {
      if (row.state.status === 'counting-down') continue;
      await checkWhole(memory, row);
      await lookUpAbandoned(row);
    }
    hasTakenStock = true;
  }

  async function lookUpAbandoned(dispatch: DispatchRow): Promise<void> {
    const flying = new Set([...memory.flights].filter((flight) => flight.dispatchId === dispatch.dispatchId).flatMap((flight) => flight.ns));
    const rows = await memory.ports.ledger.peopleByStatus(dispatch.dispatchId, 'sending');
    const ns = rows.map((row) => row.n).filter((n) => !flying.has(n));
    if (ns.length === 0) return;
    const now = ports.clock.now();
    const result = await memory.ports.ledger.settle(dispatch.dispatchId, ns, (row) =>
      row.status === 'sending' ? movePerson(row, 'checking', { reason: 'background-stopped', checkingSince: now }) : null,
    );
    applied(memory, result);
  }

  async function tidy(): Promise<void> {
    const now = ports.clock.now();
    if (tidiedAt !== null && Math.abs(now - tidiedAt) < TIDY_EVERY_MS) return;
    tidiedAt = now;
    const removed = await memory.ports.ledger.prune(now - ports.settings().retentionDays * DAY_MS);
    await memory.ports.ledger.dropParams(now - DAY_MS, now);
    if (removed.length > 0) emit({ removed });
  }

  return {
    ensure: () =>
      inTurn(async () => {
        // A failing disk is asked again by the alarm; until stock is taken nothing is sent.
        await takeStock().catch(() => {
          memory.hasStorageFailed = true;
        });
        await lookAround();
      }),
    tick: () =>
      inTurn(async () => {
        if (!hasTakenStock) {
          await takeStock().catch(() => {
            memory.hasStorageFailed = true;
          });
        }
        await lookAround();
      }),
    confirm: (input) => clickByClick(() => confirmDispatch(memory, input)),
    commit: (dispatchId, viewId, mayStill) => commitDispatch(memory, dispatchId, viewId, mayStill),
    undo: (dispatchId) => undoDispatch(memory, dispatchId),
    viewGone: async (viewId, reason) => {
      const active = await memory.ports.ledger.activeDispatches().catch((): DispatchRow[] => []);
      for (const { dispatchId, state } of active) {
        if (state.status === 'counting-down' && state.viewId === viewId) await returnToDraft(memory, dispatchId, reason);
      }
    },
    hold: (dispatchId, viewId) => moveCountdown(memory, dispatchId, viewId, 'hold'),
    release: (dispatchId, viewId) => moveCountdown(memory, dispatchId, viewId, 'release'),
    pause: (dispatchId) => pauseByAgent(memory, dispatchId),
    resume: (dispatchId) => resumeByAgent(memory, dispatchId),
    cancel: (dispatchId) => cancelByAgent(memory, dispatchId),
    retry: (dispatchId, ns, viewId, mayStill) => clickByClick(() => confirmRetry(memory, { parentId: dispatchId, ns, viewId, mayStill }).catch((): RetryResult => ({ kind: 'storage-failed' }))),
    lookAgain: (dispatchId, ns) => lookAgainFor(memory, dispatchId, ns),
    leave: (dispatchId, ns) => leavePeople(memory, dispatchId, ns),
    audit: (dispatchId) => auditDispatch(memory, dispatchId).catch((): 'later' => 'later'),
    sessionChanged: () => lookAround(),
    online: () => turn(),
    offline: () => turn(),
    heldUntil: (dispatchId) => memory.held.get(dispatchId),
    counts: async (dispatchId) => ({ ...(await countsOf(memory, dispatchId)) }),
    isBusy: () => isWorkDue(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
