import { DEFAULT_WIDTH_KEY, PANEL_HINT_PREFIX, PANEL_WIDTH, PanelHint } from '../panel-hint.ts';
import type { Area } from '../platform/storage-areas.ts';

const within = (widthPx: number): number => Math.min(PANEL_WIDTH.max, Math.max(PANEL_WIDTH.min, widthPx));

const keyOf = (origin: string) => `${PANEL_HINT_PREFIX}${origin}`;

/** The stored values about the panel's place, unparsed; `chooseHint` parses them. */
export interface KeptPlace {
  readonly hint: unknown;
  readonly chosenWidth: unknown;
}

export async function readKeptPlace(area: Pick<Area, 'get'>, origin: string): Promise<KeptPlace> {
  // If the storage is broken (Firefox: "Corrupted storage.local backend"), show the panel without a hint.
  const read = (key: string) => area.get(key).catch(() => undefined);
  const [hint, chosenWidth] = await Promise.all([read(keyOf(origin)), read(DEFAULT_WIDTH_KEY)]);
  return { hint, chosenWidth };
}

/** Whether the agent has opened, folded or resized the panel of this site before. */
export const isHintKept = ({ hint }: KeptPlace): boolean => PanelHint.safeParse(hint).success;

/**
 * The panel starts open unless the agent folded it here before. Whether there is room for it is decided later, from
 * the page.
 */
export function chooseHint({ hint, chosenWidth }: KeptPlace): PanelHint {
  const kept = PanelHint.safeParse(hint);
  if (kept.success) return { ...kept.data, widthPx: within(kept.data.widthPx) };
  return { collapsed: false, widthPx: typeof chosenWidth === 'number' ? within(chosenWidth) : PANEL_WIDTH.default };
}

export async function writePanelHint(area: Pick<Area, 'set'>, origin: string, hint: PanelHint): Promise<void> {
  await area.set(keyOf(origin), hint);
}
