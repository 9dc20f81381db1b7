import * as z from 'zod/mini';
import { SetupFacts } from '../views.ts';
import { frameOrExtensionPage, none, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `setup:*`: the set-up check.

export const setupInputs = {
  'setup:check': { input: none, from: frameOrExtensionPage, needs: 'document' },
  /** Versions and last errors as text. The view adds the findings of the set-up check. */
  'setup:diagnostics': { input: none, from: frameOrExtensionPage, needs: 'document' },
} as const satisfies MessageInputs;

export const setupOutputs = {
  'setup:check': { kind: 'query', output: SetupFacts },
  'setup:diagnostics': { kind: 'query', output: z.object({ text: z.string() }) },
} as const satisfies MessageOutputs<typeof setupInputs>;
