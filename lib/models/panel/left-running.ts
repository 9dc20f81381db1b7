import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FeedModel } from '../shared/feed-model.ts';

/** A dispatch that was on its way when its agent was signed out; `people` are all of it. */
export interface LeftRunning {
  readonly flowName: string;
  readonly people: number;
}

/**
 * What was being sent when the session of this very page ended, so that nobody has to wonder what became of it. Kept in this
 * page alone: a page in which nobody is signed in is told nothing. Empty while somebody is.
 */
export function createLeftRunning(feed: FeedModel, abort: AbortSignal): ReadonlySignal<readonly LeftRunning[]> {
  const session = feed.select('session');
  const left = signal<readonly LeftRunning[]>([]);
  let running: readonly LeftRunning[] = [];
  const stop = effect(() => {
    if (session.value === null) {
      left.value = running;
      return;
    }
    const views = [...feed.dispatches.value.values()].filter(({ row }) => row.state.status !== 'finished');
    running = views.map(({ row }) => ({ flowName: row.flowName, people: row.total }));
    left.value = [];
  });
  abort.addEventListener('abort', stop);
  return left;
}
