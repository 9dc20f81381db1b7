import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { newestTries } from '../../dispatch/counts.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { DispatchView } from '../../messaging/views.ts';
import { funnelOf, type Funnel, type FunnelDispatch } from '../../replies/funnel.ts';
import { statsBy, statsOf, type CountedDispatch, type ReplyStats } from '../../replies/stats.ts';
import { createFamilyModel, type Family, type FamilyModel, type FamilyPerson } from '../panel/family-model.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import { createResource, type Resource } from '../shared/resource.ts';
import type { ViewClock } from '../shared/view-clock.ts';

export type HistoryGroup = 'dispatch' | 'flow' | 'day';
type StoredDispatch = OutputOf<'history:list'>['dispatches'][number];
type OtherStart = OutputOf<'history:list-others'>['rows'][number];

/** A person of a dispatch with the outcome of their newest try. Times are epoch ms. */
export interface HistoryPerson extends Pick<FamilyPerson, 'n' | 'name' | 'status' | 'reason'> {
  readonly sentAt: number | null;
  readonly repliedAt: number | null;
}

/**
 * A line of the table of figures. `family` is set if the line is one dispatch; `at` is when its newest dispatch was
 * made, epoch ms.
 */
export interface HistoryLine {
  readonly key: string;
  readonly name: string;
  readonly at: number;
  readonly family: Family | null;
  readonly stats: ReplyStats;
  readonly funnel: Funnel;
}

/** Days of the dispatches that are shown, as a date field writes them (YYYY-MM-DD), both included; empty: no limit. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * Everything that was sent, with its figures. The figures are sums of the ledger's counts, and each person counts
 * once.
 */
export interface HistoryModel {
  readonly group: ReadonlySignal<HistoryGroup>;
  readonly groupBy: (group: HistoryGroup) => void;
  readonly text: ReadonlySignal<string>;
  readonly type: (text: string) => void;
  /**
   * Every dispatch of the signed-in agents with its child dispatches, newest first. Recent ones are kept up to date by
   * the feed.
   */
  readonly all: ReadonlySignal<readonly Family[]>;
  readonly range: ReadonlySignal<DayRange>;
  readonly setRange: (range: DayRange) => void;
  /** The families that fit the search and the days. */
  readonly shown: ReadonlySignal<readonly Family[]>;
  readonly follow: FamilyModel['follow'];
  /** Every person of a family once, with the outcome of their newest try. Rejects with CallFailed. */
  readonly peopleOf: (family: Family) => Promise<readonly HistoryPerson[]>;
  readonly whole: ReadonlySignal<ReplyStats>;
  /** What came of the shown families. */
  readonly funnel: ReadonlySignal<Funnel>;
  readonly funnelOf: (family: Family) => Funnel;
  /** @param dayOf gives the local day of a time (epoch ms) as text */
  readonly linesBy: (dayOf: (at: number) => string) => readonly HistoryLine[];
  readonly stored: Resource<readonly StoredDispatch[]>;
  /** Starts of other agents from the server's history: names and times, no outcomes. Empty until it is loaded. */
  readonly others: Resource<readonly OtherStart[]>;
}

/** How many result pages of the server's history are read at most. */
const OTHERS_PAGES = 5;

export function createHistoryModel(client: BackgroundClient, feed: FeedModel, clock: ViewClock): HistoryModel {
  const group = signal<HistoryGroup>('dispatch');
  const text = signal('');
  const range = signal<DayRange>({ from: '', to: '' });

  const stored = createResource(async () => {
    const found: StoredDispatch[] = [];
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

  const views = computed(() => {
    const replied = new Map<string, number>();
    for (const { dispatchId, repliedAt, isProvisional } of feed.awaited.value.values()) {
      if (dispatchId !== null && repliedAt !== null && isProvisional !== true)
        replied.set(dispatchId, (replied.get(dispatchId) ?? 0) + 1);
    }
    const found = new Map<string, DispatchView>(
      (stored.data.value ?? []).map((each) => [
        each.row.dispatchId,
        { ...each, replied: replied.get(each.row.dispatchId) ?? 0, ahead: 0 },
      ]),
    );
    for (const [id, view] of feed.dispatches.value) found.set(id, view);
    return [...found.values()].sort((a, b) => b.row.createdAt - a.row.createdAt);
  });
  const { families, follow } = createFamilyModel(client, { views, clock });
  const shown = computed(() => {
    const wanted = fold(text.value).trim();
    const { from, to } = range.value;
    return families.value.filter(({ whole: { row } }) => {
      const day = dayFieldOf(row.createdAt);
      return fold(row.flowName).includes(wanted) && (from === '' || day >= from) && (to === '' || day <= to);
    });
  });
  const awaited = computed(() => [...feed.awaited.value.values()]);

  return {
    group,
    groupBy: (next) => (group.value = next),
    text,
    type: (typed) => (text.value = typed),
    all: families,
    range,
    setRange: (next) => (range.value = next),
    shown,
    follow,
    async peopleOf({ whole, later }) {
      const tries: FamilyPerson[] = [];
      for (const { row } of later)
        tries.push(...(await client.call('history:list-people', { dispatchId: row.dispatchId })).people);
      const { people } = await client.call('history:list-people', { dispatchId: whole.row.dispatchId });
      const newest = newestTries(people, tries);
      const repliedAt = ({ dispatchId, n }: FamilyPerson): number | null => {
        const row = feed.awaited.peek().get(`${dispatchId}:${n}`);
        return row === undefined || row.isProvisional === true ? null : row.repliedAt;
      };
      return people.map((person, index): HistoryPerson => {
        const last = newest[index] ?? person;
        const { status, reason } = last;
        return {
          n: person.n,
          name: person.name,
          status,
          reason,
          sentAt: last.acceptedAt ?? last.sentAt,
          repliedAt: repliedAt(last) ?? repliedAt(person),
        };
      });
    },
    whole: computed(() => statsOf(shown.value.map(toCounted), awaited.value)),
    funnel: computed(() => funnelOf(shown.value.map(toFunnel), awaited.value)),
    funnelOf: (family) => funnelOf([toFunnel(family)], awaited.value),
    linesBy(dayOf) {
      const lines = new Map<string, { name: string; at: number; family: Family | null }>();
      const members = new Map<string, Family[]>();
      const keyOf = ({ whole: { row } }: Family): string => {
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
      for (const family of shown.value) {
        const { row } = family.whole;
        const key = keyOf(family);
        const known = lines.get(key);
        const own = row.name === undefined ? row.flowName : `${row.name} · ${row.flowName}`;
        const name = group.value === 'day' ? key : group.value === 'dispatch' ? own : row.flowName;
        members.set(key, [...(members.get(key) ?? []), family]);
        lines.set(key, {
          name,
          at: Math.max(known?.at ?? 0, row.createdAt),
          family: group.value === 'dispatch' ? family : null,
        });
      }
      const stats = statsBy(
        shown.value.map((family) => ({ ...toCounted(family), key: keyOf(family) })),
        awaited.value,
        (dispatch) => dispatch.key,
      );
      return [...lines].flatMap(([key, line]) => {
        const own = stats.get(key);
        const funnel = funnelOf((members.get(key) ?? []).map(toFunnel), awaited.value);
        return own === undefined ? [] : [{ key, ...line, stats: own, funnel }];
      });
    },
    stored,
    others,
  };
}

const toCounted = ({ whole, later }: Family): CountedDispatch => ({
  dispatchIds: [whole, ...later].map(({ row }) => row.dispatchId),
  counts: whole.counts,
  seenTwice: [whole, ...later].reduce((sum, { row }) => sum + (row.seenTwice ?? 0), 0),
});

const toFunnel = ({ whole, later }: Family): FunnelDispatch => ({
  dispatchIds: [whole, ...later].map(({ row }) => row.dispatchId),
  accepted: whole.counts.accepted,
});

/** The local day of a time (epoch ms), as a date field writes it. */
export function dayFieldOf(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
