import * as z from 'zod/mini';
import { okOrRefused, extensionPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `panel:*`: requests of the popup to the panel in the active tab.

export const panelInputs = {
  'panel:request': {
    input: z.object({ action: z.literal(['open-panel', 'open-palette', 'quick-send', 'open-waiting', 'open-later']) }),
    from: extensionPage,
  },
} as const satisfies MessageInputs;

export const panelOutputs = {
  'panel:request': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof panelInputs>;
