import * as z from 'zod/mini';

/**
 * The last state of the panel on a site: collapsed or not, and its width. The panel is drawn from it at once, without
 * the background. Nothing else is stored by a content script.
 */
export const PanelHint = z.object({ collapsed: z.boolean(), widthPx: z.number() });
export type PanelHint = z.infer<typeof PanelHint>;

/** Prefix of its key in storage.local; the page's origin follows. */
export const PANEL_HINT_PREFIX = 'panel:';
/** Key in storage.local of the width (px) for sites without a hint; set in the options. */
export const DEFAULT_WIDTH_KEY = 'panel-width';
/** Limits and default of the panel's width, CSS px. */
export const PANEL_WIDTH = { min: 320, max: 600, default: 380 } as const;
