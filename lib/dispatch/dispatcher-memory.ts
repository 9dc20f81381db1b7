import type { DispatchId, RoomUuid, SessionId } from '../ids.ts';
import { type Breaker, CLOSED_BREAKER } from './breaker.ts';
import { type GateReadings, NO_READINGS } from './gates.ts';
import type { OpenReplies } from './hold-back.ts';
import type { HoldOff } from './hold-off.ts';
import type { DispatchLedger, MoveResult } from './ledger-port.ts';
import type { Bucket } from './pace.ts';
import type { DispatchChange, DispatcherPorts, DispatchSession } from './ports.ts';
import type { DispatchRow, DispatchState, GateReason, PauseReason, PersonCounts, PersonStatus } from './records.ts';
import { countPeople, openOf, sumOf } from './counts.ts';
import { goesOnAlone, moveDispatch } from './states.ts';

/** One request on its way, sent in this life of the background. */
export interface Flight {
  readonly sessionId: SessionId;
  readonly dispatchId: DispatchId;
  readonly numbers: readonly number[];
  readonly roomUuid: RoomUuid | null;
  readonly sentAt: number;
  /** The start was accepted, but is not stored yet. Its place is already free for the next request. */
  isAccepted: boolean;
}

/**
 * Pace of one session: bucket, breaker, and the reason why nothing may leave for a while. `reserved`: tokens already
 * deducted on disk and not used yet.
 */
export interface Pace {
  bucket: Bucket | null;
  breaker: Breaker;
  holdOff: HoldOff | null;
  reserved: number;
}

/**
 * What one life of the background keeps in memory: caches and vetoes, never the truth. Losing all of it costs a few
 * reads; what is sent is decided by the ledger alone.
 */
export interface DispatcherMemory {
  readonly ports: DispatcherPorts;
  readonly flights: Set<Flight>;
  /** Countdowns confirmed in this life. Any other countdown in the ledger belongs to an earlier life. */
  readonly countdowns: Set<DispatchId>;
  /** Dispatches that the agent paused or cancelled; checked just before a request leaves. Only a resume lifts it. */
  readonly stopped: Set<DispatchId>;
  /** How often the agent pressed Pause or Cancel. A resume that was pressed before one of these presses does nothing. */
  readonly stopPresses: Map<DispatchId, number>;
  /** Dispatches that the dispatcher itself paused; checked at the same point. Removed when it runs again. */
  readonly halted: Set<DispatchId>;
  /** Dispatches whose queued people are known not to be in the server's history. */
  readonly verified: Set<DispatchId>;
  /** How often people of a dispatch returned to the queue. A history read begun before says nothing about them. */
  readonly returns: Map<DispatchId, number>;
  /**
   * Number of requests, by dispatch, whose people are being returned to the queue. Nothing of the dispatch leaves until
   * they are stored as queued and were looked up in the history.
   */
  readonly returning: Map<DispatchId, number>;
  /** Dispatches that wait because of other starts to all their queued people: until when, epoch ms; null: not known. */
  readonly held: Map<DispatchId, number | null>;
  /** What is known of the replies to each dispatch; emptied when awaited people change. `repliesRevision` counts these times. */
  readonly replies: Map<DispatchId, OpenReplies>;
  repliesRevision: number;
  readonly readings: Map<DispatchId, GateReadings>;
  readonly paces: Map<SessionId, Pace>;
  /** Names of the questions to the server or the page that are under way. */
  readonly asking: Set<string>;
  /** Failed questions: failures in a row, first and last time, and the time before which none is repeated. */
  readonly failures: Map<
    string,
    { readonly count: number; readonly firstAt: number; readonly lastAt: number; readonly notBefore: number }
  >;
  /** Sessions whose token got a 401 and whose page is being asked for its token. Until it answers, nothing leaves. */
  readonly doubted: Set<SessionId>;
  /** When each request under look-up was last searched for in the history, by request key. */
  readonly lookedAt: Map<string, number>;
  /** When the clock difference was last measured, by agent key. */
  readonly markedAt: Map<string, number>;
  /** Requests whose start time is in the future because the clock was set back, with the time when that was noticed. */
  readonly behindSince: Map<string, number>;
  /** Settlements that the disk refused. They are repeated before anything else. */
  readonly unsettled: (() => Promise<void>)[];
  /** Cached counts: loaded from the ledger, updated with every settlement. */
  readonly counts: Map<DispatchId, Record<PersonStatus, number>>;
  /** Number of transactions that moved people of a dispatch in this life, and number of those under way. */
  readonly moved: Map<DispatchId, number>;
  readonly writing: Map<DispatchId, number>;
  /** The disk failed. Nothing leaves until a pause has been stored. */
  hasStorageFailed: boolean;
  /** When the next thing is due, epoch ms; sets the timer. */
  wakeAt: number | null;
  emit(change: Partial<DispatchChange>): void;
  /** Requests another round of the loop. */
  kick(): void;
}

/** Makes an empty memory. */
export function createDispatcherMemory(
  ports: DispatcherPorts,
  wires: Pick<DispatcherMemory, 'emit' | 'kick'>,
): DispatcherMemory {
  const caches: Pick<DispatcherMemory, 'counts' | 'moved' | 'writing'> = {
    counts: new Map(),
    moved: new Map(),
    writing: new Map(),
  };
  return {
    ports: { ...ports, ledger: countingLedger(ports.ledger, caches) },
    flights: new Set(),
    countdowns: new Set(),
    stopped: new Set(),
    stopPresses: new Map(),
    halted: new Set(),
    verified: new Set(),
    returns: new Map(),
    returning: new Map(),
    held: new Map(),
    replies: new Map(),
    repliesRevision: 0,
    readings: new Map(),
    paces: new Map(),
    asking: new Set(),
    failures: new Map(),
    doubted: new Set(),
    lookedAt: new Map(),
    markedAt: new Map(),
    behindSince: new Map(),
    unsettled: [],
    ...caches,
    hasStorageFailed: false,
    wakeAt: null,
    ...wires,
  };
}

/** Whether requests of this dispatch must not leave, whatever the ledger said a moment ago. */
export function isVetoed(memory: DispatcherMemory, dispatchId: DispatchId): boolean {
  return (
    memory.stopped.has(dispatchId) ||
    memory.halted.has(dispatchId) ||
    memory.hasStorageFailed ||
    (memory.returning.get(dispatchId) ?? 0) > 0
  );
}

/** Makes the timer fire at `at` (epoch ms) at the latest. */
export function wakeBy(memory: DispatcherMemory, at: number): void {
  memory.wakeAt = memory.wakeAt === null ? at : Math.min(memory.wakeAt, at);
}

/** Returns the counts of one dispatch, from memory or the ledger. */
export async function countsOf(memory: DispatcherMemory, dispatchId: DispatchId): Promise<PersonCounts> {
  const cached = memory.counts.get(dispatchId);
  if (cached !== undefined) return cached;
  const revision = memory.moved.get(dispatchId) ?? 0;
  const counts = { ...(await memory.ports.ledger.counts(dispatchId)) };
  // Do not cache: a concurrent write may or may not be included in these counts.
  const isStill = (memory.moved.get(dispatchId) ?? 0) === revision && (memory.writing.get(dispatchId) ?? 0) === 0;
  if (isStill && !memory.counts.has(dispatchId)) memory.counts.set(dispatchId, counts);
  return counts;
}

/** Wraps the ledger so that the cached counts are updated as soon as a transaction has moved people. */
function countingLedger(
  ledger: DispatchLedger,
  caches: Pick<DispatcherMemory, 'counts' | 'moved' | 'writing'>,
): DispatchLedger {
  async function tracked(dispatchId: DispatchId, write: () => Promise<MoveResult | null>): Promise<MoveResult | null> {
    caches.writing.set(dispatchId, (caches.writing.get(dispatchId) ?? 0) + 1);
    try {
      const result = await write();
      const counts = caches.counts.get(dispatchId);
      for (const { before, after } of result?.moves ?? []) {
        if (counts === undefined) break;
        counts[before.status] -= 1;
        counts[after.status] += 1;
      }
      return result;
    } finally {
      caches.moved.set(dispatchId, (caches.moved.get(dispatchId) ?? 0) + 1);
      caches.writing.set(dispatchId, (caches.writing.get(dispatchId) ?? 1) - 1);
    }
  }
  return {
    ...ledger,
    intend: (dispatchId, numbers, intent) => tracked(dispatchId, () => ledger.intend(dispatchId, numbers, intent)),
    settle: (dispatchId, numbers, change, also) =>
      tracked(dispatchId, () => ledger.settle(dispatchId, numbers, change, also)),
    settleAll: (dispatchId, status, change, alter) =>
      tracked(dispatchId, () => ledger.settleAll(dispatchId, status, change, alter)),
  };
}

/** Reports the result of a transaction to the listeners. */
export function emitMoves(memory: DispatcherMemory, result: MoveResult | null): void {
  if (result === null) return;
  memory.emit({ dispatches: [result.dispatch], people: result.moves.map((move) => move.after) });
}

/** Drops the cached counts; the next use reads them from the ledger. */
function forgetCounts(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.counts.delete(dispatchId);
}

/**
 * Pauses a running dispatch, or changes the reason of a paused one; in memory first, then on disk.
 *
 * @param about.until when the dispatch is tried again by itself, epoch ms
 * @param about.onlyRunning leaves a dispatch alone that is paused already
 * @returns the row as stored, or null when nothing changed
 */
export async function pauseDispatch(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  reason: PauseReason,
  about: { readonly gate?: GateReason; readonly until?: number | null; readonly onlyRunning?: boolean } = {},
): Promise<DispatchRow | null> {
  const now = memory.ports.clock.now();
  const { gate = null, until = null, onlyRunning = false } = about;
  const paused: DispatchState = { status: 'paused', reason, gate, since: now, ...(until === null ? {} : { until }) };
  if (until !== null) wakeBy(memory, until);
  memory.halted.add(dispatchId);
  const stored = await memory.ports.ledger.changeDispatch(
    dispatchId,
    (row) => {
      if (row.state.status === 'running') return moveDispatch(row, paused, now);
      if (onlyRunning || row.state.status !== 'paused' || row.state.reason === 'by-agent') return null;
      const isNews = row.state.reason !== reason || (row.state.until ?? null) !== until;
      // A pause that waits for the agent must not turn into one that ends by itself.
      return isNews && (until === null || goesOnAlone(row.state)) ? moveDispatch(row, paused, now) : null;
    },
    'strict',
  );
  if (stored !== null) memory.emit({ dispatches: [stored] });
  return stored;
}

/** What is known of the replies to a dispatch, from memory or the ledger. */
export async function repliesOf(
  memory: DispatcherMemory,
  dispatch: Pick<DispatchRow, 'dispatchId' | 'agentKey' | 'sessionId'>,
): Promise<OpenReplies> {
  const known = memory.replies.get(dispatch.dispatchId);
  if (known !== undefined) return known;
  const revision = memory.repliesRevision;
  const replies = await memory.ports.ledger.openReplies(dispatch);
  // Awaited people may have changed during the read. Then the next use reads again.
  if (memory.repliesRevision === revision) memory.replies.set(dispatch.dispatchId, replies);
  return replies;
}

/** Call when awaited people were stored: what is known of the replies is read again. */
export function forgetReplies(memory: DispatcherMemory): void {
  memory.repliesRevision += 1;
  memory.replies.clear();
}

/** Finishes a dispatch that has no open people left. Detects rows that went missing. */
export async function finishIfDone(memory: DispatcherMemory, row: DispatchRow): Promise<void> {
  if (row.state.status !== 'running' && row.state.status !== 'paused') return;
  if (openOf(await countsOf(memory, row.dispatchId)) > 0) return;
  const now = memory.ports.clock.now();
  const result = await memory.ports.ledger.finish(row.dispatchId, (current) =>
    current.state.status === 'running' || current.state.status === 'paused'
      ? moveDispatch(current, { status: 'finished', at: now }, now)
      : null,
  );
  switch (result.kind) {
    case 'finished':
      memory.readings.delete(row.dispatchId);
      memory.held.delete(row.dispatchId);
      memory.replies.delete(row.dispatchId);
      memory.verified.delete(row.dispatchId);
      memory.emit({ dispatches: [result.dispatch] });
      return;
    case 'damaged':
      if (row.state.status === 'paused' && row.state.reason === 'damaged') return;
      await pauseDispatch(memory, row.dispatchId, 'damaged');
      return;
    case 'open':
      forgetCounts(memory, row.dispatchId);
      return;
    default:
      return result satisfies never;
  }
}

/**
 * Compares the number of a dispatch's rows with its total. A mismatch pauses the dispatch as damaged.
 *
 * @returns true when no row is missing
 */
export async function checkWhole(memory: DispatcherMemory, row: DispatchRow): Promise<boolean> {
  forgetCounts(memory, row.dispatchId);
  if (sumOf(await countsOf(memory, row.dispatchId)) === row.total) return true;
  if (row.state.status === 'running' || (row.state.status === 'paused' && row.state.reason !== 'damaged')) {
    await pauseDispatch(memory, row.dispatchId, 'damaged');
  }
  return false;
}

/**
 * Call when a request was refused. From then on nothing of its dispatch leaves until its people are queued again and
 * were looked up in the history.
 */
export function peopleReturning(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.verified.delete(dispatchId);
  memory.returning.set(dispatchId, (memory.returning.get(dispatchId) ?? 0) + 1);
}

/** Call when these people are stored as queued again. A history read that began before says nothing about them. */
export function peopleReturned(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.verified.delete(dispatchId);
  memory.returns.set(dispatchId, (memory.returns.get(dispatchId) ?? 0) + 1);
  memory.returning.set(dispatchId, (memory.returning.get(dispatchId) ?? 1) - 1);
}

/** Gate readings of one dispatch. */
export function readingsOf(memory: DispatcherMemory, dispatchId: DispatchId): GateReadings {
  return memory.readings.get(dispatchId) ?? NO_READINGS;
}

/** Returns the pace of a session that has none yet. */
/** The session as the questions and starts of a dispatch need it: with the dispatch's own secondary project. */
export function sessionFor(session: DispatchSession, dispatch: Pick<DispatchRow, 'flowsProject'>): DispatchSession {
  return { ...session, flowsProject: dispatch.flowsProject };
}

export function emptyPace(): Pace {
  return { bucket: null, breaker: CLOSED_BREAKER, holdOff: null, reserved: 0 };
}

/** Caches the counts of a dispatch that was just stored, unless its people were moved since. */
export function seedCounts(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  rows: Parameters<typeof countPeople>[0],
): void {
  if (memory.moved.has(dispatchId)) return;
  memory.counts.set(dispatchId, { ...countPeople(rows) });
}
