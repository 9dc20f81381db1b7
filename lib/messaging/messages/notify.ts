import { none, okOrRefused, extensionPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `notify:*`: the test notification.

export const notifyInputs = {
  /** Shows a test notification, so that the agent sees whether the system displays them. */
  'notify:test': { input: none, from: extensionPage },
} as const satisfies MessageInputs;

export const notifyOutputs = {
  'notify:test': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof notifyInputs>;
