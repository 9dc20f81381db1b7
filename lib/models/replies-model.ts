import { computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ContactUuid, DispatchId } from '../ids.ts';
import type { BackgroundClient } from '../messaging/background-client.ts';
import { listAwaited, listUnanswered } from '../replies/list.ts';
import type { AwaitedRow } from '../replies/records.ts';
import type { FeedModel } from './feed-model.ts';
import type { FlashModel } from './flash-model.ts';
import { toCallError } from './resource.ts';

export type WaitingFilter = 'all' | 'replied' | 'waiting' | 'done';

/** Everyone awaited and everyone who answered. */
export interface RepliesModel {
  readonly text: Signal<string>;
  readonly filter: Signal<WaitingFilter>;
  /** Flow name to look at alone, or null. */
  readonly flow: Signal<string | null>;
  readonly flows: ReadonlySignal<readonly string[]>;
  /** Replied and unopened first (oldest on top), then longest waiting, then what is settled (newest on top). */
  readonly shown: ReadonlySignal<readonly AwaitedRow[]>;
  readonly repliedCount: ReadonlySignal<number>;
  readonly waitingCount: ReadonlySignal<number>;
  readonly opening: ReadonlySignal<string | null>;
  /** A chat that could not be opened without leaving the page: the agent is asked first. */
  readonly askNavigate: ReadonlySignal<AwaitedRow | null>;
  readonly refreshing: ReadonlySignal<boolean>;
  readonly open: (row: AwaitedRow, options: { mayNavigate: boolean }) => Promise<void>;
  readonly stopAsking: () => void;
  /** The people of a dispatch who did not answer, each once. */
  readonly unansweredOf: (dispatchId: DispatchId) => readonly { contactUuid: ContactUuid; name: string | null }[];
  readonly openNext: () => Promise<boolean>;
  readonly dismiss: (rows: readonly AwaitedRow[]) => Promise<void>;
  readonly remind: (row: AwaitedRow, at: number) => Promise<void>;
  readonly refresh: () => Promise<void>;
}

/** Which part of the list a row stands in. */
export function partOf(row: AwaitedRow): 'replied' | 'waiting' | 'done' {
  switch (row.status) {
    case 'replied':
      return 'replied';
    case 'sent':
    case 'waiting-room':
    case 'ticket-opened':
      return 'waiting';
    case 'opened':
    case 'closed':
    case 'superseded':
    case 'expired':
    case 'dismissed':
      return 'done';
    default:
      return row.status satisfies never;
  }
}

/** The waiting list over the feed, and what can be done with a row. */
export function createRepliesModel(client: BackgroundClient, feed: FeedModel, flash: FlashModel): RepliesModel {
  const text = signal('');
  const filter = signal<WaitingFilter>('all');
  const flow = signal<string | null>(null);
  const opening = signal<string | null>(null);
  const askNavigate = signal<AwaitedRow | null>(null);
  const refreshing = signal(false);
  const all = computed(() => listAwaited([...feed.awaited.value.values()]));

  return {
    text,
    filter,
    flow,
    flows: computed(() => [...new Set(all.value.map((row) => row.flowName))].sort((a, b) => a.localeCompare(b))),
    shown: computed(() => {
      const rows = listAwaited([...feed.awaited.value.values()], { text: text.value, ...(flow.value === null ? {} : { flowName: flow.value }) });
      return filter.value === 'all' ? rows : rows.filter((row) => partOf(row) === filter.value);
    }),
    repliedCount: computed(() => all.value.filter((row) => row.status === 'replied').length),
    waitingCount: computed(() => all.value.filter((row) => partOf(row) === 'waiting').length),
    opening,
    askNavigate,
    refreshing,
    async open(row, { mayNavigate }) {
      askNavigate.value = null;
      opening.value = row.id;
      try {
        const answer = await client.call('reply:open', { id: row.id, mayNavigate });
        if (!answer.ok && answer.reason === 'needs-navigation') askNavigate.value = row;
        else if (!answer.ok) flash.show({ kind: 'refused', reason: answer.reason });
      } catch (thrown) {
        flash.show({ kind: 'failed', error: toCallError(thrown) });
      } finally {
        opening.value = null;
      }
    },
    stopAsking: () => (askNavigate.value = null),
    unansweredOf: (dispatchId) => listUnanswered([...feed.awaited.value.values()], dispatchId),
    openNext: () => flash.attempt(() => client.call('reply:open-next', {})),
    async dismiss(rows) {
      const ids = rows.map((row) => row.id);
      if (await flash.attempt(() => client.call('reply:dismiss', { ids }))) flash.show({ kind: 'done', code: 'dismissed' });
    },
    async remind(row, at) {
      if (await flash.attempt(() => client.call('reply:remind', { id: row.id, at }))) flash.show({ kind: 'done', code: 'reminded' });
    },
    async refresh() {
      refreshing.value = true;
      await flash.attempt(() => client.call('reply:refresh', {}));
      refreshing.value = false;
    },
  };
}
