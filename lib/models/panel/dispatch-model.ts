import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { PersonRow } from '../../dispatch/records.ts';
import type { DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { DispatchView } from '../../messaging/views.ts';
import { DIRECT_SEND_MAX } from '../../preflight/judge-confirm.ts';
import { decidePress } from '../../preflight/press.ts';
import type { CatalogModel } from './catalog-model.ts';
import type { CountdownModel } from './countdown-model.ts';
import { createFamilyModel, type FamilyModel } from './family-model.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import type { PreflightModel } from './preflight-model.ts';
import type { PressGate } from './press-gate.ts';
import { toCallError } from '../shared/resource.ts';
import { createRetryModel, type RetryModel } from './retry-model.ts';
import type { SelectionModel } from './selection-model.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ViewClock } from '../shared/view-clock.ts';

export type ComposeStep = 'flow' | 'people' | 'review' | 'preflight';
type PersonAction = { dispatchId: DispatchId; people: number[] };

/** The name that the press gate uses for a press on *Go on*. */
export const resumeScreen = (dispatchId: DispatchId): string => `resume/${dispatchId}`;

/** The composer, dispatches on screen, and the agent's commands for them. */
export interface DispatchModel {
  readonly step: ReadonlySignal<ComposeStep>;
  readonly goTo: (step: ComposeStep) => void;
  /**
   * The dispatch whose countdown, progress or results are shown instead of the composer; null: the composer is shown.
   */
  readonly shown: ReadonlySignal<DispatchId | null>;
  readonly show: (dispatchId: DispatchId | null) => void;
  readonly shownView: ReadonlySignal<DispatchView | null>;
  /** The people of the shown dispatch, by `n`. */
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  /** Child dispatches of each dispatch, so that each person counts once. */
  readonly family: FamilyModel;
  /** Newest first. */
  readonly all: ReadonlySignal<readonly DispatchView[]>;
  readonly running: ReadonlySignal<readonly DispatchView[]>;
  /** True while a press on Send is handled: checks are awaited or the confirmation is being sent. */
  readonly pressing: ReadonlySignal<boolean>;
  /** The name that the press gate uses for what a press on Send would confirm now; null if nothing can be confirmed. */
  readonly screen: ReadonlySignal<string | null>;
  /**
   * Handles a press on Send, in the composer or in the pre-flight. Does nothing while the gate is closed for the screen
   * that the press would confirm. Never rejects.
   *
   * @param options `typed`: the text of the number box in the pre-flight
   */
  readonly press: (options: { typed: string; isTest: boolean }) => Promise<void>;
  /** Shows a dispatch that this view has just confirmed and starts its countdown. */
  readonly started: (answer: { dispatchId: DispatchId; endsAt: number | null }) => void;
  readonly pause: (dispatchId: DispatchId) => Promise<boolean>;
  /** `screen`: the gate's name of what was pressed. Answers false while the gate is closed. */
  readonly resume: (dispatchId: DispatchId, screen: string) => Promise<boolean>;
  /** Sets at how many unopened replies the dispatch holds itself back; 0: it goes on without waiting. */
  readonly setHoldBack: (dispatchId: DispatchId, holdBackAt: Settings['holdBackAt'] & number) => Promise<boolean>;
  readonly cancel: (dispatchId: DispatchId) => Promise<boolean>;
  readonly undo: (dispatchId: DispatchId) => Promise<boolean>;
  readonly again: RetryModel;
  readonly lookAgain: (action: PersonAction) => Promise<boolean>;
  readonly leave: (action: PersonAction) => Promise<boolean>;
}

const PRESS_STEP_MS = 50;

/**
 * Connects selection, pre-flight and countdown. It confirms nothing by itself: every dispatch begins with `press` or
 * `again.press`.
 */
export function createDispatchModel(
  client: BackgroundClient,
  parts: {
    feed: FeedModel;
    flash: FlashModel;
    clock: ViewClock;
    viewId: string;
    gate: PressGate;
    catalog: Pick<CatalogModel, 'previews' | 'loadPreview'>;
    selection: SelectionModel;
    preflight: PreflightModel;
    countdown: CountdownModel;
    onSent: () => void;
    signal: AbortSignal;
  },
): DispatchModel {
  const { feed, flash, clock, viewId, gate, catalog, selection, preflight, countdown } = parts;
  const wanted = signal<ComposeStep>('flow');
  // Without a flow the only step is `flow`, for example after the draft was sent or emptied in another view.
  const step = computed(() => (selection.draft.value.flowUuid === null ? 'flow' : wanted.value));
  const screen = computed((): string | null => {
    const { flowUuid } = selection.draft.value;
    const preview = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
    const text = preview?.status === 'ready' ? preview.preview.mark : preview?.status;
    switch (step.value) {
      case 'flow':
        return null;
      // The people are not part of the name in this step: the agent changes them here. In the review their number is,
      // because another tab may change them.
      case 'people':
        return `people/${flowUuid}/${text}`;
      case 'review':
        return `review/${flowUuid}/${text}/${selection.peopleCount.value}`;
      case 'preflight': {
        const report = preflight.current.value;
        return report === null ? null : `preflight/${report.draftRevision}/${report.evaluatedAt}`;
      }
      default:
        return step.value satisfies never;
    }
  });
  const shown = signal<DispatchId | null>(null);
  const pressing = signal(false);
  const settings = feed.select('settings');
  let seenShown = false;
  /** The dispatch that was confirmed in this view and can still be undone. */
  let undoable: DispatchId | null = null;

  const all = computed(() => [...feed.dispatches.value.values()].sort((a, b) => b.row.createdAt - a.row.createdAt));
  const show = (dispatchId: DispatchId | null): void => {
    // Reset before the assignment: effects run during it, and would take the new dispatch for one that has been seen.
    seenShown = false;
    shown.value = dispatchId;
    feed.watchPeople(dispatchId);
  };

  const stopFollowing = effect(() => {
    const id = shown.value;
    if (id === null) return;
    // A dispatch that disappears from the feed was undone or returned to the draft: show the composer.
    const view = feed.dispatches.value.get(id);
    if (view !== undefined) seenShown = true;
    // Not without a session: while a refused token is being checked the feed is empty, and the dispatch comes back.
    else if (seenShown && feed.select('session').value !== null) show(null);
    if (view === undefined || id !== undoable || view.row.state.status === 'counting-down') return;
    undoable = null;
    parts.onSent();
  });
  parts.signal.addEventListener('abort', stopFollowing);

  const peopleShown = computed(() => [...feed.people.value.values()].sort((a, b) => a.n - b.n));
  const started = (answer: { dispatchId: DispatchId; endsAt: number | null }): void => {
    undoable = answer.dispatchId;
    show(answer.dispatchId);
    wanted.value = 'people';
    if (answer.endsAt !== null) countdown.start(answer.dispatchId, answer.endsAt);
  };

  const confirm = async (options: { typed: string; warningsSeen: boolean; isTest: boolean }): Promise<void> => {
    const people = selection.peopleCount.peek();
    const { capPerDispatch } = settings.peek();
    const draftRevision = await selection.flush();
    const answer = await client.call('dispatch:confirm', {
      viewId,
      draftRevision,
      typedCount: people > capPerDispatch ? people : null,
      warningsSeen: options.warningsSeen,
      isTest: options.isTest,
    });
    if (answer.ok) return started(answer);
    if (!answer.needsConfirmation) return flash.show({ kind: 'refused', reason: answer.reason });
    wanted.value = 'preflight';
    if (answer.reason !== 'flow-changed') return;
    // The report on screen is of the flow as it was. Load the new preview and check again.
    flash.show({ kind: 'refused', reason: answer.reason });
    const { flowUuid } = selection.draft.peek();
    if (flowUuid !== null) catalog.loadPreview(flowUuid);
    await preflight.run({ fresh: false });
  };

  const wait = (delayMs: number): Promise<void> => new Promise((resolve) => void clock.after(delayMs, resolve));

  /** @param pressedOn the value of `screen` at the time of the press; null if the press may not confirm */
  async function decide(typed: string, isTest: boolean, pressedOn: string | null): Promise<void> {
    const from = clock.now();
    const stage = step.peek() === 'preflight' ? 'preflight' : 'compose';
    if (stage === 'compose' && preflight.current.peek() === null && !preflight.result.loading.peek())
      void preflight.run({ fresh: false });
    for (;;) {
      const { capPerDispatch, undoSeconds } = settings.peek();
      const decision = decidePress({
        stage,
        report: preflight.current.peek(),
        people: selection.peopleCount.peek(),
        cap: capPerDispatch,
        undoMs: undoSeconds * 1000,
        waitedMs: clock.now() - from,
        typed,
      });
      switch (decision.kind) {
        case 'send':
          // While the press waited, another tab changed the draft or the preview was loaded. The agent has not seen
          // that.
          if (screen.peek() !== pressedOn) {
            wanted.value = 'preflight';
            return;
          }
          return confirm({ typed, warningsSeen: stage === 'preflight', isTest });
        case 'wait':
          await wait(Math.min(PRESS_STEP_MS, decision.forMs));
          break;
        case 'open-preflight':
          wanted.value = 'preflight';
          if (preflight.current.peek() === null && !preflight.result.loading.peek())
            void preflight.run({ fresh: false });
          return;
        case 'type-number':
        case 'blocked':
          return;
        default:
          decision satisfies never;
      }
    }
  }

  return {
    step,
    goTo: (next) => (wanted.value = next),
    shown,
    show,
    shownView: computed(() => (shown.value === null ? null : (feed.dispatches.value.get(shown.value) ?? null))),
    people: peopleShown,
    family: createFamilyModel(client, { views: all, clock }),
    all,
    running: computed(() => all.value.filter(({ row }) => row.state.status !== 'finished')),
    pressing,
    screen,
    started,
    async press({ typed, isTest }) {
      if (pressing.peek()) return;
      // With more people, a press in the composer only opens the checks and confirms nothing.
      const mayConfirm = step.peek() === 'preflight' || selection.peopleCount.peek() <= DIRECT_SEND_MAX;
      const seen = screen.peek();
      if (mayConfirm && (seen === null || !gate.isOpen(seen))) return;
      pressing.value = true;
      try {
        await decide(typed, isTest, mayConfirm ? seen : null);
      } catch (thrown) {
        flash.show({ kind: 'failed', error: toCallError(thrown) });
      } finally {
        pressing.value = false;
      }
    },
    pause: (dispatchId) => flash.attempt(() => client.call('dispatch:pause', { dispatchId })),
    resume: async (dispatchId, pressedOn) =>
      gate.isOpen(pressedOn) && flash.attempt(() => client.call('dispatch:resume', { dispatchId })),
    setHoldBack: (dispatchId, holdBackAt) =>
      flash.attempt(() => client.call('dispatch:hold-back', { dispatchId, holdBackAt })),
    cancel: (dispatchId) => flash.attempt(() => client.call('dispatch:cancel', { dispatchId })),
    undo: (dispatchId) => flash.attempt(() => client.call('dispatch:undo', { dispatchId })),
    again: createRetryModel(client, { flash, gate, viewId, settings, people: peopleShown, started }),
    lookAgain: (action) => flash.attempt(() => client.call('dispatch:look-again', action)),
    leave: (action) => flash.attempt(() => client.call('dispatch:leave', action)),
  };
}
