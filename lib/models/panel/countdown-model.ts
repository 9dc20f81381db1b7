import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import { ReturnReason } from '../../draft/draft.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/** The undo window of a dispatch that this very view confirmed. */
export interface Countdown {
  readonly dispatchId: DispatchId;
  readonly totalMs: number;
  readonly remainingMs: number;
  /** Stands still while a page dialog hides the panel. */
  readonly held: boolean;
}

export interface CountdownModel {
  readonly current: ReadonlySignal<Countdown | null>;
  readonly start: (dispatchId: DispatchId, endsAt: number) => void;
  readonly undo: () => Promise<boolean>;
}

const TICK_MS = 250;

/**
 * Counts the undo window of this view's own dispatch and commits it at zero, once. What the feed says wins: a dispatch
 * that is no longer counting down there ends the countdown here. While `hidden` is true the window stands still, so
 * that nobody loses the chance to undo behind a dialog.
 */
export function createCountdownModel(
  client: BackgroundClient,
  parts: { feed: FeedModel; flash: FlashModel; clock: ViewClock; viewId: string; hidden: ReadonlySignal<boolean>; signal: AbortSignal },
): CountdownModel {
  const { feed, flash, clock, viewId, hidden } = parts;
  const state = signal<{ dispatchId: DispatchId; totalMs: number; endsAt: number; heldMs: number | null } | null>(null);
  const now = signal(clock.now());
  let stopTimer = (): void => {};
  let seenInFeed = false;

  const end = (): void => {
    stopTimer();
    state.value = null;
  };

  const commit = async (running: NonNullable<typeof state.value>): Promise<void> => {
    const { dispatchId } = running;
    end();
    await flash.attempt(async () => {
      const answer = await client.call('dispatch:commit', { viewId, dispatchId });
      // What went back to the draft, or is gone, is told there with its reason: a second message would only repeat it.
      if (!answer.ok && (answer.reason === 'gone' || ReturnReason.safeParse(answer.reason).success)) return { ok: true };
      if (answer.ok || answer.reason !== 'too-early') return answer;
      // The two clocks of a window that stood still differ by what a message takes: it may be undone until its end.
      state.value = running;
      stopTimer = clock.after(TICK_MS, tick);
      return { ok: true };
    });
  };

  const tick = (): void => {
    stopTimer();
    now.value = clock.now();
    const running = state.peek();
    if (running === null || running.heldMs !== null) return;
    const leftMs = running.endsAt - now.value;
    if (leftMs <= 0) void commit(running);
    else stopTimer = clock.after(Math.min(TICK_MS, leftMs), tick);
  };

  const stopFollowing = effect(() => {
    const running = state.value;
    const views = feed.dispatches.value;
    if (running === null) return;
    const told = views.get(running.dispatchId);
    if (told === undefined) {
      if (seenInFeed) end();
      return;
    }
    seenInFeed = true;
    const { state: status } = told.row;
    if (status.status !== 'counting-down' || status.viewId !== viewId) end();
    else if (running.heldMs === null && status.endsAt !== running.endsAt) state.value = { ...running, endsAt: status.endsAt };
  });

  const stopHolding = effect(() => {
    const isHidden = hidden.value;
    const running = state.value;
    if (running === null) return;
    const { dispatchId } = running;
    if (isHidden && running.heldMs === null) {
      state.value = { ...running, heldMs: Math.max(0, running.endsAt - clock.now()) };
      stopTimer();
      void flash.attempt(() => client.call('dispatch:hold', { viewId, dispatchId }));
    } else if (!isHidden && running.heldMs !== null) {
      state.value = { ...running, endsAt: clock.now() + running.heldMs, heldMs: null };
      void flash.attempt(() => client.call('dispatch:release', { viewId, dispatchId }));
      tick();
    }
  });

  parts.signal.addEventListener('abort', () => {
    stopFollowing();
    stopHolding();
    stopTimer();
  });

  return {
    current: computed(() => {
      const running = state.value;
      if (running === null) return null;
      const remainingMs = running.heldMs ?? Math.max(0, running.endsAt - now.value);
      return { dispatchId: running.dispatchId, totalMs: running.totalMs, remainingMs, held: running.heldMs !== null };
    }),
    start(dispatchId, endsAt) {
      seenInFeed = false;
      now.value = clock.now();
      state.value = { dispatchId, totalMs: Math.max(1, endsAt - now.value), endsAt, heldMs: null };
      tick();
    },
    async undo() {
      const running = state.peek();
      if (running === null) return false;
      // Nothing is committed while the answer is awaited.
      stopTimer();
      const undone = await flash.attempt(() => client.call('dispatch:undo', { dispatchId: running.dispatchId }));
      if (undone) {
        end();
        flash.show({ kind: 'done', code: 'undone' });
      } else tick();
      return undone;
    },
  };
}
