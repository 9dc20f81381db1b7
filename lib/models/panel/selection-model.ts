import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FlowUuid, GroupUuid, ProjectUuid, SessionId } from '../../ids.ts';
import { CallFailed } from '../../messaging/background-client.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { GroupRow } from '../../messaging/views.ts';
import { EMPTY_DRAFT } from '../../draft/draft.ts';
import type { Draft, VariableMapping } from '../../draft/draft.ts';
import { addPeople, putBack, toSelection, withSelection } from '../../draft/selection.ts';
import type { Selection } from '../../draft/selection.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { createGroupReader } from './group-reader.ts';
import type { GroupReading } from './group-reader.ts';
import type { PeopleModel } from './people-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/**
 * What a refresh of an audience changed; `counts` is null while it runs. `unread`: people who could not be read and
 * stay as they were.
 */
interface AudienceChange {
  readonly name: string;
  readonly counts: {
    readonly count: number;
    readonly added: number;
    readonly removed: number;
    readonly unread: number;
  } | null;
}

/** The draft that the agent edits. Every change is shown at once and stored within 300 ms. */
export interface SelectionModel {
  readonly draft: ReadonlySignal<Draft>;
  /** The session of the draft; null while no agent is signed in. */
  readonly sessionId: ReadonlySignal<SessionId | null>;
  readonly selection: ReadonlySignal<Selection>;
  readonly peopleCount: ReadonlySignal<number>;
  /** `failed`: the newest change could not be stored; the next change stores it too. */
  readonly saving: ReadonlySignal<'saved' | 'saving' | 'failed'>;
  readonly change: (edit: (selection: Selection) => Selection) => void;
  /** Changes the selection by removing people or groups, and shows a message with an undo button. */
  readonly remove: (edit: (selection: Selection) => Selection) => void;
  readonly setFlow: (flow: { flowUuid: FlowUuid; name: string } | null) => void;
  readonly setVariables: (mappings: Readonly<Record<string, VariableMapping>>) => void;
  /** The columns of pasted tables that some picked person has a value of. */
  readonly columns: ReadonlySignal<readonly string[]>;
  readonly setMode: (mode: Draft['mode']) => void;
  readonly setHoldBack: (holdBackAt: number) => void;
  readonly forgetReturn: () => void;
  readonly discard: () => void;
  /** The draft that was put aside for a quick send to another person; null if there is none. */
  readonly aside: ReadonlySignal<Draft | null>;
  /** Puts the draft aside and starts an empty one with the same flow. */
  readonly putAside: () => void;
  /** Replaces the current draft with the one that was put aside. */
  readonly bringBack: () => void;
  readonly readings: ReadonlySignal<readonly GroupReading[]>;
  readonly pickGroup: (group: GroupRow) => Promise<void>;
  readonly stopReading: (groupUuid: GroupUuid) => void;
  /** Adds the people of a saved audience. */
  readonly pickAudience: (name: string) => Promise<boolean>;
  /** Saves the selection as an audience. */
  readonly saveAudience: (name: string) => Promise<boolean>;
  readonly removeAudience: (name: string) => Promise<boolean>;
  /** Reads an audience's groups and people again. */
  readonly refreshAudience: (name: string) => Promise<boolean>;
  /** The running refresh, or what the last one changed. */
  readonly refreshing: ReadonlySignal<AudienceChange | null>;
  /** Stores unsaved changes. Resolves to the revision that the background has stored. Rejects with CallFailed. */
  readonly flush: () => Promise<number>;
}

/** Delay before a change is saved: below the promised 300 ms, so that the message has time to arrive. */
const SAVE_BEHIND_MS = 200;

function columnsOf({ people }: Selection): readonly string[] {
  const columns = new Set<string>();
  for (const { values = {} } of people.values()) for (const column of Object.keys(values)) columns.add(column);
  return [...columns];
}

/** A draft that could not be stored in the session, and the secondary project, in which it was picked. */
interface Unsaved {
  readonly sessionId: SessionId;
  readonly project: ProjectUuid | null;
  readonly draft: Draft;
}

/** Edits the one draft of the session. A newer draft from the feed replaces it if there are no unsaved changes here. */
export function createSelectionModel(
  client: BackgroundClient,
  parts: { feed: FeedModel; flash: FlashModel; people: PeopleModel; clock: ViewClock; signal: AbortSignal },
): SelectionModel {
  const { feed, flash, people, clock } = parts;
  const draft = signal<Draft>(EMPTY_DRAFT);
  const selection = signal<Selection>(toSelection(EMPTY_DRAFT));
  const saving = signal<'saved' | 'saving' | 'failed'>('saved');
  const aside = signal<Draft | null>(null);
  const refreshing = signal<AudienceChange | null>(null);
  const fromFeed = feed.select('draft');
  const session = feed.select('session');
  const generationNow = feed.select('generation');
  let edits = 0;
  let savedEdits = 0;
  let stopTimer: (() => void) | null = null;
  let turn: Promise<void> = Promise.resolve();
  let sessionId: SessionId | null = null;
  /** The secondary project of a principal project, in which the draft was picked; null without one. */
  let flowsProjectUuid: ProjectUuid | null = null;
  let generation = 0;
  let unsaved: Unsaved | null = null;

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
      if (sessionId === null) throw new CallFailed({ kind: 'session', detail: 'no session' });
      const input = { sessionId, flowsProjectUuid, draft: draft.peek(), generation };
      const { revision } = await client.call('draft:save', input);
      savedEdits = sent;
      draft.value = { ...draft.peek(), revision };
      saving.value = edits === sent ? 'saved' : 'saving';
    } catch (thrown) {
      saving.value = 'failed';
      throw thrown;
    }
  };

  /** Saves one after the other, so that the background gets the changes in their order. */
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
    // Set it at once, not when the message is sent: from now on a pre-flight report of the previous draft is outdated.
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

  const groups = createGroupReader(client, { people, selection, change });

  const stopFollowing = effect(() => {
    const stored = fromFeed.value;
    const id = session.value?.sessionId ?? null;
    const project = session.value?.flowsProject?.projectUuid ?? null;
    const isErased = generationNow.value !== generation;
    generation = generationNow.value;
    if (isErased) {
      // Everything was erased: drop what was picked before, so that no later save stores it again.
      groups.stopAll();
      aside.value = null;
      unsaved = null;
      stopTimer?.();
      stopTimer = null;
      savedEdits = edits;
      saving.value = 'saved';
      sessionId = id;
      flowsProjectUuid = project;
      adopt(stored);
      return;
    }
    if (id !== sessionId || project !== flowsProjectUuid) {
      // Another agent or project, or another secondary project: what was picked before must not be sent in this one.
      if (edits !== savedEdits && sessionId !== null)
        unsaved = { sessionId, project: flowsProjectUuid, draft: draft.peek() };
      sessionId = id;
      flowsProjectUuid = project;
      groups.stopAll();
      aside.value = null;
      stopTimer?.();
      stopTimer = null;
      savedEdits = edits;
      adopt(stored);
      if (id === null) return;
      // The same session is back (it was gone while its token was renewed): restore what was not saved then.
      if (unsaved?.sessionId === id && unsaved.project === project) {
        const { draft: kept } = unsaved;
        selection.value = toSelection(kept);
        edit({ ...kept, revision: Math.max(kept.revision, stored.revision) });
      }
      unsaved = null;
      return;
    }
    if (edits === savedEdits && stored.revision >= draft.peek().revision && stored !== draft.peek()) adopt(stored);
  });
  parts.signal.addEventListener('abort', () => {
    stopFollowing();
    // The panel is being removed: save the last changes now.
    saveInTurn().catch(() => null);
  });

  return {
    draft,
    sessionId: computed(() => session.value?.sessionId ?? null),
    selection,
    peopleCount: computed(() => selection.value.people.size),
    saving,
    change,
    remove(run) {
      const [before, removedIn] = [selection.peek(), sessionId];
      change(run);
      const after = selection.peek();
      if (after === before) return;
      // Undo only in the same session: the draft of another agent or project must not get these people.
      flash.show({
        kind: 'done',
        code: 'unpicked',
        undo: () => {
          if (sessionId === removedIn) change((now) => putBack(now, { before, after }));
        },
      });
    },
    setFlow(flow) {
      edit({
        ...draft.peek(),
        flowUuid: flow?.flowUuid ?? null,
        flowName: flow?.name ?? null,
        variables: flow?.flowUuid === draft.peek().flowUuid ? draft.peek().variables : {},
      });
    },
    setVariables: (mappings) => edit({ ...draft.peek(), variables: { ...draft.peek().variables, ...mappings } }),
    columns: computed(() => columnsOf(selection.value)),
    setMode: (mode) => edit({ ...draft.peek(), mode }),
    setHoldBack: (holdBackAt) => edit({ ...draft.peek(), holdBackAt }),
    forgetReturn: () => edit({ ...draft.peek(), returned: null }),
    aside,
    putAside() {
      aside.value ??= draft.peek();
      const { revision, flowUuid, flowName } = draft.peek();
      const empty = { ...EMPTY_DRAFT, revision, flowUuid, flowName };
      selection.value = toSelection(empty);
      edit(empty);
    },
    bringBack() {
      const kept = aside.peek();
      if (kept === null) return;
      aside.value = null;
      const back = { ...kept, revision: draft.peek().revision };
      selection.value = toSelection(back);
      edit(back);
    },
    discard() {
      const { revision } = draft.peek();
      groups.stopAll();
      selection.value = toSelection(EMPTY_DRAFT);
      edit({ ...EMPTY_DRAFT, revision });
    },
    readings: groups.readings,
    pickGroup: groups.pick,
    stopReading: groups.stop,
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
      if (removed) {
        void people.audiences.load();
        const restore = async (): Promise<void> => {
          await flash.attempt(() => client.call('audience:restore', { name }));
          void people.audiences.load();
        };
        flash.show({ kind: 'done', code: 'audience-removed', undo: () => void restore() });
      }
      return removed;
    },
    async refreshAudience(name) {
      refreshing.value = { name, counts: null };
      const isDone = await flash.attempt(async () => {
        const answer = await client.call('audience:refresh', { name });
        if (answer.ok) refreshing.value = { name, counts: answer };
        return answer;
      });
      if (!isDone) refreshing.value = null;
      void people.audiences.load();
      return isDone;
    },
    refreshing,
    async flush() {
      await saveInTurn();
      return draft.peek().revision;
    },
  };
}
