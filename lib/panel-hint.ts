import * as z from 'zod/mini';

/** The first-paint hint, the only thing a content script stores: is the panel a handle here, and how wide is it. */
export const PanelHint = z.object({ collapsed: z.boolean(), widthPx: z.number() });
export type PanelHint = z.infer<typeof PanelHint>;

/** In storage.local, followed by the page's origin. */
export const PANEL_HINT_PREFIX = 'panel:';
/** Where the width from the options stands, for deployments that have none of their own yet. */
export const DEFAULT_WIDTH_KEY = 'panel-width';
/** How wide the panel may be, in CSS px. */
export const PANEL_WIDTH = { min: 320, max: 600, default: 380 } as const;
