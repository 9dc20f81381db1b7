import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { WorkView } from '../../messaging/views.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';

/** A long reading of this view: its progress, and stopping it. */
export interface WorkModel {
  /** Null while nothing runs, or before the background has reported it. */
  readonly progress: ReadonlySignal<WorkView | null>;
  /** Starts a run and returns its id. The progress of an earlier run is no longer followed. */
  readonly begin: () => string;
  /** Asks the background to stop. The running call is then answered with what was read so far. */
  readonly cancel: () => Promise<boolean>;
}

/** Follows one kind of long reading over the feed. */
export function createWorkModel(
  client: BackgroundClient,
  parts: {
    readonly feed: FeedModel;
    readonly flash: FlashModel;
    readonly viewId: string;
    readonly kind: WorkView['kind'];
  },
): WorkModel {
  const works = parts.feed.select('works');
  const current = signal<string | null>(null);
  let count = 0;
  return {
    progress: computed(() => works.value.find((work) => work.workId === current.value) ?? null),
    begin() {
      count += 1;
      current.value = `${parts.viewId}:${parts.kind}:${count}`;
      return current.value;
    },
    cancel() {
      const workId = current.peek();
      return workId === null
        ? Promise.resolve(false)
        : parts.flash.attempt(() => client.call('work:cancel', { workId }));
    },
  };
}
