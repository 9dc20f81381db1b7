import { describe, expect, it } from 'vitest';
import {
  holdCountdown,
  isOverdue,
  judgeCommit,
  pausedByAgent,
  releaseCountdown,
  remainingMs,
} from '../../../lib/dispatch/undo-window.ts';
import { T0, dispatchRow } from './rows.ts';

const state = { status: 'counting-down', endsAt: T0 + 10_000, viewId: 'panel-1', heldRemainingMs: null } as const;
const LATE = 15_000;

describe('undo', () => {
  it('starts the dispatch at zero for the view that shows the countdown', () => {
    expect(judgeCommit(state, 'panel-1', T0 + 10_000, LATE)).toEqual({ kind: 'start' });
    expect(judgeCommit(state, 'panel-1', T0 + 25_000, LATE)).toEqual({ kind: 'start' });
  });

  it('does not start it for another view, too early, or more than 15 s late', () => {
    expect(judgeCommit(state, 'panel-2', T0 + 10_000, LATE)).toEqual({ kind: 'not-yours' });
    expect(judgeCommit(state, 'panel-1', T0 + 9_999, LATE)).toEqual({ kind: 'too-early', remainingMs: 1 });
    expect(judgeCommit(state, 'panel-1', T0 + 25_001, LATE)).toEqual({ kind: 'return', reason: 'late' });
  });

  it('stops counting while it is held and goes on with the time that was left', () => {
    const held = holdCountdown(state, T0 + 4_000);
    const later = releaseCountdown(held, T0 + 60_000);

    expect(remainingMs(held, T0 + 50_000)).toBe(6_000);
    expect(judgeCommit(held, 'panel-1', T0 + 50_000, LATE)).toEqual({ kind: 'too-early', remainingMs: 6_000 });
    expect(isOverdue(held, T0 + 999_999, LATE)).toBe(false);
    expect(later.endsAt).toBe(T0 + 66_000);
    expect(judgeCommit(later, 'panel-1', T0 + 66_000, LATE)).toEqual({ kind: 'start' });
  });

  it('ignores a second hold and a release without a hold', () => {
    const held = holdCountdown(state, T0 + 4_000);

    expect(holdCountdown(held, T0 + 8_000)).toBe(held);
    expect(releaseCountdown(state, T0 + 8_000)).toBe(state);
  });

  it('is overdue when no view committed within 15 s', () => {
    expect(isOverdue(state, T0 + 25_000, LATE)).toBe(false);
    expect(isOverdue(state, T0 + 25_001, LATE)).toBe(true);
  });
});

describe('pause by the agent', () => {
  it('replaces a pause that would end by itself', () => {
    const offline = dispatchRow({ state: { status: 'paused', reason: 'offline', gate: null, since: T0 } });

    expect(pausedByAgent(offline, T0 + 1)?.state).toMatchObject({ reason: 'by-agent' });
    expect(pausedByAgent(dispatchRow(), T0 + 1)?.state).toMatchObject({ reason: 'by-agent', since: T0 + 1 });
  });

  it('changes nothing where the dispatch would not go on by itself', () => {
    expect(pausedByAgent(dispatchRow({ state: { status: 'finished', at: T0 } }), T0)).toBeNull();
    expect(
      pausedByAgent(
        dispatchRow({ state: { status: 'paused', reason: 'gate-closed', gate: 'toggle-off', since: T0 } }),
        T0,
      ),
    ).toBeNull();
  });
});
