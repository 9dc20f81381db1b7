import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import { ReturnReason } from '../../draft/draft.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/** The undo window of a dispatch that this view confirmed. */
export interface Countdown {
  readonly dispatchId: DispatchId;
  readonly totalMs: number;
  readonly remainingMs: number;
  /** True while the countdown stands still, because a dialog of the page covers the panel. */
  readonly held: boolean;
}

export interface CountdownModel {
  readonly current: ReadonlySignal<Countdown | null>;
  readonly start: (dispatchId: DispatchId, endsAt: number) => void;
  readonly undo: () => Promise<boolean>;
}

const TICK_MS = 250;

/**
 * Counts down the undo window of this view's dispatch and commits the dispatch at zero, once. The feed has precedence:
 * when it shows that the dispatch no longer counts down, the countdown ends here too. While `hidden` is true the
 * countdown stands still, so that the agent does not lose the chance to undo behind a dialog.
 */
export function createCountdownModel(
  client: BackgroundClient,
  parts: {
    feed: FeedModel;
    flash: FlashModel;
    clock: ViewClock;
    viewId: string;
    hidden: ReadonlySignal<boolean>;
    signal: AbortSignal;
  },
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
      // If the people went back to the draft, or the dispatch is gone, the draft shows the reason; no message is
      // needed.
      if (!answer.ok && (answer.reason === 'gone' || ReturnReason.safeParse(answer.reason).success))
        return { ok: true };
      if (answer.ok || answer.reason !== 'too-early') return answer;
      // After a hold, our countdown may end earlier than that of the background, by the duration of a message. Continue
      // until the background's window has ended, so that the dispatch can still be undone.
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
    const view = views.get(running.dispatchId);
    if (view === undefined) {
      if (seenInFeed) end();
      return;
    }
    seenInFeed = true;
    const { state: status } = view.row;
    if (status.status !== 'counting-down' || status.viewId !== viewId) end();
    else if (running.heldMs === null && status.endsAt !== running.endsAt)
      state.value = { ...running, endsAt: status.endsAt };
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
      // Stop the timer, so that nothing is committed while the answer is awaited.
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
