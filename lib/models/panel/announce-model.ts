import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import type { CountdownModel } from './countdown-model.ts';
import type { DispatchModel } from './dispatch-model.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { RepliesModel } from './replies-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/** Something to be said to a screen reader. `percent`: 0, 25, 50, 75 or 100 of a dispatch. `counting`: an undo window began, over so many people. */
export type Announcement =
  | { readonly id: number; readonly kind: 'counting'; readonly count: number }
  | { readonly id: number; readonly kind: 'progress'; readonly percent: number }
  | { readonly id: number; readonly kind: 'done'; readonly accepted: number; readonly total: number }
  | { readonly id: number; readonly kind: 'replies'; readonly count: number };
/** Replies that come together are said in one sentence, and then no more than one every few seconds: thirty of them would be read for a minute. */
const REPLIES_GATHER_MS = 1_000;
const REPLIES_EVERY_MS = 8_000;

type Unsaid<One = Announcement> = One extends Announcement ? Omit<One, 'id'> : never;

/** So many lines stay: the end of a dispatch comes together with its last quarter, and both are to be heard. */
const KEPT = 3;
const OVER = 101;

/**
 * What is said aloud of dispatches and replies, whatever tab is on show: the undo window of this view when it begins, quarters
 * of what runs and its end, each once, and how many replies wait when more came, those of some seconds together. What ended or came before this view existed is not said.
 */
export function createAnnounceModel(parts: { countdown: CountdownModel; dispatch: DispatchModel; replies: RepliesModel; feed: FeedModel; clock: ViewClock; signal: AbortSignal }): ReadonlySignal<readonly Announcement[]> {
  const { countdown, dispatch, replies, feed } = parts;
  const bornAt = parts.clock.now();
  const said = signal<readonly Announcement[]>([]);
  const marks = new Map<DispatchId, number>();
  const begun = new Set<DispatchId>();
  let known: ReadonlySet<string> | null = null;
  let hasNews = false;
  let stopGathering: (() => void) | null = null;
  let id = 0;
  const say = (line: Unsaid): void => {
    id += 1;
    said.value = [...said.peek(), { id, ...line }].slice(-KEPT);
  };

  const stopCountdowns = effect(() => {
    const mine = countdown.current.value;
    const view = mine === null ? undefined : feed.dispatches.value.get(mine.dispatchId);
    if (view === undefined || begun.has(view.row.dispatchId)) return;
    begun.add(view.row.dispatchId);
    say({ kind: 'counting', count: view.row.total });
  });
  const stopDispatches = effect(() => {
    for (const { row, counts } of dispatch.all.value) {
      const { state } = row;
      if (state.status === 'counting-down') continue;
      const isOver = state.status === 'finished';
      // A short one may be over before it is seen to run.
      const isOld = isOver && state.at < bornAt;
      const before = marks.get(row.dispatchId) ?? (isOld ? OVER : undefined);
      const percent = isOver ? 100 : Math.floor((4 * (row.total - counts.queued - counts.sending)) / Math.max(1, row.total)) * 25;
      marks.set(row.dispatchId, isOver ? OVER : percent);
      if (isOver && before === OVER) continue;
      if (before !== percent) say({ kind: 'progress', percent });
      if (isOver) say({ kind: 'done', accepted: counts.accepted, total: row.total });
    }
  });
  const sayReplies = (): void => {
    stopGathering = null;
    const count = replies.repliedCount.peek();
    if (!hasNews || count === 0) return;
    hasNews = false;
    say({ kind: 'replies', count });
    stopGathering = parts.clock.after(REPLIES_EVERY_MS, sayReplies);
  };
  const stopReplies = effect(() => {
    const replied = new Set([...feed.awaited.value.values()].filter((row) => row.status === 'replied').map((row) => row.id));
    if (feed.link.value === 'connecting') return;
    // By who it is, not by how many: one comes while another is opened, and the number stays.
    hasNews ||= known !== null && [...replied].some((one) => known?.has(one) === false);
    known = replied;
    if (hasNews) stopGathering ??= parts.clock.after(REPLIES_GATHER_MS, sayReplies);
  });
  parts.signal.addEventListener('abort', () => {
    stopCountdowns();
    stopDispatches();
    stopReplies();
    stopGathering?.();
  });
  return said;
}
