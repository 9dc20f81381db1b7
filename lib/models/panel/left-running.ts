import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FeedModel } from '../shared/feed-model.ts';

/** A dispatch that was not finished when its agent was signed out. `people`: the number of its people. */
export interface LeftRunning {
  readonly flowName: string;
  readonly people: number;
}

/**
 * The dispatches that were not finished when this page's session ended, so that the panel can tell the agent about
 * them.
 * They are remembered here, because the background sends nothing to a page without a session. Empty while an agent is
 * signed in.
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
