import type { Dispatcher, RetryResult } from './dispatcher-api.ts';
import { auditDispatch } from './audit.ts';
import {
  commitDispatch,
  confirmDispatch,
  confirmRetry,
  moveCountdown,
  returnOrphans,
  returnToDraft,
  undoDispatch,
} from './countdown.ts';
import {
  emitMoves,
  checkWhole,
  countsOf,
  createDispatcherMemory,
  forgetReplies,
  repliesOf,
} from './dispatcher-memory.ts';
import { runRound } from './loop.ts';
import type { DispatchChange, DispatcherPorts } from './ports.ts';
import type { DispatchRow } from './records.ts';
import { serially } from '../util/serially.ts';
import {
  cancelByAgent,
  leavePeople,
  lookAgainFor,
  pauseByAgent,
  resumeByAgent,
  setHoldBackByAgent,
} from './agent-commands.ts';
import { hourlyRate } from './pace.ts';
import { paceOf } from './sending.ts';
import { movePerson } from './states.ts';
import { DAY_MS } from '../util/time.ts';

const TIDY_EVERY_MS = 3_600_000;
/** While work is due, the loop checks everything at least this often. The alarm does so if the timer is lost. */
const MAINTAIN_EVERY_MS = 20_000;

/**
 * Creates the dispatcher of one life of the background. Its state is in the ledger; everything in memory may be lost at
 * any time. Create one per start of the background and call `ensure` on it.
 */
export function createDispatcher(ports: DispatcherPorts): Dispatcher {
  const listeners = new Set<(change: DispatchChange) => void>();
  let running: Promise<void> | null = null;
  let isRoundWanted = false;
  let cancelTimer: (() => void) | null = null;
  let tidiedAt: number | null = null;
  let hasRecovered = false;

  const emit = (change: Partial<DispatchChange>): void => {
    const whole: DispatchChange = { dispatches: [], people: [], removed: [], ...change };
    for (const listener of listeners) listener(whole);
  };
  const memory = createDispatcherMemory(ports, { emit, kick: () => void runRounds() });
  // Two queues, because recovery and ticks must not wait for a confirmation that asks the server.
  const inTurn = serially();
  const confirmInTurn = serially();

  /** Runs rounds until no further one is requested. What a failing disk leaves undone is repeated by the timer. */
  function runRounds(): Promise<void> {
    isRoundWanted = true;
    running ??= runUntilIdle();
    return running;
  }

  async function runUntilIdle(): Promise<void> {
    while (isRoundWanted) {
      isRoundWanted = false;
      try {
        // Nothing may be sent before recovery: people may still be stored as `sending` from an earlier life.
        if (hasRecovered) await runRound(memory);
      } catch {
        memory.hasStorageFailed = true;
      }
      if (!isRoundWanted) await scheduleNext();
    }
    running = null;
  }

  /** Sets timer, alarm and keep-alive according to what is due. */
  async function scheduleNext(): Promise<void> {
    const isDue = await isWorkDue();
    const isLooking = isDue || (await isGoingOnAlone());
    ports.alarms.ensure(isLooking);
    if (isDue) ports.keepAlive.hold();
    else ports.keepAlive.release();
    cancelTimer?.();
    cancelTimer = null;
    if (!isLooking) return;
    const now = ports.clock.now();
    const delayMs = Math.min(MAINTAIN_EVERY_MS, Math.max(0, (memory.wakeAt ?? Number.POSITIVE_INFINITY) - now));
    cancelTimer = ports.clock.after(delayMs, () => void maintain());
  }

  async function isWorkDue(): Promise<boolean> {
    if (memory.flights.size > 0 || memory.unsettled.length > 0 || memory.hasStorageFailed) return true;
    try {
      for (const row of await memory.ports.ledger.activeDispatches()) {
        if (row.state.status !== 'paused') return true;
        if (
          (await countsOf(memory, row.dispatchId)).checking > 0 &&
          (await ports.sessions.current(row.sessionId)) !== null
        )
          return true;
      }
    } catch {
      return true;
    }
    return false;
  }

  /**
   * Whether a paused dispatch goes on by itself when the network is back or at a time. No event reliably tells a
   * background of either, so the timer checks for it, without keeping the background alive.
   */
  async function isGoingOnAlone(): Promise<boolean> {
    try {
      return (await memory.ports.ledger.activeDispatches()).some(
        ({ state }) => state.status === 'paused' && (state.reason === 'offline' || (state.until ?? null) !== null),
      );
    } catch {
      return true;
    }
  }

  async function maintain(): Promise<void> {
    try {
      await returnOrphans(memory, await memory.ports.ledger.activeDispatches());
      await tidy();
    } catch {
      memory.hasStorageFailed = true;
    }
    await runRounds();
  }

  /**
   * Recovers what an earlier life left: looks up people found `sending`, detects damage. Repeating it changes nothing.
   */
  async function recover(): Promise<void> {
    const active = await memory.ports.ledger.activeDispatches();
    await returnOrphans(memory, active);
    for (const row of active) {
      if (row.state.status === 'counting-down') continue;
      await checkWhole(memory, row);
      await lookUpAbandoned(row);
    }
    hasRecovered = true;
  }

  async function lookUpAbandoned(dispatch: DispatchRow): Promise<void> {
    const flying = new Set(
      [...memory.flights]
        .filter((flight) => flight.dispatchId === dispatch.dispatchId)
        .flatMap((flight) => flight.numbers),
    );
    const rows = await memory.ports.ledger.peopleByStatus(dispatch.dispatchId, 'sending');
    const numbers = rows.map((row) => row.n).filter((n) => !flying.has(n));
    if (numbers.length === 0) return;
    const now = ports.clock.now();
    const result = await memory.ports.ledger.settle(dispatch.dispatchId, numbers, (row) =>
      row.status === 'sending'
        ? movePerson(row, 'checking', { reason: 'background-stopped', checkingSince: now })
        : null,
    );
    emitMoves(memory, result);
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
        // If the disk fails, the alarm repeats the recovery. Until then nothing is sent.
        await recover().catch(() => {
          memory.hasStorageFailed = true;
        });
        await maintain();
      }),
    tick: () =>
      inTurn(async () => {
        if (!hasRecovered) {
          await recover().catch(() => {
            memory.hasStorageFailed = true;
          });
        }
        await maintain();
      }),
    confirm: (input) => confirmInTurn(() => confirmDispatch(memory, input)),
    commit: (dispatchId, viewId, maySend) => commitDispatch(memory, dispatchId, viewId, maySend),
    undo: (dispatchId) => undoDispatch(memory, dispatchId),
    viewGone: async (viewId, reason) => {
      const active = await memory.ports.ledger.activeDispatches().catch((): DispatchRow[] => []);
      for (const { dispatchId, state } of active) {
        if (state.status === 'counting-down' && state.viewId === viewId)
          await returnToDraft(memory, dispatchId, reason);
      }
    },
    hold: (dispatchId, viewId) => moveCountdown(memory, dispatchId, viewId, 'hold'),
    release: (dispatchId, viewId) => moveCountdown(memory, dispatchId, viewId, 'release'),
    pause: (dispatchId) => pauseByAgent(memory, dispatchId),
    resume: (dispatchId) => resumeByAgent(memory, dispatchId),
    cancel: (dispatchId) => cancelByAgent(memory, dispatchId),
    retry: (dispatchId, numbers, viewId, maySend) =>
      confirmInTurn(() =>
        confirmRetry(memory, { parentId: dispatchId, numbers, viewId, maySend }).catch((): RetryResult => ({
          kind: 'storage-failed',
        })),
      ),
    setHoldBack: (dispatchId, holdBackAt) => setHoldBackByAgent(memory, dispatchId, holdBackAt),
    repliesChanged: async () => {
      forgetReplies(memory);
      await runRounds();
    },
    openReplies: async (dispatch) => (await repliesOf(memory, dispatch)).open,
    lookAgain: (dispatchId, numbers) => lookAgainFor(memory, dispatchId, numbers),
    leave: (dispatchId, numbers) => leavePeople(memory, dispatchId, numbers),
    audit: (dispatchId) => auditDispatch(memory, dispatchId).catch((): 'later' => 'later'),
    sessionChanged: () => maintain(),
    online: () => runRounds(),
    offline: () => runRounds(),
    heldUntil: (dispatchId) => memory.held.get(dispatchId),
    paceNow: async (sessionId) => {
      const { bucketPerHour, burst, inFlight } = ports.settings();
      const { bucket } = await paceOf(memory, sessionId);
      return {
        tokens: bucket?.tokens ?? burst,
        at: ports.clock.now(),
        perHour: hourlyRate({ perHour: bucketPerHour, burst }),
        inFlight,
      };
    },
    counts: async (dispatchId) => ({ ...(await countsOf(memory, dispatchId)) }),
    isBusy: () => isWorkDue(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
