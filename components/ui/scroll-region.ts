/** Props of an area that scrolls by itself: without a tab stop the keyboard could not scroll it (axe: scrollable-region-focusable). */
export const scrollRegion = { tabIndex: 0 } as const;
