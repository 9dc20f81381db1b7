import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { PersonRow } from '../../dispatch/records.ts';
import type { ContactUuid, DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { PreflightReport } from '../../preflight/preflight-report.ts';
import { decidePress } from '../../preflight/press.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import type { PressGate } from './press-gate.ts';

/**
 * People of a dispatch (by `n`) to be sent to again. `mayArriveTwiceSeen`: the agent has read that the message may
 * arrive twice.
 */
export interface RetryAction {
  readonly dispatchId: DispatchId;
  readonly people: readonly number[];
  readonly mayArriveTwiceSeen: boolean;
}

/** The name that the press gate uses for a press on *Send again*. */
export const retryScreen = ({ dispatchId, people, mayArriveTwiceSeen }: RetryAction): string =>
  `retry/${dispatchId}/${people.join()}/${mayArriveTwiceSeen}`;

/** *Send again*: makes the same checks as for a new dispatch, and shows the same screen if they find something. */
export interface RetryModel {
  /** The report that the agent must look at before these people are sent to again; null if there is none. */
  readonly asked: ReadonlySignal<{ readonly action: RetryAction; readonly report: PreflightReport } | null>;
  /** True while checks or the confirmation are awaited. */
  readonly busy: ReadonlySignal<boolean>;
  /** The name that the press gate uses for the report on screen. */
  readonly screen: ReadonlySignal<string | null>;
  /** The text of the number box. */
  readonly typed: ReadonlySignal<string>;
  readonly type: (text: string) => void;
  /** Handles a press on *Send again*: sends if the checks find nothing, otherwise shows the report. */
  readonly press: (action: RetryAction) => Promise<void>;
  /** Handles a press that confirms the report on screen. */
  readonly confirm: () => Promise<void>;
  /** Takes people out and checks the others again. */
  readonly without: (contactUuids: readonly ContactUuid[]) => Promise<void>;
  readonly close: () => void;
}

export function createRetryModel(
  client: BackgroundClient,
  parts: {
    readonly flash: FlashModel;
    readonly gate: PressGate;
    readonly viewId: string;
    readonly settings: ReadonlySignal<Settings>;
    readonly people: ReadonlySignal<readonly PersonRow[]>;
    readonly started: (answer: { dispatchId: DispatchId; endsAt: number | null }) => void;
  },
): RetryModel {
  const { flash, gate, viewId, settings, people, started } = parts;
  const asked = signal<{ readonly action: RetryAction; readonly report: PreflightReport } | null>(null);
  const busy = signal(false);
  const typed = signal('');
  const screen = computed(() =>
    asked.value === null ? null : `again/${retryScreen(asked.value.action)}/${asked.value.report.evaluatedAt}`,
  );

  async function whileBusy(work: () => Promise<{ ok: true } | { ok: false; reason: string }>): Promise<void> {
    if (busy.peek()) return;
    busy.value = true;
    await flash.attempt(work);
    busy.value = false;
  }

  const toFacts = (report: PreflightReport) => ({
    report,
    people: report.people,
    cap: report.cap,
    undoMs: settings.peek().undoSeconds * 1000,
    waitedMs: 0,
    typed: typed.peek(),
  });

  async function check(action: RetryAction): Promise<PreflightReport> {
    return await client.call('preflight:retry', { dispatchId: action.dispatchId, people: [...action.people] });
  }

  async function send(
    action: RetryAction,
    report: PreflightReport,
    warningsSeen: boolean,
  ): Promise<{ ok: true } | { ok: false; reason: string }> {
    const answer = await client.call('dispatch:retry', {
      viewId,
      dispatchId: action.dispatchId,
      people: [...action.people],
      mayArriveTwiceSeen: action.mayArriveTwiceSeen,
      warningsSeen,
      typedCount: report.people > report.cap ? report.people : null,
    });
    if (answer.ok) {
      asked.value = null;
      started(answer);
    } else if (answer.reason === 'needs-confirmation' || answer.reason === 'blocked') {
      // The background's checks found something new: show the new report.
      asked.value = { action, report: await check(action) };
    }
    return answer;
  }

  return {
    asked,
    busy,
    screen,
    typed,
    type: (text) => (typed.value = text),
    async press(action) {
      if (!gate.isOpen(retryScreen(action))) return;
      await whileBusy(async () => {
        const report = await check(action);
        if (decidePress({ stage: 'compose', ...toFacts(report) }).kind === 'send') return send(action, report, false);
        typed.value = '';
        asked.value = { action, report };
        return { ok: true };
      });
    },
    async confirm() {
      const now = asked.peek();
      const seen = screen.peek();
      if (now === null || seen === null || !gate.isOpen(seen)) return;
      if (decidePress({ stage: 'preflight', ...toFacts(now.report) }).kind !== 'send') return;
      await whileBusy(() => send(now.action, now.report, true));
    },
    async without(contactUuids) {
      const now = asked.peek();
      if (now === null) return;
      const out = new Set(
        people
          .peek()
          .filter((person) => contactUuids.includes(person.contactUuid))
          .map((person) => person.n),
      );
      const action = { ...now.action, people: now.action.people.filter((n) => !out.has(n)) };
      if (action.people.length === 0) {
        asked.value = null;
        return;
      }
      await whileBusy(async () => {
        asked.value = { action, report: await check(action) };
        return { ok: true };
      });
    },
    close: () => (asked.value = null),
  };
}
