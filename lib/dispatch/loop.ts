import type { SessionId } from '../ids.ts';
import { askGate } from './gate-readings.ts';
import { isOpen } from './breaker.ts';
import { skipExcluded } from './exclusions.ts';
import { nextPeople } from './next-people.ts';
import {
  type DispatcherMemory,
  emitMoves,
  checkWhole,
  countsOf,
  finishIfDone,
  isVetoed,
  pauseDispatch,
  readingsOf,
  repliesOf,
  sessionFor,
  wakeBy,
} from './dispatcher-memory.ts';
import { judgeGates } from './gates.ts';
import { isHeldBack, judgeHold } from './hold-back.ts';
import { lookUp, verifyQueued } from './history-lookup.ts';
import { waitForToken } from './pace.ts';
import type { DispatchSession } from './ports.ts';
import { historyProjectOf, type DispatchRow, type DispatchState } from './records.ts';
import { dropHangingFlights, paceOf, pauseIfHeldOff, sendPeople } from './sending.ts';
import { moveDispatch, movePerson } from './states.ts';
import { pausedByAgent } from './undo-window.ts';

/** How often a running dispatch stores that the background is alive. A gap between these notes is the long gap. */
const HEARTBEAT_MS = 20_000;
/** How soon the network is checked again while it is gone. */
const OFFLINE_LOOK_MS = 2_000;
/** How late a wait with a known end may end (alarms come every 30 s) without counting as a long gap. */
const ON_TIME_MS = 60_000;
/** Changed people must have been read this recently before a batch leaves. */
const BATCH_PEOPLE_MAX_AGE_MS = 60_000;

/**
 * Runs one round over all dispatches that are not finished.
 *
 * @throws when the disk fails
 */
export async function runRound(memory: DispatcherMemory): Promise<void> {
  memory.wakeAt = null;
  await retrySettlements(memory);
  await dropHangingFlights(memory);
  const active = await memory.ports.ledger.activeDispatches();
  if (memory.hasStorageFailed) {
    await stopForStorage(memory, active);
    return;
  }
  const bySession = new Map<SessionId, DispatchRow[]>();
  for (const row of active) {
    if (row.state.status === 'counting-down') continue;
    bySession.set(row.sessionId, [...(bySession.get(row.sessionId) ?? []), row]);
  }
  for (const [sessionId, rows] of bySession) await runSessionRound(memory, sessionId, rows);
}

async function retrySettlements(memory: DispatcherMemory): Promise<void> {
  while (memory.unsettled.length > 0) {
    const settle = memory.unsettled[0];
    if (settle === undefined) return;
    await settle();
    memory.unsettled.shift();
  }
}

/** After a failure of the disk: pauses every running dispatch with that reason, as soon as the disk works. */
async function stopForStorage(memory: DispatcherMemory, active: readonly DispatchRow[]): Promise<void> {
  for (const row of active)
    if (row.state.status === 'running') await pauseDispatch(memory, row.dispatchId, 'storage-failed');
  memory.hasStorageFailed = false;
  memory.kick();
}

async function runSessionRound(
  memory: DispatcherMemory,
  sessionId: SessionId,
  rows: readonly DispatchRow[],
): Promise<void> {
  for (const row of rows) await sweepCancelled(memory, row);
  for (const row of rows) await finishIfDone(memory, row);
  const isPausedNow = await writeRefusedPauses(memory, rows);
  if (isPausedNow) {
    memory.kick();
    return;
  }
  // A page that is being asked for its token answers soon. Until then nothing leaves, and nothing is paused.
  if (memory.doubted.has(sessionId)) return;
  const session = await memory.ports.sessions.current(sessionId);
  if (session === null) {
    await pauseRunning(memory, rows, 'no-session');
    return;
  }
  if (!memory.ports.isOnline()) {
    await pauseRunning(memory, rows, 'offline');
    // A page can see `online` before the background does. Check again in 2 s, or the dispatch would stay paused.
    wakeBy(memory, memory.ports.clock.now() + OFFLINE_LOOK_MS);
    return;
  }
  const running = await resumeWaiting(memory, rows);
  const withChecking: DispatchRow[] = [];
  for (const row of rows) if ((await countsOf(memory, row.dispatchId)).checking > 0) withChecking.push(row);
  // The server keeps a history per project, and dispatches of a principal project are in those of their secondary ones.
  for (const project of new Set(withChecking.map(historyProjectOf))) {
    const inProject = withChecking.filter((row) => historyProjectOf(row) === project);
    const [first] = inProject;
    if (first !== undefined) await lookUp(memory, sessionFor(session, first), inProject);
  }
  for (const row of running) {
    if ((await countsOf(memory, row.dispatchId)).queued === 0) continue;
    if (memory.stopped.has(row.dispatchId) || memory.halted.has(row.dispatchId)) continue;
    await send(memory, session, row);
    // Dispatches of one session run in order: the next one starts when no person of this one is queued any more.
    return;
  }
}

/**
 * Stores pauses by the agent that the disk refused before; they have been in force since the click.
 *
 * @returns true if one was stored
 */
async function writeRefusedPauses(memory: DispatcherMemory, rows: readonly DispatchRow[]): Promise<boolean> {
  let isAnyWritten = false;
  for (const row of rows) {
    if (!memory.stopped.has(row.dispatchId) || (row.cancelledAt ?? null) !== null) continue;
    const paused = await memory.ports.ledger.changeDispatch(
      row.dispatchId,
      (current) => pausedByAgent(current, memory.ports.clock.now()),
      'strict',
    );
    if (paused === null) continue;
    memory.emit({ dispatches: [paused] });
    isAnyWritten = true;
  }
  return isAnyWritten;
}

/** Cancels people who returned to the queue after the agent had cancelled the dispatch. */
async function sweepCancelled(memory: DispatcherMemory, row: DispatchRow): Promise<void> {
  if ((row.cancelledAt ?? null) === null || (await countsOf(memory, row.dispatchId)).queued === 0) return;
  const now = memory.ports.clock.now();
  const result = await memory.ports.ledger.settleAll(
    row.dispatchId,
    'queued',
    (person) => movePerson(person, 'cancelled', { reason: null, settledAt: now }),
    () => null,
  );
  emitMoves(memory, result);
}

/** Pauses every dispatch that runs, or would go on now by itself, until the session or the network is back. */
async function pauseRunning(
  memory: DispatcherMemory,
  rows: readonly DispatchRow[],
  reason: 'no-session' | 'offline',
): Promise<void> {
  for (const row of rows)
    if (row.state.status === 'running' || isDue(memory, row.state)) await pauseDispatch(memory, row.dispatchId, reason);
}

/** Whether a pause with an end time has ended. Setting the clock back ends it too. */
function isDue(memory: DispatcherMemory, state: DispatchState): boolean {
  const now = memory.ports.clock.now();
  return (
    state.status === 'paused' && (state.until ?? null) !== null && (now >= (state.until ?? 0) || now < state.since)
  );
}

/**
 * Returns the running dispatches, in order. A dispatch that waited for a session, the network or a time goes on; after
 * a gap of more than 15 minutes (or a clock that jumped as far) it waits for the agent instead. Also stores that the
 * background is alive.
 */
async function resumeWaiting(memory: DispatcherMemory, rows: readonly DispatchRow[]): Promise<DispatchRow[]> {
  const { ledger, clock, settings } = memory.ports;
  const running: DispatchRow[] = [];
  for (const row of rows) {
    const { state } = row;
    if (await mustStayHeld(memory, row)) continue;
    const until = state.status === 'paused' ? (state.until ?? null) : null;
    const isHandled = isHeld(state);
    const waits = isWaitingState(state) || isDue(memory, state) || isHandled;
    if (until !== null && !waits) wakeBy(memory, until);
    if (state.status !== 'running' && !waits) continue;
    const now = clock.now();
    const since = state.status === 'paused' ? state.since : row.touchedAt;
    const hasQueued = (await countsOf(memory, row.dispatchId)).queued > 0;
    // The agent was shown when this wait ends, so it is no long gap if it ends on time.
    const isOnTime = until !== null && Math.abs(now - until) <= ON_TIME_MS;
    if (hasQueued && !isOnTime && !isHandled && Math.abs(now - since) > settings().longGapMs) {
      await pauseDispatch(memory, row.dispatchId, 'long-gap');
      continue;
    }
    if (state.status === 'running' && Math.abs(now - row.touchedAt) < HEARTBEAT_MS) {
      running.push(row);
      wakeBy(memory, row.touchedAt + HEARTBEAT_MS);
      continue;
    }
    const touched = await ledger.changeDispatch(
      row.dispatchId,
      (current) => {
        if (current.state.status === 'running') return { ...current, touchedAt: now };
        return isWaitingState(current.state) || isDue(memory, current.state) || (isHandled && isHeld(current.state))
          ? moveDispatch(current, { status: 'running' }, now)
          : null;
      },
      'relaxed',
    );
    if (touched === null) continue;
    memory.halted.delete(row.dispatchId);
    // The browser can say `online` before requests get through, and a start that fails on its way makes a person
    // unknown. So the access is read first, and nobody is sent to before the server answered.
    if (state.status === 'paused' && state.reason === 'offline')
      memory.readings.set(row.dispatchId, { ...readingsOf(memory, row.dispatchId), access: null });
    if (waits) memory.emit({ dispatches: [touched] });
    running.push(touched);
    wakeBy(memory, now + HEARTBEAT_MS);
  }
  return running.sort(
    (a, b) => (a.startedAt ?? a.createdAt) - (b.startedAt ?? b.createdAt) || a.createdAt - b.createdAt,
  );
}

/** Whether a paused dispatch goes on as soon as the session or the network is back. */
function isWaitingState(state: DispatchState): boolean {
  return state.status === 'paused' && (state.reason === 'no-session' || state.reason === 'offline');
}

/** Whether a dispatch holds itself back because of its unopened replies. */
function isHeld(state: DispatchState): boolean {
  return state.status === 'paused' && state.reason === 'open-replies';
}

/**
 * Whether a dispatch that holds itself back has to stay so. No timer is set for it: a round comes when the agent handles
 * a reply. After 15 minutes without that, it waits for the agent's press.
 */
async function mustStayHeld(memory: DispatcherMemory, row: DispatchRow): Promise<boolean> {
  const { state } = row;
  if (state.status !== 'paused' || !isHeld(state)) return false;
  const replies = await repliesOf(memory, row);
  const { ports } = memory;
  const verdict = judgeHold(
    { limit: row.holdBackAt, since: state.since },
    replies,
    ports.clock.now(),
    ports.settings().longGapMs,
  );
  if (verdict === 'ask') await pauseDispatch(memory, row.dispatchId, 'long-gap');
  return verdict !== 'go-on';
}

/** Pauses a dispatch that has too many unopened replies. Returns true in that case. */
async function holdBack(memory: DispatcherMemory, dispatch: DispatchRow): Promise<boolean> {
  if (!isHeldBack(dispatch.holdBackAt, (await repliesOf(memory, dispatch)).open)) return false;
  await pauseDispatch(memory, dispatch.dispatchId, 'open-replies', { onlyRunning: true });
  return true;
}

/** Sends as many requests of one dispatch as its session's free places, gates, pace and breaker allow. */
async function send(memory: DispatcherMemory, session: DispatchSession, dispatch: DispatchRow): Promise<void> {
  const { clock, settings } = memory.ports;
  for (;;) {
    if (isVetoed(memory, dispatch.dispatchId)) return;
    if (await holdBack(memory, dispatch)) return;
    if (!memory.verified.has(dispatch.dispatchId)) {
      verifyQueued(memory, session, dispatch);
      return;
    }
    const pace = await paceOf(memory, session.sessionId);
    if (await pauseIfHeldOff(memory, dispatch.dispatchId, pace)) return;
    // After a refusal one start is sent alone, and its answer decides.
    const limit = pace.breaker.isProbing || pace.holdOff !== null ? 1 : Math.min(4, Math.max(1, settings().inFlight));
    const flying = [...memory.flights].filter(
      (flight) => flight.sessionId === session.sessionId && !flight.isAccepted,
    ).length;
    if (flying >= limit || isVetoed(memory, dispatch.dispatchId)) return;
    if (isOpen(pace.breaker)) {
      await pauseDispatch(memory, dispatch.dispatchId, 'server-trouble');
      return;
    }
    if (!(await isGateOpen(memory, session, dispatch, settings().peopleMaxAgeMs))) return;
    const size = { perHour: settings().bucketPerHour, burst: settings().burst };
    const waitMs = pace.bucket === null ? 0 : waitForToken(pace.bucket, size);
    if (waitMs > 0) {
      wakeBy(memory, clock.now() + waitMs);
      return;
    }
    const people = await nextPeople(memory, dispatch);
    if (people === 'none') {
      // The counts show queued people but no row is found: rows went missing, or the counts are outdated.
      if (await checkWhole(memory, dispatch)) memory.kick();
      return;
    }
    if (people === 'waiting') return;
    const isBatch = people.length > 1;
    if (
      isBatch &&
      !(await isGateOpen(memory, session, dispatch, Math.min(BATCH_PEOPLE_MAX_AGE_MS, settings().peopleMaxAgeMs)))
    )
      return;
    const excluded = await skipExcluded(memory, session, { dispatch, people });
    if (excluded === 'asking') return;
    if (excluded === 'some') continue;
    // The reads above took time: check again that session, gates and vetoes still allow sending.
    const current = memory.doubted.has(session.sessionId)
      ? null
      : await memory.ports.sessions.current(session.sessionId);
    if (current === null || !(await isGateOpen(memory, current, dispatch, settings().peopleMaxAgeMs))) return;
    if (await holdBack(memory, dispatch)) return;
    await sendPeople(memory, current, { dispatch, people, pace });
  }
}

async function isGateOpen(
  memory: DispatcherMemory,
  session: DispatchSession,
  dispatch: DispatchRow,
  peopleMaxAgeMs: number,
): Promise<boolean> {
  const settings = { ...memory.ports.settings(), peopleMaxAgeMs };
  const verdict = judgeGates(readingsOf(memory, dispatch.dispatchId), memory.ports.clock.now(), settings);
  if (verdict.kind === 'closed') {
    memory.readings.delete(dispatch.dispatchId);
    await pauseDispatch(memory, dispatch.dispatchId, 'gate-closed', { gate: verdict.gate });
    return false;
  }
  for (const gate of verdict.ask) askGate(memory, gate, session, dispatch);
  return verdict.kind === 'open';
}
