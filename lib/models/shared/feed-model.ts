import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { PersonRow } from '../../dispatch/records.ts';
import type { DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import { DEFAULT_SETTINGS } from '../../settings/settings.ts';
import { NO_POLICY, NOTHING_LATER } from '../../messaging/views.ts';
import type { FeedUp } from '../../messaging/feed-up.ts';
import type { DispatchView, FeedDown, FeedSingles } from '../../messaging/views.ts';
import { EMPTY_DRAFT } from '../../draft/draft.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import type { RoomWords } from '../../replies/words.ts';

export type ViewKind = Extract<FeedUp, { type: 'hello' }>['view'];

/** What a shortcut, the popup or a notification asks the panel to do. */
export type PanelRequest = NonNullable<FeedSingles['request']>;

/**
 * The state that the background sent to this view. `link` is `lost` while there is no connection, so everything shown
 * may be outdated. Rows are kept by key: dispatches by id, awaited rows by id, people (of the watched dispatch) by `n`.
 */
export interface FeedModel {
  readonly link: ReadonlySignal<'connecting' | 'live' | 'lost'>;
  readonly select: <Key extends keyof FeedSingles>(key: Key) => ReadonlySignal<FeedSingles[Key]>;
  readonly dispatches: ReadonlySignal<ReadonlyMap<string, DispatchView>>;
  readonly awaited: ReadonlySignal<ReadonlyMap<string, AwaitedRow>>;
  readonly people: ReadonlySignal<ReadonlyMap<number, PersonRow>>;
  /** The newest words of a contact, by room. Empty for rooms whose messages were not seen in this life. */
  readonly words: ReadonlySignal<ReadonlyMap<string, RoomWords>>;
  readonly watchPeople: (dispatchId: DispatchId | null) => void;
  /** Asks for a new snapshot. */
  readonly refresh: () => void;
}

const INITIAL: FeedSingles = {
  site: { status: 'checking' },
  session: null,
  access: { verdict: 'unknown', reason: null, sectors: null, checkedAt: null },
  draft: EMPTY_DRAFT,
  storage: 'fine',
  generation: 0,
  settings: DEFAULT_SETTINGS,
  locale: 'en',
  shortcuts: [],
  counts: { waiting: 0, replied: 0, asOf: null },
  agentStatus: 'unknown',
  roomShown: null,
  request: null,
  sound: null,
  update: null,
  policy: NO_POLICY,
  works: [],
  later: NOTHING_LATER,
};

type Maybe<Shape> = { [Key in keyof Shape]?: Shape[Key] | undefined };

/** Applies a delta to the singles. A key that is missing or undefined keeps its value. */
function overlay(before: FeedSingles, delta: Maybe<FeedSingles>): FeedSingles {
  return {
    site: delta.site ?? before.site,
    session: delta.session === undefined ? before.session : delta.session,
    access: delta.access ?? before.access,
    draft: delta.draft ?? before.draft,
    storage: delta.storage ?? before.storage,
    generation: delta.generation ?? before.generation,
    settings: delta.settings ?? before.settings,
    locale: delta.locale ?? before.locale,
    shortcuts: delta.shortcuts ?? before.shortcuts,
    counts: delta.counts ?? before.counts,
    agentStatus: delta.agentStatus ?? before.agentStatus,
    roomShown: delta.roomShown === undefined ? before.roomShown : delta.roomShown,
    request: delta.request === undefined ? before.request : delta.request,
    sound: delta.sound === undefined ? before.sound : delta.sound,
    update: delta.update === undefined ? before.update : delta.update,
    policy: delta.policy ?? before.policy,
    works: delta.works ?? before.works,
    later: delta.later ?? before.later,
  };
}

function changed<Key, Row>(
  rows: ReadonlyMap<Key, Row>,
  change: { upsert: readonly Row[] | undefined; remove: readonly Key[] | undefined; keyOf: (row: Row) => Key },
): ReadonlyMap<Key, Row> {
  if (change.upsert === undefined && change.remove === undefined) return rows;
  const next = new Map(rows);
  for (const key of change.remove ?? []) next.delete(key);
  for (const row of change.upsert ?? []) next.set(change.keyOf(row), row);
  return next;
}

/**
 * Follows the background's feed: a snapshot, then deltas. A delta whose revision does not follow the last one is not
 * applied; the model asks for a new snapshot instead. When the port breaks, the last state is kept and `link` is
 * `lost`.
 */
export function createFeedModel(
  client: BackgroundClient,
  options: { view: ViewKind; viewId: string; signal: AbortSignal },
): FeedModel {
  const link = signal<'connecting' | 'live' | 'lost'>('connecting');
  const singles = signal<FeedSingles>(INITIAL);
  const dispatches = signal<ReadonlyMap<string, DispatchView>>(new Map());
  const awaited = signal<ReadonlyMap<string, AwaitedRow>>(new Map());
  const people = signal<ReadonlyMap<number, PersonRow>>(new Map());
  const words = signal<ReadonlyMap<string, RoomWords>>(new Map());
  let watched: DispatchId | null = null;
  let revision: number | null = null;

  const keyOfDispatch = (view: DispatchView): string => view.row.dispatchId;
  const keyOfAwaited = (row: AwaitedRow): string => row.id;
  const keyOfPerson = (row: PersonRow): number => row.n;
  const keyOfWords = (row: RoomWords): string => row.roomUuid;
  const ofWatched = (rows: readonly PersonRow[] | undefined): readonly PersonRow[] | undefined =>
    rows?.filter((row) => row.dispatchId === watched);

  const onMessage = (message: FeedDown): void => {
    if (message.type === 'snapshot') {
      batch(() => {
        revision = message.revision;
        singles.value = message.singles;
        dispatches.value = new Map(message.tables.dispatches.map((view) => [keyOfDispatch(view), view]));
        awaited.value = new Map(message.tables.awaited.map((row) => [row.id, row]));
        people.value = new Map((ofWatched(message.tables.people) ?? []).map((row) => [row.n, row]));
        words.value = new Map(message.tables.words.map((row) => [keyOfWords(row), row]));
        link.value = 'live';
      });
      return;
    }
    if (revision === null) return;
    if (message.revision !== revision + 1) {
      revision = null;
      port.send({ type: 'resync' });
      return;
    }
    batch(() => {
      revision = message.revision;
      singles.value = overlay(singles.peek(), message.singles);
      dispatches.value = changed(dispatches.peek(), {
        upsert: message.upsert.dispatches,
        remove: message.remove.dispatches,
        keyOf: keyOfDispatch,
      });
      awaited.value = changed(awaited.peek(), {
        upsert: message.upsert.awaited,
        remove: message.remove.awaited,
        keyOf: keyOfAwaited,
      });
      people.value = changed(people.peek(), {
        upsert: ofWatched(message.upsert.people),
        remove: message.remove.people,
        keyOf: keyOfPerson,
      });
      words.value = changed(words.peek(), { upsert: message.upsert.words, remove: undefined, keyOf: keyOfWords });
    });
  };

  const port = client.feed(
    {
      onMessage,
      onState(state) {
        // `connected` does not mean that the state is current: `link` becomes `live` with the next snapshot.
        if (state === 'connected') return;
        revision = null;
        link.value = 'lost';
      },
    },
    options.signal,
  );
  // The client sends this `hello` and the last `watch-people` again whenever it connects again.
  port.send({ type: 'hello', viewId: options.viewId, view: options.view });

  return {
    link,
    select: (key) => computed(() => singles.value[key]),
    dispatches,
    awaited,
    people,
    words,
    refresh() {
      revision = null;
      port.send({ type: 'resync' });
    },
    watchPeople(dispatchId) {
      if (dispatchId === watched) return;
      watched = dispatchId;
      people.value = new Map();
      port.send({ type: 'watch-people', dispatchId });
    },
  };
}
