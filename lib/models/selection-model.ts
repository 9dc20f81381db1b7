import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FlowUuid, GroupUuid } from '../ids.ts';
import type { BackgroundClient } from '../messaging/background-client.ts';
import type { CallError } from '../messaging/protocol.ts';
import type { GroupRow } from '../messaging/views.ts';
import type { ContactRow } from '../recipients/contact-row.ts';
import { EMPTY_DRAFT } from '../recipients/draft.ts';
import type { Draft, VariableMapping } from '../recipients/draft.ts';
import { addGroupMembers, addPeople, beginGroup, toSelection, withSelection } from '../recipients/selection.ts';
import type { Selection } from '../recipients/selection.ts';
import type { FeedModel } from './feed-model.ts';
import type { FlashModel } from './flash-model.ts';
import type { PeopleModel } from './people-model.ts';
import { toCallError } from './resource.ts';
import type { ViewClock } from './view-clock.ts';

/** A group whose members are being read, or where reading stopped. */
export interface GroupReading {
  readonly groupUuid: GroupUuid;
  readonly name: string;
  readonly loaded: number;
  readonly total: number;
  readonly status: 'reading' | 'failed' | 'never-ending';
  readonly error: CallError | null;
}

/** The draft under the agent's hand. Every change is shown at once and stored at most 300 ms behind. */
export interface SelectionModel {
  readonly draft: ReadonlySignal<Draft>;
  readonly selection: ReadonlySignal<Selection>;
  readonly peopleCount: ReadonlySignal<number>;
  /** `failed`: the newest change is not stored; it is tried again with the next one. */
  readonly saving: ReadonlySignal<'saved' | 'saving' | 'failed'>;
  readonly change: (edit: (selection: Selection) => Selection) => void;
  readonly setFlow: (flow: { flowUuid: FlowUuid; name: string } | null) => void;
  readonly setVariable: (name: string, mapping: VariableMapping) => void;
  readonly setMode: (mode: Draft['mode']) => void;
  readonly forgetReturn: () => void;
  readonly discard: () => void;
  readonly readings: ReadonlySignal<readonly GroupReading[]>;
  readonly pickGroup: (group: GroupRow) => Promise<void>;
  readonly stopReading: (groupUuid: GroupUuid) => void;
  /** Adds the people of a saved audience. */
  readonly pickAudience: (name: string) => Promise<boolean>;
  /** Keeps the selection under a name. */
  readonly saveAudience: (name: string) => Promise<boolean>;
  readonly removeAudience: (name: string) => Promise<boolean>;
  /** Stores what is not stored yet; answers the revision the background holds. Rejects with CallFailed. */
  readonly flush: () => Promise<number>;
}

/** Well under the promised 300 ms, so that the message has time to travel. */
const SAVE_BEHIND_MS = 200;
/** A group of 10,000 has 40 pages of 250; what is longer than this does not end. */
const MAX_GROUP_PAGES = 400;

/** Edits of the one draft of this session. A draft from the feed is taken over when it is newer and nothing here is unsaved. */
export function createSelectionModel(
  client: BackgroundClient,
  parts: { feed: FeedModel; flash: FlashModel; people: PeopleModel; clock: ViewClock; signal: AbortSignal },
): SelectionModel {
  const { feed, flash, people, clock } = parts;
  const draft = signal<Draft>(EMPTY_DRAFT);
  const selection = signal<Selection>(toSelection(EMPTY_DRAFT));
  const saving = signal<'saved' | 'saving' | 'failed'>('saved');
  const readings = signal<readonly GroupReading[]>([]);
  const stopped = new Set<GroupUuid>();
  const fromFeed = feed.select('draft');
  const session = feed.select('session');
  let edits = 0;
  let savedEdits = 0;
  let stopTimer: (() => void) | null = null;
  let turn: Promise<void> = Promise.resolve();
  let sessionId: string | null = null;

  const adopt = (next: Draft): void => {
    draft.value = next;
    selection.value = toSelection(next);
  };

  const save = async (): Promise<void> => {
    stopTimer?.();
    stopTimer = null;
    const sent = edits;
    saving.value = 'saving';
    try {
      const { revision } = await client.call('draft:save', { draft: draft.peek() });
      savedEdits = sent;
      draft.value = { ...draft.peek(), revision };
      saving.value = edits === sent ? 'saved' : 'saving';
    } catch (thrown) {
      saving.value = 'failed';
      throw thrown;
    }
  };

  /** One save at a time: the background must see the edits in their order. */
  const saveInTurn = (): Promise<void> => {
    turn = turn.catch(() => undefined).then(() => (edits === savedEdits ? undefined : save()));
    return turn;
  };

  const schedule = (): void => {
    stopTimer ??= clock.after(SAVE_BEHIND_MS, () => {
      stopTimer = null;
      saveInTurn().catch(() => null);
    });
  };

  const edit = (next: Draft): void => {
    edits += 1;
    // At once, not when the save leaves: a report of the draft before this edit is old from here on.
    saving.value = 'saving';
    draft.value = next;
    schedule();
  };
  const change = (run: (selection: Selection) => Selection): void => {
    const next = run(selection.peek());
    if (next === selection.peek()) return;
    selection.value = next;
    edit(withSelection(draft.peek(), next));
  };

  const stopFollowing = effect(() => {
    const stored = fromFeed.value;
    const id = session.value?.sessionId ?? null;
    if (id !== sessionId) {
      // Another agent or project: what was picked for the former one must not be sent by this one.
      sessionId = id;
      stopTimer?.();
      stopTimer = null;
      savedEdits = edits;
      adopt(stored);
      return;
    }
    if (edits === savedEdits && stored.revision >= draft.peek().revision && stored !== draft.peek()) adopt(stored);
  });
  parts.signal.addEventListener('abort', () => {
    stopFollowing();
    stopTimer?.();
  });

  const setReading = (reading: GroupReading | null, groupUuid: GroupUuid): void => {
    const others = readings.peek().filter((one) => one.groupUuid !== groupUuid);
    readings.value = reading === null ? others : [...others, reading];
  };

  async function pickGroup(group: GroupRow): Promise<void> {
    const { groupUuid } = group;
    const base = { groupUuid, name: group.name, total: group.count };
    if (readings.peek().some((one) => one.groupUuid === groupUuid && one.status === 'reading')) return;
    stopped.delete(groupUuid);
    change((now) => beginGroup(now, group));
    const seen = new Set<string>();
    const cursors = new Set<string>();
    let cursor: string | null = null;
    try {
      for (let page = 0; page < MAX_GROUP_PAGES; page += 1) {
        setReading({ ...base, loaded: seen.size, status: 'reading', error: null }, groupUuid);
        const answer: Awaited<ReturnType<typeof ask>> = await ask(groupUuid, cursor);
        if (stopped.has(groupUuid)) return setReading(null, groupUuid);
        // A member may stand on two pages when rows move between them.
        const members: ContactRow[] = answer.rows.filter((row) => !seen.has(row.contactUuid)).map(people.learn);
        for (const member of members) seen.add(member.contactUuid);
        change((now) => addGroupMembers(now, groupUuid, members));
        if (answer.next === null) return setReading(null, groupUuid);
        if (cursors.has(answer.next)) break;
        cursors.add(answer.next);
        cursor = answer.next;
      }
      setReading({ ...base, loaded: seen.size, status: 'never-ending', error: null }, groupUuid);
    } catch (thrown) {
      setReading({ ...base, loaded: seen.size, status: 'failed', error: toCallError(thrown) }, groupUuid);
    }
  }
  const ask = (groupUuid: GroupUuid, cursor: string | null) => client.call('people:expand-group', { groupUuid, cursor });

  return {
    draft,
    selection,
    peopleCount: computed(() => selection.value.people.size),
    saving,
    change,
    setFlow(flow) {
      edit({ ...draft.peek(), flowUuid: flow?.flowUuid ?? null, flowName: flow?.name ?? null, variables: flow?.flowUuid === draft.peek().flowUuid ? draft.peek().variables : {} });
    },
    setVariable(name, mapping) {
      edit({ ...draft.peek(), variables: { ...draft.peek().variables, [name]: mapping } });
    },
    setMode: (mode) => edit({ ...draft.peek(), mode }),
    forgetReturn: () => edit({ ...draft.peek(), returned: null }),
    discard() {
      const { revision } = draft.peek();
      for (const reading of readings.peek()) stopped.add(reading.groupUuid);
      readings.value = [];
      selection.value = toSelection(EMPTY_DRAFT);
      edit({ ...EMPTY_DRAFT, revision });
    },
    readings,
    pickGroup,
    stopReading(groupUuid) {
      stopped.add(groupUuid);
      setReading(null, groupUuid);
    },
    pickAudience: (name) =>
      flash.attempt(async () => {
        const answer = await client.call('audience:load', { name });
        change((now) => addPeople(now, answer.people, { kind: 'audience', name }));
        return { ok: true };
      }),
    async saveAudience(name) {
      const saved = await flash.attempt(async () => {
        await saveInTurn();
        return client.call('audience:save', { name });
      });
      if (saved) {
        flash.show({ kind: 'done', code: 'audience-saved' });
        void people.audiences.load();
      }
      return saved;
    },
    async removeAudience(name) {
      const removed = await flash.attempt(() => client.call('audience:remove', { name }));
      if (removed) void people.audiences.load();
      return removed;
    },
    async flush() {
      await saveInTurn();
      return draft.peek().revision;
    },
  };
}
