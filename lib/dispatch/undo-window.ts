import type { ReturnReason } from '../draft/draft.ts';
import type { DispatchRow, DispatchState } from './records.ts';
import { goesOnAlone, moveDispatch } from './states.ts';

type CountingDown = Extract<DispatchState, { status: 'counting-down' }>;

/** What a commit leads to; see `CommitResult`. `start`: it may run now. */
export type CommitDecision =
  | { readonly kind: 'start' }
  | { readonly kind: 'too-early'; readonly remainingMs: number }
  | { readonly kind: 'return'; readonly reason: ReturnReason }
  | { readonly kind: 'not-yours' };

/** How long the countdown still runs, in ms; what stood on it while it is held. Never negative. */
export function remainingMs(state: CountingDown, now: number): number {
  return Math.max(0, state.heldRemainingMs ?? state.endsAt - now);
}

/**
 * Judges a commit. Only the view that shows the countdown may send it, never before its end, at most `lateMs` after:
 * a view that woke up later than that (sleep, frozen tab) shows an agent who may have changed their mind.
 */
export function judgeCommit(state: CountingDown, viewId: string, now: number, lateMs: number): CommitDecision {
  if (state.viewId !== viewId) return { kind: 'not-yours' };
  const leftMs = remainingMs(state, now);
  const isHeld = (state.heldRemainingMs ?? null) !== null;
  if (isHeld || leftMs > 0) return { kind: 'too-early', remainingMs: leftMs };
  if (isOverdue(state, now, lateMs)) return { kind: 'return', reason: 'late' };
  return { kind: 'start' };
}

/** Whether nobody can commit it any more. A held countdown waits as long as its view lives. */
export function isOverdue(state: CountingDown, now: number, lateMs: number): boolean {
  return (state.heldRemainingMs ?? null) === null && now > state.endsAt + lateMs;
}

/** The countdown standing still; unchanged when it already does. */
export function holdCountdown(state: CountingDown, now: number): CountingDown {
  if ((state.heldRemainingMs ?? null) !== null) return state;
  return { ...state, heldRemainingMs: remainingMs(state, now) };
}

/** The countdown going on with what was left; unchanged when it was not held. */
export function releaseCountdown(state: CountingDown, now: number): CountingDown {
  const leftMs = state.heldRemainingMs ?? null;
  return leftMs === null ? state : { ...state, endsAt: now + leftMs, heldRemainingMs: null };
}

/** The dispatch paused by the agent; null when a pause by the agent changes nothing or means nothing. */
export function pausedByAgent(row: DispatchRow, now: number): DispatchRow | null {
  const isRunning = row.state.status === 'running';
  return isRunning || goesOnAlone(row.state) ? moveDispatch(row, { status: 'paused', reason: 'by-agent', gate: null, since: now }, now) : null;
}
