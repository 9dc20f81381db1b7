import type { ReturnReason } from '../draft/draft.ts';
import type { DispatchRow, DispatchState } from './records.ts';
import { goesOnAlone, moveDispatch } from './states.ts';

type CountingDown = Extract<DispatchState, { status: 'counting-down' }>;

/** What a commit leads to; see `CommitResult`. `start`: the dispatch may run now. */
export type CommitDecision =
  | { readonly kind: 'start' }
  | { readonly kind: 'too-early'; readonly remainingMs: number }
  | { readonly kind: 'return'; readonly reason: ReturnReason }
  | { readonly kind: 'not-yours' };

/** Returns how long the countdown still runs, ms; while it is held, what was left when it stopped. Never negative. */
export function remainingMs(state: CountingDown, now: number): number {
  return Math.max(0, state.heldRemainingMs ?? state.endsAt - now);
}

/**
 * Judges a commit. Only the view that shows the countdown may commit it, not before its end, and at most `lateMs` after
 * it: if a view wakes up later than that (sleep, frozen tab), the agent may have changed their mind.
 */
export function judgeCommit(state: CountingDown, viewId: string, now: number, lateMs: number): CommitDecision {
  if (state.viewId !== viewId) return { kind: 'not-yours' };
  const leftMs = remainingMs(state, now);
  const isHeld = (state.heldRemainingMs ?? null) !== null;
  if (isHeld || leftMs > 0) return { kind: 'too-early', remainingMs: leftMs };
  if (isOverdue(state, now, lateMs)) return { kind: 'return', reason: 'late' };
  return { kind: 'start' };
}

/** Whether the countdown can no longer be committed. A held countdown waits as long as its view exists. */
export function isOverdue(state: CountingDown, now: number, lateMs: number): boolean {
  return (state.heldRemainingMs ?? null) === null && now > state.endsAt + lateMs;
}

/** Returns the countdown stopped; the same object when it was stopped already. */
export function holdCountdown(state: CountingDown, now: number): CountingDown {
  if ((state.heldRemainingMs ?? null) !== null) return state;
  return { ...state, heldRemainingMs: remainingMs(state, now) };
}

/** Returns the countdown continued with the time that was left; the same object when it was not stopped. */
export function releaseCountdown(state: CountingDown, now: number): CountingDown {
  const leftMs = state.heldRemainingMs ?? null;
  return leftMs === null ? state : { ...state, endsAt: now + leftMs, heldRemainingMs: null };
}

/** Returns the dispatch paused by the agent; null when such a pause would change nothing or has no meaning. */
export function pausedByAgent(row: DispatchRow, now: number): DispatchRow | null {
  const isRunning = row.state.status === 'running';
  return isRunning || goesOnAlone(row.state)
    ? moveDispatch(row, { status: 'paused', reason: 'by-agent', gate: null, since: now }, now)
    : null;
}
