import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ContactUuid, DispatchId, RoomUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { DispatchView } from '../../messaging/views.ts';
import { filterPeople, listPeople, rowsToFinish, type AwaitedPerson } from '../../replies/awaited-people.ts';
import { listUnanswered } from '../../replies/list.ts';
import type { AwaitedRow, AwaitedStatus } from '../../replies/records.ts';
import type { ReplyWords } from '../../replies/words.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { toCallError } from '../shared/resource.ts';

/** The parts into which the list is filtered, in the order of their buttons. */
export const FILTERS = ['all', 'replied', 'waiting', 'done'] as const;
type WaitingFilter = (typeof FILTERS)[number];

/** Clocks of Flows and the engine differ by so much at most. */
const SLACK_MS = 1_500;

/** A chat that opens only by leaving the page. */
interface Navigation {
  readonly open: () => Promise<boolean>;
}

interface Narrowing {
  readonly text?: string;
  readonly filter?: WaitingFilter;
  readonly flow?: string | null;
  readonly dispatch?: DispatchId | null;
  readonly state?: AwaitedStatus | null;
}

/** The list of people who are awaited or have answered, its filters, and what the agent can do with a row. */
export interface RepliesModel {
  readonly text: ReadonlySignal<string>;
  readonly filter: ReadonlySignal<WaitingFilter>;
  /** The flow (by name) to which the list is limited, or null. */
  readonly flow: ReadonlySignal<string | null>;
  readonly flows: ReadonlySignal<readonly string[]>;
  /** The dispatch to which the list is limited, or null. */
  readonly dispatch: ReadonlySignal<DispatchId | null>;
  /** The dispatches of all listed people, newest first; `at` in epoch ms. */
  readonly dispatches: ReadonlySignal<
    readonly { readonly dispatchId: DispatchId; readonly flowName: string; readonly at: number }[]
  >;
  /** The status to which the list is limited, or null. Dismissed people are shown only by choosing that status. */
  readonly state: ReadonlySignal<AwaitedStatus | null>;
  /** Each status that occurs, with the number of people who are in it. */
  readonly states: ReadonlySignal<readonly { readonly status: AwaitedStatus; readonly count: number }[]>;
  /**
   * The people of the list, each human once: first unopened replies (oldest first), then who is awaited (longest first),
   * then the settled (newest first).
   */
  readonly people: ReadonlySignal<readonly AwaitedPerson[]>;
  /** Everybody in the list, without the filters. */
  readonly everybody: ReadonlySignal<readonly AwaitedPerson[]>;
  /** How many people each filter shows, with the other filters as they are. */
  readonly counts: ReadonlySignal<Readonly<Record<WaitingFilter, number>>>;
  /** People who replied and whose chat was not opened, whatever the filters. */
  readonly repliedPeople: ReadonlySignal<readonly AwaitedPerson[]>;
  readonly repliedCount: ReadonlySignal<number>;
  /** Whether a filter by flow, dispatch or exact state is set. */
  readonly isNarrowed: ReadonlySignal<boolean>;
  /** The words of a row's answer; null when they were not seen since the background started. */
  readonly wordsOf: (row: AwaitedRow) => ReplyWords | null;
  /** The person of the list whose older starts are shown under them; null for none. */
  readonly unfolded: ReadonlySignal<string | null>;
  readonly unfold: (key: string | null) => void;
  readonly opening: ReadonlySignal<string | null>;
  /** A chat that opens only by leaving the page; the agent is asked about it. Null: there is no question. */
  readonly askNavigate: ReadonlySignal<Navigation | null>;
  readonly refreshing: ReadonlySignal<boolean>;
  /** The people of whom the agent is asked when to be reminded; null: there is no question. */
  readonly askRemind: ReadonlySignal<readonly AwaitedPerson[] | null>;
  /** The people who are picked for one action on all of them, in the order of the list. */
  readonly picked: ReadonlySignal<readonly AwaitedPerson[]>;
  /** Picks these people (by key) besides those who are picked, or unpicks them. */
  readonly pick: (keys: readonly string[], isPicked: boolean) => void;
  readonly unpickAll: () => void;
  /**
   * Opens the chat of a row.
   *
   * @returns true when the chat is on screen, or when another panel asks the agent about it
   */
  readonly open: (row: AwaitedRow, options: { mayNavigate: boolean }) => Promise<boolean>;
  /** Opens a chat by its room, otherwise like `open`. */
  readonly openRoom: (roomUuid: RoomUuid, options: { mayNavigate: boolean }) => Promise<boolean>;
  /** Asks the agent here about a chat that was to be opened from outside the panel (popup, notification, shortcut). */
  readonly ask: (id: string) => void;
  readonly stopAsking: () => void;
  /** Sets filters; those that are not named stay as they are. */
  readonly narrow: (to: Narrowing) => void;
  readonly showAll: () => void;
  readonly askWhen: (people: readonly AwaitedPerson[]) => void;
  readonly stopAskingWhen: () => void;
  /**
   * The people of a dispatch who did not answer, each once. Empty if the view does not have all awaited rows of the
   * dispatch.
   */
  readonly unansweredOf: (view: DispatchView) => readonly { contactUuid: ContactUuid; name: string | null }[];
  readonly openNext: () => Promise<boolean>;
  /** Takes people off the list (*done*), with an undo. They are found under *done*. */
  readonly finish: (people: readonly AwaitedPerson[]) => Promise<void>;
  readonly restore: (rows: readonly AwaitedRow[]) => Promise<void>;
  /** Done with the chat on screen: takes its person off the list, with an undo, and opens the next reply. */
  readonly finishShown: () => Promise<void>;
  /**
   * Sets reminders, with an undo.
   *
   * @param at epoch ms; null removes the reminder
   */
  readonly remind: (people: readonly AwaitedPerson[], at: number | null) => Promise<void>;
  readonly refresh: () => Promise<void>;
}

/** Makes the list from the awaited rows of the feed. */
export function createRepliesModel(client: BackgroundClient, feed: FeedModel, flash: FlashModel): RepliesModel {
  const text = signal('');
  const filter = signal<WaitingFilter>('all');
  const flow = signal<string | null>(null);
  const dispatch = signal<DispatchId | null>(null);
  const state = signal<AwaitedStatus | null>(null);
  const askRemind = signal<readonly AwaitedPerson[] | null>(null);
  const pickedKeys = signal<ReadonlySet<string>>(new Set());
  const opening = signal<string | null>(null);
  const askNavigate = signal<Navigation | null>(null);
  const refreshing = signal(false);
  const unfolded = signal<string | null>(null);
  const everybody = computed(() => listPeople([...feed.awaited.value.values()]));
  const listed = computed(() => [...feed.awaited.value.values()].filter((row) => row.status !== 'dismissed'));
  const replied = computed(() => everybody.value.filter(({ part }) => part === 'replied'));
  /** Everybody who fits all filters but the one of the parts. */
  const fitting = computed(() =>
    filterPeople(everybody.value, {
      text: text.value,
      ...(flow.value === null ? {} : { flowName: flow.value }),
      ...(dispatch.value === null ? {} : { dispatchId: dispatch.value }),
      ...(state.value === null ? {} : { statuses: [state.value] }),
    }),
  );
  const isIn = ({ part }: AwaitedPerson, wanted: WaitingFilter): boolean =>
    wanted === 'all' ? part !== 'removed' : part === wanted || (wanted === 'done' && part === 'removed');

  /** @param ask opens the chat; its argument says whether the page may be left for it */
  async function openBy(
    id: string,
    mayNavigate: boolean,
    ask: (mayNavigate: boolean) => Promise<OutputOf<'reply:open'>>,
  ): Promise<boolean> {
    askNavigate.value = null;
    opening.value = id;
    try {
      const answer = await ask(mayNavigate);
      if (!answer.ok && answer.reason === 'needs-navigation') askNavigate.value = { open: () => openBy(id, true, ask) };
      else if (!answer.ok) flash.show({ kind: 'refused', reason: answer.reason, place: answer.tabTitle });
      return answer.ok;
    } catch (thrown) {
      flash.show({ kind: 'failed', error: toCallError(thrown) });
      return false;
    } finally {
      opening.value = null;
    }
  }
  const open: RepliesModel['open'] = ({ id }, { mayNavigate }) =>
    openBy(id, mayNavigate, (may) => client.call('reply:open', { id, mayNavigate: may }));

  const restore = async (rows: readonly AwaitedRow[]): Promise<void> => {
    const ids = rows.map((row) => row.id);
    if (await flash.attempt(() => client.call('reply:restore', { ids })))
      flash.show({ kind: 'done', code: 'restored' });
  };

  async function finish(people: readonly AwaitedPerson[]): Promise<void> {
    const rows = people.flatMap(rowsToFinish);
    const ids = rows.map((row) => row.id);
    if (!(await flash.attempt(() => client.call('reply:dismiss', { ids })))) return;
    pickedKeys.value = new Set();
    flash.show({ kind: 'done', code: 'dismissed', undo: () => void restore(rows) });
  }

  const narrow = (to: Narrowing): void => {
    batch(() => {
      if (to.text !== undefined) text.value = to.text;
      if (to.filter !== undefined) filter.value = to.filter;
      if (to.flow !== undefined) flow.value = to.flow;
      if (to.dispatch !== undefined) dispatch.value = to.dispatch;
      if (to.state !== undefined) state.value = to.state;
    });
  };

  return {
    everybody,
    text,
    filter,
    flow,
    flows: computed(() => [...new Set(listed.value.map((row) => row.flowName))].sort((a, b) => a.localeCompare(b))),
    dispatch,
    dispatches: computed(() => {
      const found = new Map<DispatchId, { dispatchId: DispatchId; flowName: string; at: number }>();
      for (const { dispatchId, flowName, sentAt } of listed.value) {
        if (dispatchId === null) continue;
        found.set(dispatchId, { dispatchId, flowName, at: Math.min(sentAt, found.get(dispatchId)?.at ?? sentAt) });
      }
      return [...found.values()].sort((a, b) => b.at - a.at);
    }),
    state,
    states: computed(() => {
      const counts = new Map<AwaitedStatus, number>();
      for (const { lead } of everybody.value) counts.set(lead.status, (counts.get(lead.status) ?? 0) + 1);
      return [...counts].map(([status, count]) => ({ status, count }));
    }),
    people: computed(() =>
      state.value === null ? fitting.value.filter((person) => isIn(person, filter.value)) : fitting.value,
    ),
    counts: computed(() => {
      const counts = { all: 0, replied: 0, waiting: 0, done: 0 };
      for (const person of fitting.value) for (const part of FILTERS) if (isIn(person, part)) counts[part] += 1;
      return counts;
    }),
    repliedPeople: replied,
    repliedCount: computed(() => replied.value.length),
    wordsOf(row) {
      if (row.repliedAt === null || row.roomUuid === null) return null;
      const words = feed.words.value.get(row.roomUuid);
      // Words from before the answer belong to an earlier conversation in the same chat.
      return words === undefined || words.at < row.repliedAt - SLACK_MS ? null : words;
    },
    isNarrowed: computed(() => flow.value !== null || dispatch.value !== null || state.value !== null),
    picked: computed(() => everybody.value.filter(({ key }) => pickedKeys.value.has(key))),
    pick(keys, isPicked) {
      const next = new Set(pickedKeys.peek());
      for (const key of keys)
        if (isPicked) next.add(key);
        else next.delete(key);
      pickedKeys.value = next;
    },
    unpickAll: () => (pickedKeys.value = new Set()),
    unfolded,
    unfold: (key) => (unfolded.value = key),
    opening,
    askNavigate,
    askRemind,
    refreshing,
    open,
    openRoom: (roomUuid, { mayNavigate }) =>
      openBy(roomUuid, mayNavigate, (may) => client.call('room:open', { roomUuid, mayNavigate: may })),
    ask(id) {
      const row = feed.awaited.peek().get(id);
      askNavigate.value = row === undefined ? null : { open: () => open(row, { mayNavigate: true }) };
    },
    narrow,
    showAll: () => narrow({ text: '', filter: 'all', flow: null, dispatch: null, state: null }),
    askWhen: (asked) => (askRemind.value = asked.length === 0 ? null : asked),
    stopAskingWhen: () => (askRemind.value = null),
    stopAsking: () => (askNavigate.value = null),
    unansweredOf({ row: { dispatchId }, counts }) {
      const rows = [...feed.awaited.value.values()];
      const known = rows.filter((row) => row.dispatchId === dispatchId);
      return known.length < counts.accepted ? [] : listUnanswered(rows, dispatchId);
    },
    openNext: () => flash.attempt(() => client.call('reply:open-next', {})),
    finish,
    restore,
    async finishShown() {
      const shown = feed.select('roomShown').peek()?.roomUuid ?? null;
      const person = everybody.peek().find(({ lead, older }) => [lead, ...older].some((row) => row.roomUuid === shown));
      if (shown !== null && person !== undefined) await finish([person]);
      // That nobody else has replied is no news here, and would take the place of the undo.
      const answer = await client.call('reply:open-next', {}).catch(toCallError);
      if ('kind' in answer) flash.show({ kind: 'failed', error: answer });
      else if (!answer.ok && answer.reason !== 'no-reply') flash.show({ kind: 'refused', reason: answer.reason });
    },
    async remind(people, at) {
      askRemind.value = null;
      const before = people.map(({ lead }) => ({ id: lead.id, at: lead.remindAt }));
      const reminders = before.map(({ id }) => ({ id, at }));
      if (!(await flash.attempt(() => client.call('reply:remind', { reminders })))) return;
      pickedKeys.value = new Set();
      flash.show({
        kind: 'done',
        code: at === null ? 'not-reminded' : 'reminded',
        undo: () => void flash.attempt(() => client.call('reply:remind', { reminders: before })),
      });
    },
    async refresh() {
      refreshing.value = true;
      await flash.attempt(() => client.call('reply:refresh', {}));
      refreshing.value = false;
    },
  };
}
