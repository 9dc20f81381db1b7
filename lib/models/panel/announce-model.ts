import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import type { CountdownModel } from './countdown-model.ts';
import type { DispatchModel } from './dispatch-model.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { RepliesModel } from './replies-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/**
 * An announcement for screen readers. `percent`: progress of a dispatch, 0, 25, 50, 75 or 100. `counting`: an undo
 * window began for `count` people.
 */
export type Announcement =
  | { readonly id: number; readonly kind: 'counting'; readonly count: number }
  | { readonly id: number; readonly kind: 'progress'; readonly percent: number }
  | { readonly id: number; readonly kind: 'done'; readonly accepted: number; readonly total: number }
  | { readonly id: number; readonly kind: 'replies'; readonly count: number };
/**
 * Replies that arrive together share one announcement, and there is one every few seconds at most: reading thirty
 * aloud would take a minute.
 */
const REPLIES_GATHER_MS = 1_000;
const REPLIES_EVERY_MS = 8_000;

type WithoutId<One = Announcement> = One extends Announcement ? Omit<One, 'id'> : never;

/**
 * How many announcements are kept. The end of a dispatch comes together with its last quarter, and both must be read.
 */
const KEPT = 3;
const FINISHED = 101;

/**
 * Announces to screen readers, in whatever tab of the panel the agent is: the beginning of this view's undo window,
 * each
 * quarter and the end of a running dispatch, and the number of waiting replies when new ones came. Nothing is announced
 * that ended or arrived before this view existed.
 */
export function createAnnounceModel(parts: {
  countdown: CountdownModel;
  dispatch: DispatchModel;
  replies: RepliesModel;
  feed: FeedModel;
  clock: ViewClock;
  signal: AbortSignal;
}): ReadonlySignal<readonly Announcement[]> {
  const { countdown, dispatch, replies, feed } = parts;
  const createdAt = parts.clock.now();
  const announcements = signal<readonly Announcement[]>([]);
  const marks = new Map<DispatchId, number>();
  const begun = new Set<DispatchId>();
  let known: ReadonlySet<string> | null = null;
  let hasNews = false;
  let stopGathering: (() => void) | null = null;
  let id = 0;
  const announce = (line: WithoutId): void => {
    id += 1;
    announcements.value = [...announcements.peek(), { id, ...line }].slice(-KEPT);
  };

  const stopCountdowns = effect(() => {
    const mine = countdown.current.value;
    const view = mine === null ? undefined : feed.dispatches.value.get(mine.dispatchId);
    if (view === undefined || begun.has(view.row.dispatchId)) return;
    begun.add(view.row.dispatchId);
    announce({ kind: 'counting', count: view.row.total });
  });
  const stopDispatches = effect(() => {
    for (const { row, counts } of dispatch.all.value) {
      const { state } = row;
      if (state.status === 'counting-down') continue;
      const isFinished = state.status === 'finished';
      // A short dispatch may be finished when it is seen for the first time. It is announced if it ended in this
      // view's time.
      const isOld = isFinished && state.at < createdAt;
      const before = marks.get(row.dispatchId) ?? (isOld ? FINISHED : undefined);
      const percent = isFinished
        ? 100
        : Math.floor((4 * (row.total - counts.queued - counts.sending)) / Math.max(1, row.total)) * 25;
      marks.set(row.dispatchId, isFinished ? FINISHED : percent);
      if (isFinished && before === FINISHED) continue;
      if (before !== percent) announce({ kind: 'progress', percent });
      if (isFinished) announce({ kind: 'done', accepted: counts.accepted, total: row.total });
    }
  });
  const announceReplies = (): void => {
    stopGathering = null;
    const count = replies.repliedCount.peek();
    if (!hasNews || count === 0) return;
    hasNews = false;
    announce({ kind: 'replies', count });
    stopGathering = parts.clock.after(REPLIES_EVERY_MS, announceReplies);
  };
  const stopReplies = effect(() => {
    const replied = new Set(
      [...feed.awaited.value.values()].filter((row) => row.status === 'replied').map((row) => row.id),
    );
    if (feed.link.value === 'connecting') return;
    // Compare ids, not numbers: if one reply arrives while another is opened, the number stays the same.
    hasNews ||= known !== null && [...replied].some((one) => known?.has(one) === false);
    known = replied;
    if (hasNews) stopGathering ??= parts.clock.after(REPLIES_GATHER_MS, announceReplies);
  });
  parts.signal.addEventListener('abort', () => {
    stopCountdowns();
    stopDispatches();
    stopReplies();
    stopGathering?.();
  });
  return announcements;
}
