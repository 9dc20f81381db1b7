import * as z from 'zod/mini';
import { okOrRefused, ownPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `panel:*`: what the popup asks of the panel.

export const panelInputs = {
  'panel:request': { input: z.object({ action: z.literal(['open-panel', 'open-palette', 'quick-send', 'open-waiting']) }), from: ownPage },
} as const satisfies MessageInputs;

export const panelOutputs = {
  'panel:request': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof panelInputs>;
