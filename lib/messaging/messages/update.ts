import { done, frameOrExtensionPage, none, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `update:*`: the notice about a new version.

export const updateInputs = {
  /** The agent has read the notice. */
  'update:seen': { input: none, from: frameOrExtensionPage, needs: 'document' },
} as const satisfies MessageInputs;

export const updateOutputs = {
  'update:seen': { kind: 'mutation', output: done },
} as const satisfies MessageOutputs<typeof updateInputs>;
