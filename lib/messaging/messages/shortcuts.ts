import { frameOrExtensionPage, none, okOrRefused, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `shortcuts:*`: the browser’s page for keyboard shortcuts.

export const shortcutsInputs = {
  /** Opens that page. */
  'shortcuts:open': { input: none, from: frameOrExtensionPage, needs: 'document' },
} as const satisfies MessageInputs;

export const shortcutsOutputs = {
  'shortcuts:open': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof shortcutsInputs>;
