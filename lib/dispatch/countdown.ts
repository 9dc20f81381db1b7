import type { ContactUuid, DispatchId, SessionId } from '../ids.ts';
import type { ReturnReason } from '../draft/draft.ts';
import { startProbe } from './breaker.ts';
import type {
  CommandResult,
  CommitResult,
  ConfirmInput,
  ConfirmRefusal,
  ConfirmResult,
  RetryResult,
} from './dispatcher-api.ts';
import { type DispatcherMemory, emptyPace, seedCounts, sessionFor } from './dispatcher-memory.ts';
import { MAX_PEOPLE, planPeople } from './plan.ts';
import type { DispatchSession } from './ports.ts';
import type { DispatchRow, PersonRow } from './records.ts';
import { canSendAgain, hasFrozenValues, isSentAgain, planRetry } from './retry.ts';
import { moveDispatch } from './states.ts';
import { type CommitDecision, holdCountdown, isOverdue, judgeCommit, releaseCountdown } from './undo-window.ts';
import { DAY_MS } from '../util/time.ts';

/**
 * Stores a confirmed dispatch; see `Dispatcher.confirm`. The gates are read now, because nothing is asked while the
 * dispatch counts down.
 */
export async function confirmDispatch(memory: DispatcherMemory, input: ConfirmInput): Promise<ConfirmResult> {
  if (input.people.length > MAX_PEOPLE) return { kind: 'too-many-people' };
  const open = await openSession(memory, input.sessionId, {
    flowUuid: input.flowUuid,
    isBatch: input.mode === 'batches',
  });
  if ('kind' in open) return open;
  const startedRecently =
    input.mode === 'batches' ? await recentStarts(memory, open, input.flowName) : new Set<ContactUuid>();
  const now = memory.ports.clock.now();
  const dispatchId = memory.ports.newDispatchId();
  const people = planPeople(input.people, {
    dispatchId,
    agentKey: open.agentKey,
    mode: input.mode,
    startedRecently,
    now,
  });
  if (people.length === 0) return { kind: 'nobody' };
  // Reading the gates took time: another agent may have signed in on the page where the press was made.
  if (input.maySend?.() === false) return { kind: 'no-session' };
  const dispatch: DispatchRow = {
    dispatchId,
    sessionId: open.sessionId,
    agentKey: open.agentKey,
    projectUuid: open.projectUuid,
    ...(open.flowsProject === undefined ? {} : { flowsProject: open.flowsProject }),
    flowUuid: input.flowUuid,
    flowName: input.flowName,
    mode: input.mode,
    total: people.length,
    ...initialState(memory, input.viewId, now),
    createdAt: now,
    finishedAt: null,
    touchedAt: now,
    parentId: null,
    isTest: input.isTest,
    ...(input.opensChat === undefined ? {} : { opensChat: input.opensChat }),
    holdBackAt: input.mode === 'singles' && (input.holdBackAt ?? 0) > 0 ? input.holdBackAt : null,
    peopleCheckedAt: Math.min(input.peopleCheckedAt, now),
  };
  return store(memory, dispatch, people, input.draftRevision === null ? null : { revision: input.draftRevision });
}

/** Sends people again as a child of their dispatch; see `Dispatcher.retry`. */
export async function confirmRetry(
  memory: DispatcherMemory,
  {
    parentId,
    numbers,
    viewId,
    maySend,
  }: {
    readonly parentId: DispatchId;
    readonly numbers: readonly number[];
    readonly viewId: string;
    readonly maySend: (() => boolean) | undefined;
  },
): Promise<RetryResult> {
  const { ledger, clock } = memory.ports;
  const parent = await ledger.getDispatch(parentId);
  if (parent === null) return { kind: 'nobody' };
  if (!hasFrozenValues(parent)) return { kind: 'values-gone' };
  const taken: PersonRow[] = [];
  for (const row of await ledger.getPeople(parentId, [...new Set(numbers)])) {
    if (canSendAgain(row.status) === null) continue;
    if (!isSentAgain(row, await ledger.peopleByContact(row.agentKey, row.contactUuid))) taken.push(row);
  }
  if (taken.length === 0) return { kind: 'nobody' };
  const open = await openSession(memory, parent.sessionId, {
    flowUuid: parent.flowUuid,
    isBatch: false,
    dispatch: parent,
  });
  if ('kind' in open) return open;
  if (maySend?.() === false) return { kind: 'no-session' };
  const now = clock.now();
  const dispatchId = memory.ports.newDispatchId();
  const people = planRetry({ dispatchId }, taken);
  const child: DispatchRow = {
    ...parent,
    dispatchId,
    parentId,
    mode: 'singles',
    total: people.length,
    ...initialState(memory, viewId, now),
    createdAt: now,
    finishedAt: null,
    touchedAt: now,
    paramsDroppedAt: null,
    cancelledAt: null,
    witness: undefined,
  };
  const stored = await store(memory, child, people, null);
  const sent = new Set(taken.map((row) => row.n));
  return stored.kind === 'confirmed' ? { ...stored, left: numbers.filter((n) => !sent.has(n)) } : stored;
}

function initialState(memory: DispatcherMemory, viewId: string, now: number): Pick<DispatchRow, 'state' | 'startedAt'> {
  const { undoMs } = memory.ports.settings();
  // Without an undo window the dispatch runs at once; the button tells the agent that the confirmation is final.
  if (undoMs === 0) return { state: { status: 'running' }, startedAt: now };
  return { state: { status: 'counting-down', endsAt: now + undoMs, viewId, heldRemainingMs: null }, startedAt: null };
}

async function store(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
  people: readonly PersonRow[],
  draft: { readonly revision: number } | null,
): Promise<
  | { readonly kind: 'confirmed'; readonly dispatch: DispatchRow }
  | { readonly kind: 'stale-draft' }
  | { readonly kind: 'storage-failed' }
> {
  const { dispatchId } = dispatch;
  // Register before writing: `returnOrphans` treats a countdown that is missing from this set as left over from an
  // earlier life and would undo it.
  memory.countdowns.add(dispatchId);
  let stored: 'stored' | 'stale-draft';
  try {
    stored = await memory.ports.ledger.confirm(dispatch, people, draft);
  } catch {
    return { kind: 'storage-failed' };
  }
  if (stored === 'stale-draft') {
    memory.countdowns.delete(dispatchId);
    return { kind: 'stale-draft' };
  }
  seedCounts(memory, dispatchId, people);
  // None of these people was ever sent a start by this dispatch, so none can be in the history.
  memory.verified.add(dispatchId);
  memory.emit({ dispatches: [dispatch], people });
  memory.kick();
  return { kind: 'confirmed', dispatch };
}

async function openSession(
  memory: DispatcherMemory,
  sessionId: SessionId,
  {
    dispatch,
    ...wanted
  }: {
    readonly flowUuid: ConfirmInput['flowUuid'];
    readonly isBatch: boolean;
    /** The dispatch that is repeated, if any: its secondary project counts, not the one that is chosen now. */
    readonly dispatch?: DispatchRow;
  },
): Promise<DispatchSession | ConfirmRefusal> {
  const current = await memory.ports.sessions.current(sessionId);
  if (current === null) return { kind: 'no-session' };
  const session = dispatch === undefined ? current : sessionFor(current, dispatch);
  const weni = memory.ports.weni(session);
  const { accessMaxAgeMs, flowMaxAgeAtStartMs } = memory.ports.settings();
  const [access, flow] = await Promise.allSettled([
    weni.checkAccess({ maxAgeMs: accessMaxAgeMs }),
    weni.checkFlow({ ...wanted, maxAgeMs: flowMaxAgeAtStartMs }),
  ]);
  for (const answer of [access, flow]) {
    if (answer.status === 'fulfilled' && answer.value.kind === 'ok' && answer.value.gate !== null) {
      return { kind: 'gate-closed', gate: answer.value.gate };
    }
  }
  // A gate that could not be read does not refuse the confirmation. It is read again before the first start, which does
  // not leave without an answer.
  return session;
}

/**
 * Returns the contacts to whom a flow of this name was started in the last 24 h, as far as the server's history shows.
 * Empty when the history could not be read.
 */
async function recentStarts(
  memory: DispatcherMemory,
  session: DispatchSession,
  flowName: string,
): Promise<Set<ContactUuid>> {
  const sinceAt = memory.ports.clock.now() - DAY_MS;
  const [history] = await Promise.allSettled([memory.ports.weni(session).listFlowStarts({ sinceAt })]);
  if (history?.status !== 'fulfilled' || history.value.kind !== 'ok') return new Set();
  return new Set(history.value.rows.filter((row) => row.flowName === flowName).map((row) => row.contactUuid));
}

/** Commits a dispatch when its view reports the end of the countdown; see `Dispatcher.commit`. */
export async function commitDispatch(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  viewId: string,
  maySend: () => boolean = () => true,
): Promise<CommitResult> {
  const { ledger, clock, settings } = memory.ports;
  let decision: CommitDecision | null = null;
  try {
    const started = await ledger.changeDispatch(
      dispatchId,
      (row) => {
        decision = null;
        if (row.state.status !== 'counting-down') return null;
        // Countdowns started by an earlier life of the background are never committed, whichever view asks; they go
        // back to the draft.
        decision = memory.countdowns.has(dispatchId)
          ? maySend()
            ? judgeCommit(row.state, viewId, clock.now(), settings().lateCommitMs)
            : { kind: 'return', reason: 'session-gone' }
          : { kind: 'return', reason: 'background-stopped' };
        return decision.kind === 'start' ? moveDispatch(row, { status: 'running' }, clock.now()) : null;
      },
      'strict',
    );
    if (started !== null) {
      memory.countdowns.delete(dispatchId);
      // A pause has no meaning for a countdown. Drop a veto that was set during it.
      memory.stopped.delete(dispatchId);
      memory.emit({ dispatches: [started] });
      memory.kick();
      return { kind: 'running' };
    }
  } catch {
    return { kind: 'storage-failed' };
  }
  return answerCommit(memory, dispatchId, decision);
}

async function answerCommit(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  decision: CommitDecision | null,
): Promise<CommitResult> {
  if (decision === null) {
    const row = await memory.ports.ledger.getDispatch(dispatchId).catch(() => null);
    return row === null || row.state.status === 'counting-down' ? { kind: 'gone' } : { kind: 'running' };
  }
  switch (decision.kind) {
    case 'start':
      return { kind: 'running' };
    case 'return': {
      const isReturned = await returnToDraft(memory, dispatchId, decision.reason);
      return isReturned === 'storage-failed'
        ? { kind: 'storage-failed' }
        : { kind: 'returned', reason: decision.reason };
    }
    case 'too-early':
    case 'not-yours':
      return decision;
    default:
      return decision satisfies never;
  }
}

/** Returns a countdown to its draft, with the reason. `gone`: the dispatch does not count down any more. */
export async function returnToDraft(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  reason: ReturnReason,
): Promise<'returned' | 'gone' | 'storage-failed'> {
  try {
    const removed = await memory.ports.ledger.giveBack(dispatchId, reason, memory.ports.clock.now());
    if (removed === null) return 'gone';
  } catch {
    // The countdown is still on disk but can no longer be committed. The next `returnOrphans` returns it.
    memory.countdowns.delete(dispatchId);
    return 'storage-failed';
  }
  memory.countdowns.delete(dispatchId);
  memory.verified.delete(dispatchId);
  memory.counts.delete(dispatchId);
  memory.emit({ removed: [dispatchId] });
  memory.kick();
  return 'returned';
}

/** See `Dispatcher.undo`. */
export async function undoDispatch(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  const result = await returnToDraft(memory, dispatchId, 'undone');
  return { kind: result === 'returned' ? 'done' : result === 'gone' ? 'unchanged' : 'storage-failed' };
}

/** Returns every countdown that can no longer be committed: of an earlier life, overdue, or without its session. */
export async function returnOrphans(memory: DispatcherMemory, active: readonly DispatchRow[]): Promise<void> {
  const { clock, settings, sessions } = memory.ports;
  for (const { dispatchId, sessionId, state } of active) {
    if (state.status !== 'counting-down') continue;
    if (!memory.countdowns.has(dispatchId)) await returnToDraft(memory, dispatchId, 'background-stopped');
    else if (isOverdue(state, clock.now(), settings().lateCommitMs)) await returnToDraft(memory, dispatchId, 'late');
    else if ((await sessions.current(sessionId)) === null) await returnToDraft(memory, dispatchId, 'session-gone');
  }
}

/** Stops a countdown while a page dialog hides it, or continues it. Only its own view may. */
export async function moveCountdown(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  viewId: string,
  move: 'hold' | 'release',
): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  try {
    const changed = await memory.ports.ledger.changeDispatch(
      dispatchId,
      (row) => {
        if (row.state.status !== 'counting-down' || row.state.viewId !== viewId) return null;
        const state = move === 'hold' ? holdCountdown(row.state, now) : releaseCountdown(row.state, now);
        return state === row.state ? null : { ...row, state };
      },
      'relaxed',
    );
    if (changed === null) return { kind: 'unchanged' };
    memory.emit({ dispatches: [changed] });
    return { kind: 'done' };
  } catch {
    return { kind: 'storage-failed' };
  }
}

/** Makes the next start of a session a probe, after the agent resumed from a breaker pause. */
export function probeNext(memory: DispatcherMemory, sessionId: SessionId): void {
  const pace = memory.paces.get(sessionId) ?? emptyPace();
  pace.breaker = startProbe();
  memory.paces.set(sessionId, pace);
}
