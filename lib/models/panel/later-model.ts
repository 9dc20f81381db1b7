import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FollowUp } from '../../dispatch/records.ts';
import type { DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { DispatchPart } from '../../replies/dispatch-part.ts';
import type { FollowUpView, LaterView, PreparedView } from '../../messaging/views.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { createResource, type Resource } from '../shared/resource.ts';
import type { DispatchModel } from './dispatch-model.ts';
import type { Navigation } from './navigation.ts';
import type { PreflightModel } from './preflight-model.ts';
import type { SelectionModel } from './selection-model.ts';

/** What is kept for later, and what the agent can do with it. Nothing here sends. */
export interface LaterModel {
  readonly view: ReadonlySignal<LaterView>;
  /** Prepared drafts that are due, the longest first. */
  readonly due: ReadonlySignal<readonly PreparedView[]>;
  /** When the night is over for everybody who is picked. */
  readonly plan: Resource<OutputOf<'prepared:plan'>>;
  /** True while a change is being stored. */
  readonly busy: ReadonlySignal<boolean>;
  /** Keeps the draft on screen for `dueAt`, epoch ms. */
  readonly prepare: (dueAt: number) => Promise<boolean>;
  /** Makes it the draft on screen, with fresh checks. */
  readonly open: (id: string) => Promise<boolean>;
  readonly retime: (id: string, dueAt: number) => Promise<boolean>;
  readonly drop: (id: string) => Promise<boolean>;
  /** Follow-ups that are due, the longest first. */
  readonly followUpsDue: ReadonlySignal<readonly FollowUpView[]>;
  /** Sets or removes (null) the follow-up of a dispatch. `flow` null: the same flow again. */
  readonly follow: (dispatchId: DispatchId, rule: Pick<FollowUp, 'days' | 'flow'> | null) => Promise<boolean>;
  /** Makes a draft of those who have not answered a dispatch, and goes to its review. */
  readonly openFollowUp: (dispatchId: DispatchId) => Promise<boolean>;
  /** Who is in the follow-up that was opened last, and who is not; null: it was read, or there is none. */
  readonly opened: ReadonlySignal<Extract<OutputOf<'followup:open'>, { ok: true }> | null>;
  readonly forgetOpened: () => void;
  /** Saves flow and values on screen as a recipe. `people`: also the picked people, as an audience of that name. */
  readonly saveRecipe: (recipe: {
    readonly name: string;
    readonly note: string;
    readonly audience: string | null;
    readonly people: boolean;
  }) => Promise<boolean>;
  /** Makes a recipe the draft on screen. */
  readonly openRecipe: (name: string) => Promise<boolean>;
  readonly removeRecipe: (name: string) => Promise<boolean>;
  /** Names a dispatch; an empty name removes it. */
  readonly nameDispatch: (dispatchId: DispatchId, name: string) => Promise<boolean>;
  /** Saves a part of a dispatch's people as an audience. */
  readonly savePart: (dispatchId: DispatchId, part: DispatchPart, name: string) => Promise<boolean>;
}

export function createLaterModel(
  client: BackgroundClient,
  parts: {
    readonly feed: FeedModel;
    readonly flash: FlashModel;
    readonly selection: SelectionModel;
    readonly preflight: PreflightModel;
    readonly dispatch: Pick<DispatchModel, 'goTo'>;
    readonly navigate: Navigation;
  },
): LaterModel {
  const { feed, flash, selection, preflight, dispatch, navigate } = parts;
  const view = feed.select('later');
  const busy = signal(false);
  const opened = signal<Extract<OutputOf<'followup:open'>, { ok: true }> | null>(null);
  const plan = createResource(async () => {
    await selection.flush();
    return client.call('prepared:plan', {});
  });

  async function attempt(run: () => Promise<{ ok: true } | { ok: false; reason: string }>): Promise<boolean> {
    if (busy.peek()) return false;
    busy.value = true;
    const isDone = await flash.attempt(run);
    busy.value = false;
    return isDone;
  }

  async function open(id: string): Promise<boolean> {
    const isOpen = await attempt(async () => {
      await selection.flush();
      return client.call('prepared:open', { id });
    });
    if (!isOpen) return false;
    navigate.toComposer();
    dispatch.goTo('preflight');
    void preflight.run({ fresh: true });
    return true;
  }

  return {
    view,
    due: computed(() => view.value.prepared.filter(({ state }) => state === 'due')),
    plan,
    busy,
    prepare: (dueAt) =>
      attempt(async () => {
        const draftRevision = await selection.flush();
        const answer = await client.call('prepared:save', { draftRevision, dueAt });
        if (answer.ok) flash.show({ kind: 'done', code: 'prepared', undo: () => void open(answer.id) });
        return answer;
      }),
    open,
    followUpsDue: computed(() => view.value.followUps.filter(({ isDue }) => isDue)),
    async follow(dispatchId, rule) {
      const isDone = await attempt(() => client.call('followup:set', { dispatchId, rule }));
      if (isDone) flash.show({ kind: 'done', code: rule === null ? 'follow-up-removed' : 'follow-up-set' });
      return isDone;
    },
    async openFollowUp(dispatchId) {
      opened.value = null;
      const isOpen = await attempt(async () => {
        await selection.flush();
        const answer = await client.call('followup:open', { dispatchId });
        if (answer.ok) opened.value = answer;
        return answer;
      });
      if (!isOpen || (opened.peek()?.people ?? 0) === 0) return false;
      navigate.toComposer();
      dispatch.goTo('review');
      return true;
    },
    opened,
    forgetOpened: () => (opened.value = null),
    saveRecipe: ({ people, ...recipe }) =>
      attempt(async () => {
        await selection.flush();
        if (people) {
          const saved = await client.call('audience:save', { name: recipe.name });
          if (!saved.ok) return saved;
        }
        const audience = people ? recipe.name.replace(/\s+/g, ' ').trim() : recipe.audience;
        const answer = await client.call('recipe:save', { ...recipe, audience });
        if (answer.ok) flash.show({ kind: 'done', code: 'recipe-saved' });
        return answer;
      }),
    async openRecipe(name) {
      let people = 0;
      const isUsed = await attempt(async () => {
        await selection.flush();
        const answer = await client.call('recipe:use', { name });
        if (answer.ok) people = answer.people;
        return answer.ok && answer.isAudienceGone ? { ok: false, reason: 'recipe-audience-gone' } : answer;
      });
      navigate.toComposer();
      // Without people they are picked next; the review follows then.
      dispatch.goTo(people > 0 ? 'review' : 'people');
      return isUsed;
    },
    async removeRecipe(name) {
      const isDone = await attempt(() => client.call('recipe:remove', { name }));
      const restore = (): void => void flash.attempt(() => client.call('recipe:restore', { name }));
      if (isDone) flash.show({ kind: 'done', code: 'recipe-removed', undo: restore });
      return isDone;
    },
    nameDispatch: (dispatchId, name) => attempt(() => client.call('dispatch:name', { dispatchId, name })),
    async savePart(dispatchId, part, name) {
      const isDone = await attempt(() => client.call('audience:save-part', { dispatchId, part, name }));
      if (isDone) flash.show({ kind: 'done', code: 'audience-saved' });
      return isDone;
    },
    async retime(id, dueAt) {
      const isDone = await attempt(() => client.call('prepared:retime', { id, dueAt }));
      if (isDone) flash.show({ kind: 'done', code: 'saved' });
      return isDone;
    },
    async drop(id) {
      const isDone = await attempt(() => client.call('prepared:drop', { id }));
      const restore = (): void => void flash.attempt(() => client.call('prepared:restore', { id }));
      if (isDone) flash.show({ kind: 'done', code: 'prepared-dropped', undo: restore });
      return isDone;
    },
  };
}
