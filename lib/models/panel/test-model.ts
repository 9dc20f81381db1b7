import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import type { PressGate } from './press-gate.ts';
import { createResource } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';
import type { SelectionModel } from './selection-model.ts';

type TestAnswer = OutputOf<'dispatch:test'>;
type TestFindings = Extract<TestAnswer, { ok: false }>['findings'];

/** "Send to myself": who that is, and the press. */
export interface TestModel {
  readonly who: Resource<OutputOf<'test:who'>['person']>;
  readonly busy: ReadonlySignal<boolean>;
  /** What stands in the way of the test, or has to be seen before it; null when nothing was found yet. */
  readonly findings: ReadonlySignal<TestFindings | null>;
  /** Whether only a second press is missing. */
  readonly needsSecondPress: ReadonlySignal<boolean>;
  /** Names what a press on the test would confirm now, for the gate. */
  readonly screen: ReadonlySignal<string>;
  readonly setSelf: (number: string) => Promise<boolean>;
  readonly send: () => Promise<void>;
}

/** A test goes to the agent alone; the draft on screen stays as it is. */
export function createTestModel(
  client: BackgroundClient,
  parts: { readonly flash: FlashModel; readonly gate: PressGate; readonly viewId: string; readonly selection: SelectionModel; readonly started: (answer: { dispatchId: DispatchId; endsAt: number | null }) => void },
): TestModel {
  const { flash, gate, viewId, selection, started } = parts;
  const busy = signal(false);
  const findings = signal<TestFindings | null>(null);
  const needsSecondPress = signal(false);
  /** Every answer shows something new. */
  const answers = signal(0);
  const screen = computed(() => `test/${selection.draft.value.flowUuid}/${answers.value}`);
  const who = createResource(async () => (await client.call('test:who', {})).person);

  async function whileBusy(work: () => Promise<{ ok: true } | { ok: false; reason: string }>): Promise<boolean> {
    if (busy.peek()) return false;
    busy.value = true;
    const isDone = await flash.attempt(work);
    busy.value = false;
    return isDone;
  }

  return {
    who,
    busy,
    findings,
    needsSecondPress,
    screen,
    async setSelf(number) {
      const isSet = await whileBusy(() => client.call('test:set-self', { number }));
      if (isSet) await who.load();
      return isSet;
    },
    async send() {
      if (!gate.isOpen(screen.peek())) return;
      await whileBusy(async () => {
        const warningsSeen = needsSecondPress.peek();
        await selection.flush();
        const answer = await client.call('dispatch:test', { viewId, warningsSeen });
        needsSecondPress.value = !answer.ok && answer.reason === 'needs-confirmation';
        findings.value = answer.ok ? null : answer.findings;
        answers.value += 1;
        if (answer.ok) started(answer);
        // What was found is shown where the press was made.
        return answer.ok || answer.findings.length > 0 ? { ok: true } : answer;
      });
    },
  };
}
