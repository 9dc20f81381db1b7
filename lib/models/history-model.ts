import { computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { BackgroundClient } from '../messaging/background-client.ts';
import type { OutputOf } from '../messaging/protocol.ts';
import type { DispatchView } from '../messaging/views.ts';
import { statsBy, statsOf, type CountedDispatch, type ReplyStats } from '../replies/stats.ts';
import type { FeedModel } from './feed-model.ts';
import { createResource, type Resource } from './resource.ts';

export type HistoryGroup = 'dispatch' | 'flow' | 'day';
export type OtherStart = OutputOf<'history:list-others'>['rows'][number];

/** One line of the table of figures. `view` when the line is one dispatch; `at` is its newest dispatch, epoch ms. */
export interface HistoryLine {
  readonly key: string;
  readonly name: string;
  readonly at: number;
  readonly view: DispatchView | null;
  readonly stats: ReplyStats;
}

/** Everything that was sent, with its numbers; each is a sum of what the ledger counts. */
export interface HistoryModel {
  readonly group: Signal<HistoryGroup>;
  readonly text: Signal<string>;
  /** Every dispatch of the agents signed in, newest first; live where the feed tells it. */
  readonly all: ReadonlySignal<readonly DispatchView[]>;
  /** Those that fit the search. */
  readonly shown: ReadonlySignal<readonly DispatchView[]>;
  readonly whole: ReadonlySignal<ReplyStats>;
  /** @param dayOf the local day of a time, in words */
  readonly linesBy: (dayOf: (at: number) => string) => readonly HistoryLine[];
  readonly stored: Resource<readonly DispatchView[]>;
  /** What others started, from the server's own history: names and times alone, no outcomes. Null until asked for. */
  readonly others: Resource<readonly OtherStart[]>;
}

/** More than this is not read of the server's history in one go. */
const OTHERS_PAGES = 5;

export function createHistoryModel(client: BackgroundClient, feed: FeedModel): HistoryModel {
  const group = signal<HistoryGroup>('dispatch');
  const text = signal('');

  const stored = createResource(async () => {
    const found: DispatchView[] = [];
    let before: number | null = null;
    do {
      const page: OutputOf<'history:list'> = await client.call('history:list', { before });
      found.push(...page.dispatches);
      before = page.next;
    } while (before !== null);
    return found;
  });

  const others = createResource(async () => {
    const found: OtherStart[] = [];
    let offset: number | null = 0;
    for (let page = 0; page < OTHERS_PAGES && offset !== null; page += 1) {
      const answer: OutputOf<'history:list-others'> = await client.call('history:list-others', { offset });
      found.push(...answer.rows);
      offset = answer.next;
    }
    return found;
  });

  const all = computed(() => {
    const views = new Map<string, DispatchView>((stored.data.value ?? []).map((view) => [view.row.dispatchId, view]));
    for (const [id, view] of feed.dispatches.value) views.set(id, view);
    return [...views.values()].sort((a, b) => b.row.createdAt - a.row.createdAt);
  });
  const shown = computed(() => {
    const wanted = fold(text.value).trim();
    return all.value.filter(({ row }) => fold(row.flowName).includes(wanted));
  });
  const awaited = computed(() => [...feed.awaited.value.values()]);

  return {
    group,
    text,
    all,
    shown,
    whole: computed(() => statsOf(shown.value.map(toCounted), awaited.value)),
    linesBy(dayOf) {
      const lines = new Map<string, { name: string; at: number; view: DispatchView | null }>();
      const keyOf = ({ row }: DispatchView): string => {
        switch (group.value) {
          case 'dispatch':
            return row.dispatchId;
          case 'flow':
            return row.flowName;
          case 'day':
            return dayOf(row.createdAt);
          default:
            return group.value satisfies never;
        }
      };
      for (const view of shown.value) {
        const key = keyOf(view);
        const known = lines.get(key);
        const name = group.value === 'day' ? key : view.row.flowName;
        lines.set(key, { name, at: Math.max(known?.at ?? 0, view.row.createdAt), view: group.value === 'dispatch' ? view : null });
      }
      const stats = statsBy(shown.value.map((view) => ({ ...toCounted(view), key: keyOf(view) })), awaited.value, (dispatch) => dispatch.key);
      return [...lines].flatMap(([key, line]) => {
        const own = stats.get(key);
        return own === undefined ? [] : [{ key, ...line, stats: own }];
      });
    },
    stored,
    others,
  };
}

const toCounted = ({ row, counts }: DispatchView): CountedDispatch => ({ dispatchId: row.dispatchId, counts, seenTwice: row.seenTwice ?? 0 });

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
