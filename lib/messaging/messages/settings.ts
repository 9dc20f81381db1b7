import * as z from 'zod/mini';
import { Settings } from '../../settings/settings.ts';
import { frameOrExtensionPage, none, okOrRefused, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `settings:*`: change the agent’s settings, and show the page where all of them stand.

export const settingsInputs = {
  'settings:save': {
    input: z.object({ settings: z.partial(Settings) }),
    from: frameOrExtensionPage,
    needs: 'document',
  },
  'settings:open': { input: none, from: frameOrExtensionPage, needs: 'document' },
} as const satisfies MessageInputs;

export const settingsOutputs = {
  'settings:save': { kind: 'mutation', output: Settings },
  'settings:open': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof settingsInputs>;
