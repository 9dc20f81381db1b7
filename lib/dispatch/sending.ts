import * as z from 'zod/mini';
import type { DispatchId, SessionId } from '../ids.ts';
import { doubtGates, onUnauthorized } from './gate-readings.ts';
import { Breaker, isOpen, recordAnswer } from './breaker.ts';
import {
  peopleReturned,
  peopleReturning,
  type DispatcherMemory,
  type Flight,
  type Pace,
  emitMoves,
  emptyPace,
  finishIfDone,
  isVetoed,
  pauseDispatch,
  sessionFor,
} from './dispatcher-memory.ts';
import { HoldOff, type HoldOffCause, heldOff, heldOffBeside, holdOffLifted, isHeldOff } from './hold-off.ts';
import type { KeptEntry } from './ledger-port.ts';
import { readMarks, skewKey } from './history-lookup.ts';
import { type StartAnswer, isServerFailure, outcomeOf } from './outcome.ts';
import { Bucket, refill, takeToken } from './pace.ts';
import type { DispatchSession, StartRequest } from './ports.ts';
import { ENGINE_LIMIT_MS, type SkewMark, addMark, measureSkew } from './reconcile.ts';
import type { DispatchRow, PersonRow } from './records.ts';
import { movePerson } from './states.ts';

/** Tokens deducted on disk at a time. A restart may lose that many, never gain any, and not every start writes. */
const RESERVE = 10;
/** After a clock measurement is stored, no further one is stored for this long. */
const MARK_EVERY_MS = 60_000;
/** How long we wait for the port beyond the engine's own limit. */
const HANG_GRACE_MS = 15_000;

const KeptPace = z.object({ bucket: Bucket, breaker: Breaker, holdOff: z.optional(z.nullable(HoldOff)) });

function paceKey(sessionId: SessionId): string {
  return `pace:${sessionId}`;
}

function keptPace(sessionId: SessionId, pace: Pace): KeptEntry[] {
  if (pace.bucket === null) return [];
  return [
    {
      key: paceKey(sessionId),
      value: {
        bucket: { ...pace.bucket, tokens: pace.bucket.tokens - pace.reserved },
        breaker: pace.breaker,
        holdOff: pace.holdOff,
      },
    },
  ];
}

/** Returns bucket, breaker and hold-off of a session as of now. They are read from the ledger once per life. */
export async function paceOf(memory: DispatcherMemory, sessionId: SessionId): Promise<Pace> {
  let pace = memory.paces.get(sessionId);
  if (pace === undefined) {
    const kept = KeptPace.safeParse(await memory.ports.ledger.getKept(paceKey(sessionId)));
    pace =
      memory.paces.get(sessionId) ??
      (kept.success ? { ...kept.data, holdOff: kept.data.holdOff ?? null, reserved: 0 } : emptyPace());
    memory.paces.set(sessionId, pace);
  }
  const { bucketPerHour, burst } = memory.ports.settings();
  pace.bucket = refill(pace.bucket, memory.ports.clock.now(), { perHour: bucketPerHour, burst });
  return pace;
}

/**
 * Stores the intent, then sends the request: start_flow has no idempotency key, so a person found `sending` after a
 * restart may already have got the message. Resolves when the request has left (or was held back), not when it is
 * answered. Throws when the disk fails; no request has left then.
 */
export async function sendPeople(
  memory: DispatcherMemory,
  session: DispatchSession,
  job: { readonly dispatch: DispatchRow; readonly people: readonly PersonRow[]; readonly pace: Pace },
): Promise<void> {
  const { dispatch, people, pace } = job;
  const first = people[0];
  if (first === undefined || pace.bucket === null) return;
  const numbers = people.map((row) => row.n);
  const sentAt = memory.ports.clock.now();
  pace.bucket = takeToken(pace.bucket);
  if (pace.reserved > 0) pace.reserved -= 1;
  let kept: KeptEntry[] = [];
  if (pace.reserved === 0) {
    pace.reserved = RESERVE;
    kept = keptPace(session.sessionId, pace);
  }
  const flight: Flight = {
    sessionId: session.sessionId,
    dispatchId: dispatch.dispatchId,
    numbers,
    roomUuid: first.roomUuid,
    sentAt,
    isAccepted: false,
  };
  memory.flights.add(flight);
  try {
    const intent = await memory.ports.ledger.intend(dispatch.dispatchId, numbers, { sentAt, kept });
    if (intent === null) {
      memory.flights.delete(flight);
      return;
    }
    emitMoves(memory, intent);
    // While the intent was being stored, the agent may have paused, or another request may have failed once too often.
    if (
      isVetoed(memory, dispatch.dispatchId) ||
      !memory.verified.has(dispatch.dispatchId) ||
      isOpen(pace.breaker) ||
      isHeldOff(pace.holdOff, memory.ports.clock.now()) ||
      memory.doubted.has(session.sessionId)
    ) {
      memory.flights.delete(flight);
      await giveBackToQueue(memory, flight);
      return;
    }
  } catch (error) {
    // No request left, but the intent may be on disk all the same. Its people are queued again as soon as the disk
    // works.
    memory.flights.delete(flight);
    memory.unsettled.push(() => giveBackToQueue(memory, flight));
    throw error;
  }
  void sendRequest(memory, session, { flight, dispatch, people, pace, sentAt, holdOff: pace.holdOff });
}

interface Departure {
  readonly flight: Flight;
  readonly dispatch: DispatchRow;
  readonly people: readonly PersonRow[];
  readonly pace: Pace;
  readonly sentAt: number;
  /** The session's hold-off when this start left; shows whether its refusal is the first since then. */
  readonly holdOff: HoldOff | null;
}

/** Sends one request and settles its answer. Never rejects: a settlement the disk refuses waits for the next round. */
async function sendRequest(memory: DispatcherMemory, session: DispatchSession, departure: Departure): Promise<void> {
  const { dispatch, people, flight } = departure;
  const answer = await answerTo(memory, sessionFor(session, dispatch), {
    flowUuid: dispatch.flowUuid,
    contactUuids: people.map((row) => row.contactUuid),
    contactName: people[0]?.name ?? null,
    roomUuid: flight.roomUuid,
    params: people[0]?.params ?? null,
  });
  const answeredAt = memory.ports.clock.now();
  const { pace } = departure;
  const hasBreakerMoved = isServerFailure(answer) || pace.breaker.isProbing;
  // Record the outcome now, not after the write: writes may end in another order, and the breaker must see a failure at
  // once.
  const refusal = refusalOf(answer);
  // Refusals of requests that were under way together count as one.
  const isCounted = pace.holdOff !== null && pace.holdOff !== departure.holdOff && pace.holdOff.count > 0;
  if (refusal !== null)
    pace.holdOff =
      isCounted && pace.holdOff !== null
        ? // A new object also when the wait stays the same: an agent's press before this refusal must not lift it.
          { ...heldOffBeside(pace.holdOff, refusal, answeredAt) }
        : heldOff(pace.holdOff, refusal, answeredAt);
  // The engine itself answered, so whatever was in front of it lets requests through again. Lifted once, when the answer
  // arrives: a settlement that the disk refused is repeated later, and must not lift a refusal that came in between.
  const isThrough =
    refusal === null && answer.kind !== 'unknown' && answer.kind !== 'not-sent' && pace.holdOff !== null;
  if (isThrough) pace.holdOff = null;
  // A browser repeats a request by itself when its connection breaks. This may be the refusal of the second one after
  // the first succeeded. So these people are looked up in the history before any start leaves again.
  if (isGivenBack(answer)) peopleReturning(memory, flight.dispatchId);
  if (answer.kind === 'unauthorized') memory.doubted.add(session.sessionId);
  if (!isGivenBack(answer)) pace.breaker = recordAnswer(pace.breaker, !isServerFailure(answer));
  if (answer.kind === 'accepted') {
    // Free the place already: storing an `accepted` stops nothing. Other answers may stop the next request: settle them
    // first.
    flight.isAccepted = true;
    memory.kick();
  }
  const done = { ...departure, answer, answeredAt, hasBreakerMoved, isThrough, isBack: false };
  const settle = (): Promise<void> => settleAnswer(memory, session, done);
  try {
    await settle();
  } catch {
    memory.hasStorageFailed = true;
    memory.unsettled.push(settle);
  }
  memory.flights.delete(flight);
  memory.kick();
}

/** Returns the answer to one start. A port that throws counts as no answer. */
async function answerTo(
  memory: DispatcherMemory,
  session: DispatchSession,
  request: StartRequest,
): Promise<StartAnswer> {
  try {
    return await memory.ports.weni(session).startFlow(request);
  } catch {
    return { kind: 'unknown', cause: 'no-answer' };
  }
}

async function settleAnswer(
  memory: DispatcherMemory,
  session: DispatchSession,
  done: Departure & {
    readonly answer: StartAnswer;
    readonly answeredAt: number;
    readonly hasBreakerMoved: boolean;
    readonly isThrough: boolean;
    isBack: boolean;
  },
): Promise<void> {
  const { answer, answeredAt, sentAt, pace, flight, dispatch } = done;
  if (isGivenBack(answer)) {
    await giveBackToQueue(memory, flight, answer.kind === 'not-sent' ? [] : keptPace(session.sessionId, pace));
    if (!done.isBack) peopleReturned(memory, flight.dispatchId);
    done.isBack = true;
    await pauseIfHeldOff(memory, flight.dispatchId, pace);
    if (answer.kind === 'unauthorized') await onUnauthorized(memory, session);
    return;
  }
  const marks =
    answer.kind === 'accepted' && answer.createdAt !== null
      ? await newMark(memory, session.agentKey, measureSkew(sentAt, answeredAt, answer.createdAt))
      : [];
  const hasPaceMoved =
    done.hasBreakerMoved || done.isThrough || (answer.kind === 'unknown' && answer.cause === 'intercepted');
  // Copy the pace right before the write is queued. A copy made before an await could be older than what another answer
  // has stored meanwhile, and would overwrite its hold-off on disk.
  const kept: KeptEntry[] = [...(hasPaceMoved ? keptPace(session.sessionId, pace) : []), ...marks];
  const result = await memory.ports.ledger.settle(
    flight.dispatchId,
    flight.numbers,
    (row) => rowAfterAnswer(row, answer, answeredAt),
    { kept },
  );
  emitMoves(memory, result);
  if (answer.kind === 'engine-500') doubtGates(memory, session, { dispatch, answers: pace.breaker.answers });
  if (answer.kind === 'unknown' && answer.cause === 'answer-without-uuid')
    await pauseDispatch(memory, flight.dispatchId, 'contract-drift');
  else if (isOpen(pace.breaker)) await pauseDispatch(memory, flight.dispatchId, 'server-trouble');
  else await pauseIfHeldOff(memory, flight.dispatchId, pace);
  if (result !== null) await finishIfDone(memory, { ...dispatch, ...result.dispatch });
}

/** Whether the request did nothing, so that its people are queued again. */
function isGivenBack(answer: StartAnswer): boolean {
  return answer.kind === 'unauthorized' || answer.kind === 'held-off' || answer.kind === 'not-sent';
}

/** Returns why an answer holds off all other starts of the session; null when it does not. */
function refusalOf(answer: StartAnswer): { readonly cause: HoldOffCause; readonly retryAfterMs: number | null } | null {
  if (answer.kind === 'unauthorized') return { cause: 'unauthorized', retryAfterMs: null };
  if (answer.kind === 'held-off') return answer;
  return answer.kind === 'unknown' && answer.cause === 'intercepted'
    ? { cause: 'intercepted', retryAfterMs: null }
    : null;
}

/** Returns each session's hold-off at this moment, for `liftHoldOff`. */
export const holdOffsNow = (memory: DispatcherMemory): ReadonlyMap<SessionId, HoldOff | null> =>
  new Map([...memory.paces].map(([sessionId, pace]) => [sessionId, pace.holdOff]));

/**
 * Lifts a session's hold-off after the agent's press: one start may leave now. A refusal that was answered after the
 * press, while the press was being stored, stays in force, because the agent did not know of it.
 *
 * @param whenPressed `holdOffsNow` at the press; a session not in it had no start under way
 */
export async function liftHoldOff(
  memory: DispatcherMemory,
  sessionId: SessionId,
  whenPressed: ReadonlyMap<SessionId, HoldOff | null>,
): Promise<void> {
  const pace = await paceOf(memory, sessionId);
  if (pace.holdOff === null || (whenPressed.has(sessionId) && whenPressed.get(sessionId) !== pace.holdOff)) return;
  pace.holdOff = holdOffLifted(pace.holdOff, memory.ports.clock.now());
  for (const entry of keptPace(sessionId, pace)) await memory.ports.ledger.putKept(entry);
}

/** Pauses a dispatch if nothing of its session may leave now. Returns true in that case. */
export async function pauseIfHeldOff(memory: DispatcherMemory, dispatchId: DispatchId, pace: Pace): Promise<boolean> {
  const { holdOff } = pace;
  if (holdOff === null || !isHeldOff(holdOff, memory.ports.clock.now())) return false;
  await pauseDispatch(memory, dispatchId, holdOff.cause, { until: holdOff.until });
  return true;
}

/** Returns the entry that stores a clock measurement; none if the last one is recent. */
async function newMark(memory: DispatcherMemory, agentKey: string, mark: SkewMark): Promise<KeptEntry[]> {
  const lastAt = memory.markedAt.get(agentKey);
  if (lastAt !== undefined && Math.abs(mark.at - lastAt) < MARK_EVERY_MS) return [];
  memory.markedAt.set(agentKey, mark.at);
  return [{ key: skewKey(agentKey), value: addMark(await readMarks(memory, agentKey), mark) }];
}

/** Returns the row after the answer; null if the ledger already has a better outcome. */
function rowAfterAnswer(row: PersonRow, answer: StartAnswer, answeredAt: number): PersonRow | null {
  const outcome = outcomeOf(answer, { contactUuid: row.contactUuid, hasRoom: row.roomUuid !== null });
  const isOpenStill = row.status === 'sending' || row.status === 'checking';
  switch (outcome.status) {
    case 'accepted': {
      if (!isOpenStill && row.status !== 'unknown') return null;
      const startUuid = answer.kind === 'accepted' ? answer.startUuid : null;
      const acceptedAt = answer.kind === 'accepted' ? answer.createdAt : null;
      return movePerson(row, 'accepted', { reason: null, startUuid, acceptedAt, answeredAt, settledAt: answeredAt });
    }
    case 'refused':
      return isOpenStill
        ? movePerson(row, 'refused', { reason: outcome.reason, answeredAt, settledAt: answeredAt })
        : null;
    case 'checking': {
      if (row.status !== 'sending') return null;
      // Only an answer of the engine itself shows that nothing is under way any more.
      const isAnswered = answer.kind === 'refused';
      const isAlone = answer.kind === 'accepted';
      return movePerson(row, 'checking', {
        reason: outcome.reason,
        checkingSince: answeredAt,
        answeredAt: isAnswered ? answeredAt : null,
        ...(isAlone ? { batch: null, isBatchFirst: false } : {}),
      });
    }
    case 'unknown':
      return isOpenStill
        ? movePerson(row, 'unknown', { reason: outcome.reason, answeredAt, settledAt: answeredAt })
        : null;
    case 'queued':
      return null;
    default:
      return outcome.status satisfies never;
  }
}

/** Queues the people of a request that certainly did nothing: refused in front of the engine, or never sent. */
async function giveBackToQueue(
  memory: DispatcherMemory,
  flight: Flight,
  kept: readonly KeptEntry[] = [],
): Promise<void> {
  const result = await memory.ports.ledger.settle(
    flight.dispatchId,
    flight.numbers,
    (row) =>
      row.status === 'sending' && row.sentAt === flight.sentAt
        ? movePerson(row, 'queued', { reason: null, sentAt: null })
        : null,
    { kept },
  );
  emitMoves(memory, result);
}

/** Gives up requests that the engine can no longer be working on: frees their places, looks their people up. */
export async function dropHangingFlights(memory: DispatcherMemory): Promise<void> {
  const now = memory.ports.clock.now();
  for (const flight of memory.flights) {
    if (now - flight.sentAt < ENGINE_LIMIT_MS + HANG_GRACE_MS) continue;
    memory.flights.delete(flight);
    const result = await memory.ports.ledger.settle(flight.dispatchId, flight.numbers, (row) =>
      row.status === 'sending' ? movePerson(row, 'checking', { reason: 'no-answer', checkingSince: now }) : null,
    );
    emitMoves(memory, result);
  }
}
