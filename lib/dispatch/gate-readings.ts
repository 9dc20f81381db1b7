import type { DispatcherMemory } from './dispatcher-memory.ts';
import { applied, pauseDispatch, readingsOf, wakeBy } from './dispatcher-memory.ts';
import type { GateName } from './gates.ts';
import { askAgainAt, askLoginAgainAt } from './hold-off.ts';
import type { AskFailure, LiveSession } from './ports.ts';
import type { DispatchRow, PersonReason, PersonRow } from './records.ts';
import { movePerson } from './states.ts';

/** Failed questions in a row after which the dispatch stops and says so. */
const GIVE_UP_AFTER = 3;
const RETRY_MS = 5_000;
/** A page that is frozen answers nobody: then it is not waited for any longer. */
const PAGE_LIMIT_MS = 10_000;
/** A reading this young is believed in spite of a failure of the engine, until so many came in a row. */
const DOUBT_AGE_MS = 60_000;
const DOUBT_AFTER = 3;
/** How far back a sweep for changed people reaches beyond the last one, for clocks that differ. */
const SWEEP_OVERLAP_MS = 600_000;

/**
 * Runs one question at a time per name, beside the loop, and asks for another round when the answer is in. Errors of
 * the disk stop sending; errors of the port itself count as no answer.
 */
export function ask(memory: DispatcherMemory, name: string, question: () => Promise<void>): void {
  const failed = memory.failures.get(name);
  const now = memory.ports.clock.now();
  // A clock that was set back leaves the failure in the future: then its wait is over.
  if (failed !== undefined && failed.notBefore > now && failed.lastAt <= now) {
    wakeBy(memory, failed.notBefore);
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

/** An answer came: the question may be asked again whenever it is due. */
export function succeeded(memory: DispatcherMemory, name: string): void {
  memory.failures.delete(name);
}

/**
 * A question failed. What passes by itself (a 401 of a login that is good, a throttle, something on the way that is not
 * Chats) pauses the dispatch until it is asked again; the third failure of the server in a row pauses it until the agent
 * says to go on.
 */
export async function failed(memory: DispatcherMemory, name: string, about: { session: LiveSession; dispatch: DispatchRow; answer: AskFailure }): Promise<void> {
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

/** The agent said to go on: what is asked for this dispatch is asked at once, and counted anew. */
export function forgetFailures(memory: DispatcherMemory, dispatch: Pick<DispatchRow, 'dispatchId' | 'sessionId'>): void {
  for (const name of memory.failures.keys()) if (name.endsWith(`:${dispatch.dispatchId}`) || name === `look:${dispatch.sessionId}`) memory.failures.delete(name);
}

/** A 401 for this session's token: its page, and with the page's token the profile, are asked before anything else leaves. */
export async function onUnauthorized(memory: DispatcherMemory, session: Pick<LiveSession, 'sessionId'>): Promise<void> {
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
    // A page that does not answer vouches for nothing. The loop asks the sessions whether anybody is signed in.
    memory.kick();
  } finally {
    stopWaiting();
    memory.asking.delete(name);
    memory.doubted.delete(sessionId);
    memory.kick();
  }
}

/** A call to the server that answers something even when the port itself throws. */
async function answerOf<T>(call: Promise<T>): Promise<T | AskFailure> {
  try {
    return await call;
  } catch {
    return { kind: 'failed', cause: 'server' };
  }
}

/** Reads one gate of one dispatch and keeps the reading. */
export function askGate(memory: DispatcherMemory, gate: GateName, session: LiveSession, dispatch: DispatchRow): void {
  const name = `${gate}:${dispatch.dispatchId}`;
  ask(memory, name, async () => {
    const askedAt = memory.ports.clock.now();
    const weni = memory.ports.weni(session);
    switch (gate) {
      case 'access': {
        const answer = await answerOf(weni.checkAccess({ maxAgeMs: 0 }));
        if (answer.kind === 'failed') return failed(memory, name, { session, dispatch, answer });
        memory.readings.set(dispatch.dispatchId, { ...readingsOf(memory, dispatch.dispatchId), access: { at: askedAt, gate: answer.gate } });
        break;
      }
      case 'flow': {
        const isFirst = readingsOf(memory, dispatch.dispatchId).flow === null;
        const maxAgeMs = isFirst ? memory.ports.settings().flowMaxAgeAtStartMs : 0;
        const answer = await answerOf(weni.checkFlow({ flowUuid: dispatch.flowUuid, maxAgeMs, isBatch: dispatch.mode === 'batches' }));
        if (answer.kind === 'failed') return failed(memory, name, { session, dispatch, answer });
        await keepFlowName(memory, dispatch, answer.flowName);
        memory.readings.set(dispatch.dispatchId, { ...readingsOf(memory, dispatch.dispatchId), flow: { at: askedAt, gate: answer.gate } });
        break;
      }
      case 'people': {
        const sinceAt = (dispatch.peopleCheckedAt ?? dispatch.createdAt) - SWEEP_OVERLAP_MS;
        const answer = await answerOf(weni.changedContacts({ sinceAt }));
        if (answer.kind === 'failed') return failed(memory, name, { session, dispatch, answer });
        const problems = new Map<string, PersonReason>();
        for (const contact of answer.contacts) if (contact.problem !== null) problems.set(contact.contactUuid, contact.problem);
        await skipChanged(memory, dispatch, problems, askedAt);
        memory.readings.set(dispatch.dispatchId, { ...readingsOf(memory, dispatch.dispatchId), peopleAt: askedAt });
        break;
      }
      default:
        return gate satisfies never;
    }
    succeeded(memory, name);
  });
}

/**
 * The engine failed on its own: the flow or the person may be deleted, which it does not say. Both are read anew, unless
 * they just were: each reading is Flows-backed calls of the whole project. The third failure in a row asks all the same.
 *
 * @param answers what the server did lately, newest last; false = a failure
 */
export function doubtGates(memory: DispatcherMemory, session: LiveSession, about: { readonly dispatch: DispatchRow; readonly answers: readonly boolean[] }): void {
  const { dispatch, answers } = about;
  const readings = memory.readings.get(dispatch.dispatchId);
  if (readings === undefined) return;
  const isStreak = answers.length - 1 - answers.lastIndexOf(true) === DOUBT_AFTER;
  const mayHelp = (at: number | null): boolean => at !== null && (isStreak || memory.ports.clock.now() - at > DOUBT_AGE_MS);
  if (mayHelp(readings.peopleAt)) askGate(memory, 'people', session, dispatch);
  // Nothing leaves until the flow was read again: a reading this old is stale in any settings.
  if (readings.flow !== null && mayHelp(readings.flow.at)) memory.readings.set(dispatch.dispatchId, { ...readings, flow: { ...readings.flow, at: 0 } });
}

/** The history shows a flow's name as of the start: a renamed flow goes by both. */
async function keepFlowName(memory: DispatcherMemory, dispatch: DispatchRow, flowName: string | null): Promise<void> {
  if (flowName === null || flowName === dispatch.flowName || dispatch.otherFlowNames?.includes(flowName) === true) return;
  await memory.ports.ledger.changeDispatch(
    dispatch.dispatchId,
    (row) => ({ ...row, otherFlowNames: [...(row.otherFlowNames ?? []), flowName] }),
    'strict',
  );
}

/** Skips the queued people who may not be written to any more; the others go on. Whom the engine failed on may be deleted: then that is why. */
async function skipChanged(memory: DispatcherMemory, dispatch: DispatchRow, problems: ReadonlyMap<string, PersonReason>, at: number): Promise<void> {
  const { ledger } = memory.ports;
  const { dispatchId } = dispatch;
  for (const status of problems.size > 0 ? (['queued', 'unknown'] as const) : []) {
    const change = (row: PersonRow): PersonRow | null => {
      const reason = problems.get(row.contactUuid);
      if (row.status === 'queued') return reason === undefined ? null : movePerson(row, 'skipped', { reason, settledAt: at });
      return row.reason === 'engine-error' && reason === 'deleted' ? { ...row, reason } : null;
    };
    const ns = (await ledger.peopleByStatus(dispatchId, status)).filter((row) => change(row) !== null).map((row) => row.n);
    if (ns.length > 0) applied(memory, await ledger.settle(dispatchId, ns, change));
  }
  await ledger.changeDispatch(dispatchId, (row) => ({ ...row, peopleCheckedAt: at }), 'relaxed');
}
