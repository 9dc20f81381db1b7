/**
 * Props of an area that scrolls: without a tab stop it could not be scrolled by keyboard (axe:
 * scrollable-region-focusable).
 */
export const scrollRegion = { tabIndex: 0 } as const;
