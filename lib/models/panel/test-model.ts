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

/** *Send to myself*: the agent's own contact, and the press. */
export interface TestModel {
  readonly who: Resource<OutputOf<'test:who'>['person']>;
  readonly busy: ReadonlySignal<boolean>;
  /** Findings that block the test or must be seen before it; null before the first press. */
  readonly findings: ReadonlySignal<TestFindings | null>;
  /** Whether a second press will send, because the findings are only warnings. */
  readonly needsSecondPress: ReadonlySignal<boolean>;
  /** The name that the press gate uses for what a press would confirm now. */
  readonly screen: ReadonlySignal<string>;
  readonly setSelf: (number: string) => Promise<boolean>;
  readonly send: () => Promise<void>;
}

/** A test is sent to the agent's own contact only; the draft stays as it is. */
export function createTestModel(
  client: BackgroundClient,
  parts: {
    readonly flash: FlashModel;
    readonly gate: PressGate;
    readonly viewId: string;
    readonly selection: SelectionModel;
    readonly started: (answer: { dispatchId: DispatchId; endsAt: number | null }) => void;
  },
): TestModel {
  const { flash, gate, viewId, selection, started } = parts;
  const busy = signal(false);
  const findings = signal<TestFindings | null>(null);
  const needsSecondPress = signal(false);
  /** Number of answers. It is part of the screen's name, because every answer shows something new. */
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
        // Findings are shown beside the button, so they need no message.
        return answer.ok || answer.findings.length > 0 ? { ok: true } : answer;
      });
    },
  };
}
