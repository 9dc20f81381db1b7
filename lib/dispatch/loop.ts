import type { SessionId } from '../ids.ts';
import { askGate } from './asking.ts';
import { isOpen } from './breaker.ts';
import { nextPeople } from './candidates.ts';
import { type Desk, applied, checkWhole, countsOf, finishIfDone, isVetoed, pauseDispatch, readingsOf, wakeBy } from './desk.ts';
import { judgeGates } from './gates.ts';
import { lookUp, verifyQueued } from './looking.ts';
import { waitForToken } from './pace.ts';
import type { LiveSession } from './ports.ts';
import type { DispatchRow, DispatchState } from './records.ts';
import { dropHangingFlights, paceOf, pauseIfHeldOff, sendPeople } from './sending.ts';
import { moveDispatch, movePerson } from './states.ts';
import { pausedByAgent } from './undo.ts';

/** How often a running dispatch notes that we are awake; a hole in these notes is the long gap. */
const HEARTBEAT_MS = 20_000;
/** How soon the network is looked at again while it is gone. */
const OFFLINE_LOOK_MS = 2_000;
/** A wait with an end may end this late (alarms come every 30 s) and is still not taken for a hole. */
const ON_TIME_MS = 60_000;
/** A batch's people are re-read this shortly before it leaves. */
const BATCH_PEOPLE_MAX_AGE_MS = 60_000;

/** One round over everything that is not finished. Throws when the disk fails. */
export async function round(desk: Desk): Promise<void> {
  desk.wakeAt = null;
  await retrySettlements(desk);
  await dropHangingFlights(desk);
  const active = await desk.ports.ledger.activeDispatches();
  if (desk.hasStorageFailed) {
    await stopForStorage(desk, active);
    return;
  }
  const bySession = new Map<SessionId, DispatchRow[]>();
  for (const row of active) {
    if (row.state.status === 'counting-down') continue;
    bySession.set(row.sessionId, [...(bySession.get(row.sessionId) ?? []), row]);
  }
  for (const [sessionId, rows] of bySession) await roundOf(desk, sessionId, rows);
}

async function retrySettlements(desk: Desk): Promise<void> {
  while (desk.unsettled.length > 0) {
    const settle = desk.unsettled[0];
    if (settle === undefined) return;
    await settle();
    desk.unsettled.shift();
  }
}

/** The disk failed: everything running is paused with that reason, as soon as the disk takes it. */
async function stopForStorage(desk: Desk, active: readonly DispatchRow[]): Promise<void> {
  for (const row of active) if (row.state.status === 'running') await pauseDispatch(desk, row.dispatchId, 'storage-failed');
  desk.hasStorageFailed = false;
  desk.kick();
}

async function roundOf(desk: Desk, sessionId: SessionId, rows: readonly DispatchRow[]): Promise<void> {
  for (const row of rows) await sweepCancelled(desk, row);
  for (const row of rows) await finishIfDone(desk, row);
  const isPausedNow = await writeRefusedPauses(desk, rows);
  if (isPausedNow) {
    desk.kick();
    return;
  }
  // A page that is being asked for its token answers soon: nothing leaves until then, and nothing is said yet.
  if (desk.doubted.has(sessionId)) return;
  const session = await desk.ports.sessions.current(sessionId);
  if (session === null) {
    await pauseRunning(desk, rows, 'no-session');
    return;
  }
  if (!desk.ports.isOnline()) {
    await pauseRunning(desk, rows, 'offline');
    // A page may hear that the network is back before this context does: its call alone must not be the last look.
    wakeBy(desk, desk.ports.clock.now() + OFFLINE_LOOK_MS);
    return;
  }
  const running = await wakeUp(desk, rows);
  const looked: DispatchRow[] = [];
  for (const row of rows) if ((await countsOf(desk, row.dispatchId)).checking > 0) looked.push(row);
  if (looked.length > 0) await lookUp(desk, session, looked);
  for (const row of running) {
    if ((await countsOf(desk, row.dispatchId)).queued === 0) continue;
    if (desk.stopped.has(row.dispatchId) || desk.halted.has(row.dispatchId)) continue;
    await send(desk, session, row);
    // Dispatches of one session go in order: the next one starts when nobody of this one is queued any more.
    return;
  }
}

/** A pause by the agent that the disk refused is in force since their click; here it is written. True if one was. */
async function writeRefusedPauses(desk: Desk, rows: readonly DispatchRow[]): Promise<boolean> {
  let isAnyWritten = false;
  for (const row of rows) {
    if (!desk.stopped.has(row.dispatchId) || (row.cancelledAt ?? null) !== null) continue;
    const paused = await desk.ports.ledger.changeDispatch(row.dispatchId, (current) => pausedByAgent(current, desk.ports.clock.now()), 'strict');
    if (paused === null) continue;
    desk.emit({ dispatches: [paused] });
    isAnyWritten = true;
  }
  return isAnyWritten;
}

/** Whoever came back to the queue after the agent cancelled is cancelled too. */
async function sweepCancelled(desk: Desk, row: DispatchRow): Promise<void> {
  if ((row.cancelledAt ?? null) === null || (await countsOf(desk, row.dispatchId)).queued === 0) return;
  const now = desk.ports.clock.now();
  const result = await desk.ports.ledger.settleAll(
    row.dispatchId,
    'queued',
    (person) => movePerson(person, 'cancelled', { reason: null, settledAt: now }),
    () => null,
  );
  applied(desk, result);
}

/** Everything that runs, or would go on by itself now, waits for a session or the network. */
async function pauseRunning(desk: Desk, rows: readonly DispatchRow[], reason: 'no-session' | 'offline'): Promise<void> {
  for (const row of rows) if (row.state.status === 'running' || isDue(desk, row.state)) await pauseDispatch(desk, row.dispatchId, reason);
}

/** Whether a pause that ends by itself at a time has ended. A clock that was set back ends it too. */
function isDue(desk: Desk, state: DispatchState): boolean {
  const now = desk.ports.clock.now();
  return state.status === 'paused' && (state.until ?? null) !== null && (now >= (state.until ?? 0) || now < state.since);
}

/**
 * The dispatches that run, in their order. What waited for a session, the network or a time goes on; after a hole of more
 * than 15 minutes (or a clock that jumped as far) it waits for the agent instead. Notes that we are awake.
 */
async function wakeUp(desk: Desk, rows: readonly DispatchRow[]): Promise<DispatchRow[]> {
  const { ledger, clock, settings } = desk.ports;
  const running: DispatchRow[] = [];
  for (const row of rows) {
    const { state } = row;
    const until = state.status === 'paused' ? (state.until ?? null) : null;
    const waits = isWaitingState(state) || isDue(desk, state);
    if (until !== null && !waits) wakeBy(desk, until);
    if (state.status !== 'running' && !waits) continue;
    const now = clock.now();
    const since = state.status === 'paused' ? state.since : row.touchedAt;
    const hasQueued = (await countsOf(desk, row.dispatchId)).queued > 0;
    // A wait that was told to the agent with its end is no hole while it ends on time.
    const isOnTime = until !== null && Math.abs(now - until) <= ON_TIME_MS;
    if (hasQueued && !isOnTime && Math.abs(now - since) > settings().longGapMs) {
      await pauseDispatch(desk, row.dispatchId, 'long-gap');
      continue;
    }
    if (state.status === 'running' && Math.abs(now - row.touchedAt) < HEARTBEAT_MS) {
      running.push(row);
      wakeBy(desk, row.touchedAt + HEARTBEAT_MS);
      continue;
    }
    const touched = await ledger.changeDispatch(
      row.dispatchId,
      (current) => {
        if (current.state.status === 'running') return { ...current, touchedAt: now };
        return isWaitingState(current.state) || isDue(desk, current.state) ? moveDispatch(current, { status: 'running' }, now) : null;
      },
      'relaxed',
    );
    if (touched === null) continue;
    desk.halted.delete(row.dispatchId);
    if (waits) desk.emit({ dispatches: [touched] });
    running.push(touched);
    wakeBy(desk, now + HEARTBEAT_MS);
  }
  return running.sort((a, b) => (a.startedAt ?? a.createdAt) - (b.startedAt ?? b.createdAt) || a.createdAt - b.createdAt);
}

/** What goes on as soon as something is back. */
function isWaitingState(state: DispatchState): boolean {
  return state.status === 'paused' && (state.reason === 'no-session' || state.reason === 'offline');
}

/** Fills the free places of one session from one dispatch, as far as gates, pace and breaker let it. */
async function send(desk: Desk, session: LiveSession, dispatch: DispatchRow): Promise<void> {
  const { clock, settings } = desk.ports;
  for (;;) {
    if (isVetoed(desk, dispatch.dispatchId)) return;
    if (!desk.verified.has(dispatch.dispatchId)) {
      verifyQueued(desk, session, dispatch);
      return;
    }
    const pace = await paceOf(desk, session.sessionId);
    if (await pauseIfHeldOff(desk, dispatch.dispatchId, pace)) return;
    // After a refusal one start goes out alone and decides.
    const limit = pace.breaker.isProbing || pace.holdOff !== null ? 1 : Math.min(4, Math.max(1, settings().inFlight));
    const flying = [...desk.flights].filter((flight) => flight.sessionId === session.sessionId && !flight.isAccepted).length;
    if (flying >= limit || isVetoed(desk, dispatch.dispatchId)) return;
    if (isOpen(pace.breaker)) {
      await pauseDispatch(desk, dispatch.dispatchId, 'server-trouble');
      return;
    }
    if (!(await isGateOpen(desk, session, dispatch, settings().peopleMaxAgeMs))) return;
    const size = { perHour: settings().bucketPerHour, burst: settings().burst };
    const waitMs = pace.bucket === null ? 0 : waitForToken(pace.bucket, size);
    if (waitMs > 0) {
      wakeBy(desk, clock.now() + waitMs);
      return;
    }
    const people = await nextPeople(desk, dispatch);
    if (people === 'none') {
      // The counts said otherwise: rows went missing, or the counts are old.
      if (await checkWhole(desk, dispatch)) desk.kick();
      return;
    }
    if (people === 'waiting') return;
    const isBatch = people.length > 1;
    if (isBatch && !(await isGateOpen(desk, session, dispatch, Math.min(BATCH_PEOPLE_MAX_AGE_MS, settings().peopleMaxAgeMs)))) return;
    // The reads above took time: the session, the gates and the vetoes must hold now.
    const current = desk.doubted.has(session.sessionId) ? null : await desk.ports.sessions.current(session.sessionId);
    if (current === null || !(await isGateOpen(desk, current, dispatch, settings().peopleMaxAgeMs))) return;
    await sendPeople(desk, current, { dispatch, people, pace });
  }
}

async function isGateOpen(desk: Desk, session: LiveSession, dispatch: DispatchRow, peopleMaxAgeMs: number): Promise<boolean> {
  const settings = { ...desk.ports.settings(), peopleMaxAgeMs };
  const verdict = judgeGates(readingsOf(desk, dispatch.dispatchId), desk.ports.clock.now(), settings);
  if (verdict.kind === 'closed') {
    desk.readings.delete(dispatch.dispatchId);
    await pauseDispatch(desk, dispatch.dispatchId, 'gate-closed', { gate: verdict.gate });
    return false;
  }
  for (const gate of verdict.ask) askGate(desk, gate, session, dispatch);
  return verdict.kind === 'open';
}
