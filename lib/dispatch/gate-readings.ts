import type { DispatcherMemory } from './dispatcher-memory.ts';
import { emitMoves, pauseDispatch, readingsOf, sessionFor, wakeBy } from './dispatcher-memory.ts';
import type { GateName } from './gates.ts';
import { askAgainAt, askLoginAgainAt } from './hold-off.ts';
import type { AskFailure, DispatchSession } from './ports.ts';
import type { DispatchRow, PersonReason, PersonRow } from './records.ts';
import { movePerson } from './states.ts';

/** After this many failures of a question in a row, the dispatch pauses and shows why. */
const GIVE_UP_AFTER = 3;
const RETRY_MS = 5_000;
/** How long a page is waited for. A frozen page never answers. */
const PAGE_LIMIT_MS = 10_000;
/** A gate reading younger than this is kept in spite of an engine failure, until DOUBT_AFTER failures in a row. */
const DOUBT_AGE_MS = 60_000;
const DOUBT_AFTER = 3;
/** How far a sweep for changed people reaches back beyond the last one, because clocks differ. */
const SWEEP_OVERLAP_MS = 600_000;

/**
 * Runs a question beside the loop, one at a time per name, and requests another round when it is answered. An error of
 * the disk stops sending; the questions themselves turn errors of a port into failed answers.
 *
 * @param name `<kind>:<dispatch id>` or `<kind>:<session id>`
 */
export function ask(memory: DispatcherMemory, name: string, question: () => Promise<void>): void {
  const lastFailure = memory.failures.get(name);
  const now = memory.ports.clock.now();
  // If the last failure is in the future, the clock was set back: then the wait is over.
  if (lastFailure !== undefined && lastFailure.notBefore > now && lastFailure.lastAt <= now) {
    wakeBy(memory, lastFailure.notBefore);
    return;
  }
  if (memory.asking.has(name)) return;
  memory.asking.add(name);
  question()
    .catch(() => {
      memory.hasStorageFailed = true;
    })
    .finally(() => {
      memory.asking.delete(name);
      memory.kick();
    });
}

/** Call when a question was answered: it may be asked again whenever it is due. */
export function onQuestionAnswered(memory: DispatcherMemory, name: string): void {
  memory.failures.delete(name);
}

/**
 * Call when a question failed. Failures that pass by themselves (a 401 although the log-in is good, a throttle, an
 * answer that is not from Chats) pause the dispatch until the question is repeated. The third failure of the server in
 * a row pauses it until the agent resumes.
 */
export async function onQuestionFailed(
  memory: DispatcherMemory,
  name: string,
  about: { session: DispatchSession; dispatch: DispatchRow; answer: AskFailure },
): Promise<void> {
  const { session, dispatch, answer } = about;
  const now = memory.ports.clock.now();
  const known = memory.failures.get(name);
  const count = (known?.count ?? 0) + 1;
  const firstAt = known?.firstAt ?? now;
  const { cause } = answer;
  switch (cause) {
    case 'unauthorized': {
      const until = askLoginAgainAt(count, now);
      memory.failures.set(name, { count, firstAt, lastAt: now, notBefore: until ?? now });
      await onUnauthorized(memory, session);
      if (count > 1) await pauseDispatch(memory, dispatch.dispatchId, 'unauthorized', { until });
      return;
    }
    case 'rate-limit':
    case 'intercepted': {
      const until = askAgainAt({ count, firstAt }, answer.retryAfterMs ?? null, now);
      memory.failures.set(name, { count, firstAt, lastAt: now, notBefore: until ?? now });
      await pauseDispatch(memory, dispatch.dispatchId, cause, { until });
      return;
    }
    case 'forbidden':
      await pauseDispatch(memory, dispatch.dispatchId, 'gate-closed', { gate: 'not-a-member' });
      break;
    case 'contract':
      await pauseDispatch(memory, dispatch.dispatchId, 'contract-drift');
      break;
    case 'server':
    case 'offline':
      if (count < GIVE_UP_AFTER) break;
      memory.failures.delete(name);
      await pauseDispatch(memory, dispatch.dispatchId, 'server-trouble');
      return;
    default:
      cause satisfies never;
  }
  memory.failures.set(name, { count, firstAt, lastAt: now, notBefore: now + RETRY_MS * count });
}

/** Forgets the failures of this dispatch's questions after the agent's resume, so that they are asked at once. */
export function forgetFailures(
  memory: DispatcherMemory,
  dispatch: Pick<DispatchRow, 'dispatchId' | 'sessionId'>,
): void {
  for (const name of memory.failures.keys())
    if (name.endsWith(`:${dispatch.dispatchId}`) || name.startsWith(`look:${dispatch.sessionId}|`))
      memory.failures.delete(name);
}

/**
 * Handles a 401 for a session's token: before anything else leaves, the page is asked for its token, and a profile call
 * checks it.
 */
export async function onUnauthorized(
  memory: DispatcherMemory,
  session: Pick<DispatchSession, 'sessionId'>,
): Promise<void> {
  const { sessionId } = session;
  const name = `token:${sessionId}`;
  memory.doubted.add(sessionId);
  if (memory.asking.has(name)) return;
  memory.asking.add(name);
  let stopWaiting = (): void => undefined;
  const limit = new Promise<void>((resolve) => void (stopWaiting = memory.ports.clock.after(PAGE_LIMIT_MS, resolve)));
  try {
    await Promise.race([memory.ports.sessions.rereadToken(sessionId), limit]);
  } catch {
    // A page that does not answer confirms nothing. The loop then asks the sessions whether an agent is signed in.
    memory.kick();
  } finally {
    stopWaiting();
    memory.asking.delete(name);
    memory.doubted.delete(sessionId);
    memory.kick();
  }
}

/** Turns an error thrown by the port into a failed answer. */
async function answerOf<T>(call: Promise<T>): Promise<T | AskFailure> {
  try {
    return await call;
  } catch {
    return { kind: 'failed', cause: 'server' };
  }
}

/** Reads one gate of one dispatch and keeps the reading in memory. */
export function askGate(
  memory: DispatcherMemory,
  gate: GateName,
  session: DispatchSession,
  dispatch: DispatchRow,
): void {
  const name = `${gate}:${dispatch.dispatchId}`;
  ask(memory, name, async () => {
    const askedAt = memory.ports.clock.now();
    const weni = memory.ports.weni(sessionFor(session, dispatch));
    switch (gate) {
      case 'access': {
        const answer = await answerOf(weni.checkAccess({ maxAgeMs: 0 }));
        if (answer.kind === 'failed') return onQuestionFailed(memory, name, { session, dispatch, answer });
        memory.readings.set(dispatch.dispatchId, {
          ...readingsOf(memory, dispatch.dispatchId),
          access: { at: askedAt, gate: answer.gate },
        });
        break;
      }
      case 'flow': {
        const isFirst = readingsOf(memory, dispatch.dispatchId).flow === null;
        const maxAgeMs = isFirst ? memory.ports.settings().flowMaxAgeAtStartMs : 0;
        const answer = await answerOf(
          weni.checkFlow({ flowUuid: dispatch.flowUuid, maxAgeMs, isBatch: dispatch.mode === 'batches' }),
        );
        if (answer.kind === 'failed') return onQuestionFailed(memory, name, { session, dispatch, answer });
        await keepFlowName(memory, dispatch, answer.flowName);
        memory.readings.set(dispatch.dispatchId, {
          ...readingsOf(memory, dispatch.dispatchId),
          flow: { at: askedAt, gate: answer.gate },
        });
        break;
      }
      case 'people': {
        const sinceAt = (dispatch.peopleCheckedAt ?? dispatch.createdAt) - SWEEP_OVERLAP_MS;
        const answer = await answerOf(weni.changedContacts({ sinceAt }));
        if (answer.kind === 'failed') return onQuestionFailed(memory, name, { session, dispatch, answer });
        const problems = new Map<string, PersonReason>();
        for (const contact of answer.contacts)
          if (contact.problem !== null) problems.set(contact.contactUuid, contact.problem);
        await skipChanged(memory, dispatch, problems, askedAt);
        memory.readings.set(dispatch.dispatchId, { ...readingsOf(memory, dispatch.dispatchId), peopleAt: askedAt });
        break;
      }
      default:
        return gate satisfies never;
    }
    onQuestionAnswered(memory, name);
  });
}

/**
 * Call after an engine failure. The flow or the contact may have been deleted, which the engine does not tell, so both
 * gates are read again. Readings that are still young are kept, because each reading costs Flows-backed calls of the
 * whole project; the third failure in a row reads them all the same.
 *
 * @param about.answers recent answers of the server, newest last; false is a failure
 */
export function doubtGates(
  memory: DispatcherMemory,
  session: DispatchSession,
  about: { readonly dispatch: DispatchRow; readonly answers: readonly boolean[] },
): void {
  const { dispatch, answers } = about;
  const readings = memory.readings.get(dispatch.dispatchId);
  if (readings === undefined) return;
  const isStreak = answers.length - 1 - answers.lastIndexOf(true) === DOUBT_AFTER;
  const mayHelp = (at: number | null): boolean =>
    at !== null && (isStreak || memory.ports.clock.now() - at > DOUBT_AGE_MS);
  if (mayHelp(readings.peopleAt)) askGate(memory, 'people', session, dispatch);
  // With time 0 the reading is stale under any settings, so nothing leaves until the flow was read again.
  if (readings.flow !== null && mayHelp(readings.flow.at))
    memory.readings.set(dispatch.dispatchId, { ...readings, flow: { ...readings.flow, at: 0 } });
}

/**
 * Remembers a changed flow name. The history shows the name that the flow had at the start, so starts of a renamed flow
 * appear under both.
 */
async function keepFlowName(memory: DispatcherMemory, dispatch: DispatchRow, flowName: string | null): Promise<void> {
  if (flowName === null || flowName === dispatch.flowName || dispatch.otherFlowNames?.includes(flowName) === true)
    return;
  await memory.ports.ledger.changeDispatch(
    dispatch.dispatchId,
    (row) => ({ ...row, otherFlowNames: [...(row.otherFlowNames ?? []), flowName] }),
    'strict',
  );
}

/**
 * Skips queued people who may no longer be written to. For people who are `unknown` after an engine failure, `deleted`
 * becomes the reason if the contact turns out to be deleted.
 *
 * @param problems reason by contact uuid
 */
async function skipChanged(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
  problems: ReadonlyMap<string, PersonReason>,
  at: number,
): Promise<void> {
  const { ledger } = memory.ports;
  const { dispatchId } = dispatch;
  for (const status of problems.size > 0 ? (['queued', 'unknown'] as const) : []) {
    const change = (row: PersonRow): PersonRow | null => {
      const reason = problems.get(row.contactUuid);
      if (row.status === 'queued')
        return reason === undefined ? null : movePerson(row, 'skipped', { reason, settledAt: at });
      return row.reason === 'engine-error' && reason === 'deleted' ? { ...row, reason } : null;
    };
    const numbers = (await ledger.peopleByStatus(dispatchId, status))
      .filter((row) => change(row) !== null)
      .map((row) => row.n);
    if (numbers.length > 0) emitMoves(memory, await ledger.settle(dispatchId, numbers, change));
  }
  await ledger.changeDispatch(dispatchId, (row) => ({ ...row, peopleCheckedAt: at }), 'relaxed');
}
