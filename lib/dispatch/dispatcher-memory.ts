import type { DispatchId, RoomUuid, SessionId } from '../ids.ts';
import { type Breaker, CLOSED_BREAKER } from './breaker.ts';
import { type GateReadings, NO_READINGS } from './gates.ts';
import type { HoldOff } from './hold-off.ts';
import type { DispatchLedger, MoveResult } from './ledger-port.ts';
import type { Bucket } from './pace.ts';
import type { DispatchChange, DispatcherPorts } from './ports.ts';
import type { DispatchRow, DispatchState, GateReason, PauseReason, PersonCounts, PersonStatus } from './records.ts';
import { countPeople, openOf, sumOf } from './counts.ts';
import { goesOnAlone, moveDispatch } from './states.ts';

/** One request on its way, in this life of the background. */
export interface Flight {
  readonly sessionId: SessionId;
  readonly dispatchId: DispatchId;
  readonly ns: readonly number[];
  readonly roomUuid: RoomUuid | null;
  readonly sentAt: number;
  /** Accepted, its settlement on the way to the disk: the place is free for the next one. */
  isAccepted: boolean;
}

/** Bucket and breaker of one session, and why nothing of it may leave for a while. `reserved`: tokens already taken off on disk and not used yet. */
export interface Pace {
  bucket: Bucket | null;
  breaker: Breaker;
  holdOff: HoldOff | null;
  reserved: number;
}

/**
 * What one life of the background remembers between two lines: caches and vetoes, never the truth. Losing all of it
 * costs a few reads; the ledger alone decides what is sent.
 */
export interface DispatcherMemory {
  readonly ports: DispatcherPorts;
  readonly flights: Set<Flight>;
  /** Countdowns confirmed in this life. Any other one found in the ledger belongs to a life that ended. */
  readonly countdowns: Set<DispatchId>;
  /** Paused or cancelled by the agent: asked in the last instant before a request leaves. Only a resume lifts it. */
  readonly stopped: Set<DispatchId>;
  /** Paused by ourselves, asked at the same instant. Lifted when it runs again. */
  readonly halted: Set<DispatchId>;
  /** Whose queued people are known not to be in the server's history. */
  readonly verified: Set<DispatchId>;
  /** How often people of a dispatch came back to the queue: a read of the history that began before says nothing of them. */
  readonly returns: Map<DispatchId, number>;
  /** Requests whose people are on their way back to the queue, by dispatch: nothing leaves until they are there and were looked for. */
  readonly returning: Map<DispatchId, number>;
  /** Dispatches whose queued people all wait for another start to the same person; until when, null where nobody can tell. */
  readonly held: Map<DispatchId, number | null>;
  readonly readings: Map<DispatchId, GateReadings>;
  readonly paces: Map<SessionId, Pace>;
  /** Questions to the server or the page on their way, by name. */
  readonly asking: Set<string>;
  /** Failed questions: how often in a row, first and last when, and not again before. */
  readonly failures: Map<string, { readonly count: number; readonly firstAt: number; readonly lastAt: number; readonly notBefore: number }>;
  /** Sessions whose token met a 401 and whose page is being asked: nothing of them leaves until it answered. */
  readonly doubted: Set<SessionId>;
  /** When each person under look-up was last looked for, by `<dispatch>:<n>`. */
  readonly lookedAt: Map<string, number>;
  /** When the clock was last measured, by agent. */
  readonly markedAt: Map<string, number>;
  /** Requests whose start lies in the future because the clock jumped back: when that was noticed. */
  readonly behindSince: Map<string, number>;
  /** Settlements the disk refused, tried again before anything else. */
  readonly unsettled: (() => Promise<void>)[];
  /** Cached counts; loaded from the ledger, moved with every settlement. */
  readonly counts: Map<DispatchId, Record<PersonStatus, number>>;
  /** How many transactions moved people of a dispatch in this life, and how many are under way. */
  readonly moved: Map<DispatchId, number>;
  readonly writing: Map<DispatchId, number>;
  /** The disk failed: nothing leaves until a pause could be written. */
  hasStorageFailed: boolean;
  /** Earliest instant anything is due, for the timer. */
  wakeAt: number | null;
  emit(change: Partial<DispatchChange>): void;
  /** Asks for another round of the loop. */
  kick(): void;
}

/** A memory with nothing on it. */
export function createDispatcherMemory(ports: DispatcherPorts, wires: Pick<DispatcherMemory, 'emit' | 'kick'>): DispatcherMemory {
  const caches: Pick<DispatcherMemory, 'counts' | 'moved' | 'writing'> = { counts: new Map(), moved: new Map(), writing: new Map() };
  return {
    ports: { ...ports, ledger: countingLedger(ports.ledger, caches) },
    flights: new Set(),
    countdowns: new Set(),
    stopped: new Set(),
    halted: new Set(),
    verified: new Set(),
    returns: new Map(),
    returning: new Map(),
    held: new Map(),
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

/** Whether a request of this dispatch must not leave, whatever the disk said a moment ago. */
export function isVetoed(memory: DispatcherMemory, dispatchId: DispatchId): boolean {
  return memory.stopped.has(dispatchId) || memory.halted.has(dispatchId) || memory.hasStorageFailed || (memory.returning.get(dispatchId) ?? 0) > 0;
}

/** Asks the timer to come back at `at` (epoch ms) at the latest. */
export function wakeBy(memory: DispatcherMemory, at: number): void {
  memory.wakeAt = memory.wakeAt === null ? at : Math.min(memory.wakeAt, at);
}

/** Counts of one dispatch, from memory or the ledger. */
export async function countsOf(memory: DispatcherMemory, dispatchId: DispatchId): Promise<PersonCounts> {
  const cached = memory.counts.get(dispatchId);
  if (cached !== undefined) return cached;
  const revision = memory.moved.get(dispatchId) ?? 0;
  const counts = { ...(await memory.ports.ledger.counts(dispatchId)) };
  // A write under way may or may not be in these counts: then they are good for this once, and not kept.
  const isStill = (memory.moved.get(dispatchId) ?? 0) === revision && (memory.writing.get(dispatchId) ?? 0) === 0;
  if (isStill && !memory.counts.has(dispatchId)) memory.counts.set(dispatchId, counts);
  return counts;
}

/** The ledger with every move of people taken into the cached counts in the instant its transaction is known. */
function countingLedger(ledger: DispatchLedger, caches: Pick<DispatcherMemory, 'counts' | 'moved' | 'writing'>): DispatchLedger {
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
    intend: (dispatchId, ns, intent) => tracked(dispatchId, () => ledger.intend(dispatchId, ns, intent)),
    settle: (dispatchId, ns, change, also) => tracked(dispatchId, () => ledger.settle(dispatchId, ns, change, also)),
    settleAll: (dispatchId, status, change, alter) => tracked(dispatchId, () => ledger.settleAll(dispatchId, status, change, alter)),
  };
}

/** Tells the listeners the result of a transaction. */
export function applied(memory: DispatcherMemory, result: MoveResult | null): void {
  if (result === null) return;
  memory.emit({ dispatches: [result.dispatch], people: result.moves.map((move) => move.after) });
}

/** Forgets the cached counts: they are read anew at the next use. */
function forgetCounts(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.counts.delete(dispatchId);
}

/**
 * Pauses a running (or re-labels a paused) dispatch; memory first, then disk. Resolves to the row, or null.
 *
 * @param about `until`: when it is tried again by itself
 */
export async function pauseDispatch(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  reason: PauseReason,
  about: { readonly gate?: GateReason; readonly until?: number | null } = {},
): Promise<DispatchRow | null> {
  const now = memory.ports.clock.now();
  const { gate = null, until = null } = about;
  const paused: DispatchState = { status: 'paused', reason, gate, since: now, ...(until === null ? {} : { until }) };
  if (until !== null) wakeBy(memory, until);
  memory.halted.add(dispatchId);
  const stored = await memory.ports.ledger.changeDispatch(
    dispatchId,
    (row) => {
      if (row.state.status === 'running') return moveDispatch(row, paused, now);
      if (row.state.status !== 'paused' || row.state.reason === 'by-agent') return null;
      const isNews = row.state.reason !== reason || (row.state.until ?? null) !== until;
      // What waits for the agent's word must not become something that goes on by itself.
      return isNews && (until === null || goesOnAlone(row.state)) ? moveDispatch(row, paused, now) : null;
    },
    'strict',
  );
  if (stored !== null) memory.emit({ dispatches: [stored] });
  return stored;
}

/** Finishes a dispatch nobody of whom is open any more; finds rows that silently went missing. */
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

/** Compares the rows of a dispatch with its total; a mismatch is damage, said and stopped. True when it is whole. */
export async function checkWhole(memory: DispatcherMemory, row: DispatchRow): Promise<boolean> {
  forgetCounts(memory, row.dispatchId);
  if (sumOf(await countsOf(memory, row.dispatchId)) === row.total) return true;
  if (row.state.status === 'running' || (row.state.status === 'paused' && row.state.reason !== 'damaged')) {
    await pauseDispatch(memory, row.dispatchId, 'damaged');
  }
  return false;
}

/** A request was refused: from now on nothing of its dispatch leaves until its people are back in the queue, and were looked for in the history. */
export function peopleReturning(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.verified.delete(dispatchId);
  memory.returning.set(dispatchId, (memory.returning.get(dispatchId) ?? 0) + 1);
}

/** They are back. What was read of the history before says nothing of them. */
export function peopleReturned(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.verified.delete(dispatchId);
  memory.returns.set(dispatchId, (memory.returns.get(dispatchId) ?? 0) + 1);
  memory.returning.set(dispatchId, (memory.returning.get(dispatchId) ?? 1) - 1);
}

/** Gate readings of one dispatch. */
export function readingsOf(memory: DispatcherMemory, dispatchId: DispatchId): GateReadings {
  return memory.readings.get(dispatchId) ?? NO_READINGS;
}

/** Bucket and breaker of a session that has none in memory. */
export function emptyPace(): Pace {
  return { bucket: null, breaker: CLOSED_BREAKER, holdOff: null, reserved: 0 };
}

/** The counts of rows in hand: for a dispatch that was just stored, unless somebody moved its people since. */
export function seedCounts(memory: DispatcherMemory, dispatchId: DispatchId, rows: Parameters<typeof countPeople>[0]): void {
  if (memory.moved.has(dispatchId)) return;
  memory.counts.set(dispatchId, { ...countPeople(rows) });
}
