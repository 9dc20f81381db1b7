import * as z from 'zod/mini';
import { Settings } from '../../settings/settings.ts';
import { frameOrExtensionPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `settings:*`: change the agent’s settings.

export const settingsInputs = {
  'settings:save': {
    input: z.object({ settings: z.partial(Settings) }),
    from: frameOrExtensionPage,
    needs: 'document',
  },
} as const satisfies MessageInputs;

export const settingsOutputs = {
  'settings:save': { kind: 'mutation', output: Settings },
} as const satisfies MessageOutputs<typeof settingsInputs>;
