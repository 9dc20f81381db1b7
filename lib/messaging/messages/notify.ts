import { none, okOrRefused, ownPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `notify:*`: the trial notification.

export const notifyInputs = {
  /** Shows one notification, so that the agent sees that they come through. */
  'notify:test': { input: none, from: ownPage },
} as const satisfies MessageInputs;

export const notifyOutputs = {
  'notify:test': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof notifyInputs>;
