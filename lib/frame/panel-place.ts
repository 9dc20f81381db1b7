import { DEFAULT_WIDTH_KEY, PANEL_HINT_PREFIX, PANEL_WIDTH, PanelHint } from '../panel-hint.ts';
import type { Area } from '../platform/storage-areas.ts';

const within = (widthPx: number): number => Math.min(PANEL_WIDTH.max, Math.max(PANEL_WIDTH.min, widthPx));

const keyOf = (origin: string) => `${PANEL_HINT_PREFIX}${origin}`;

/** What is kept about the panel's place, as it was found; `chooseHint` makes sense of it. */
export interface KeptPlace {
  readonly hint: unknown;
  readonly chosenWidth: unknown;
}

export async function readKeptPlace(area: Pick<Area, 'get'>, origin: string): Promise<KeptPlace> {
  // A storage that is broken (Firefox: "Corrupted storage.local backend") costs the hint, not the panel.
  const read = (key: string) => area.get(key).catch(() => undefined);
  const [hint, chosenWidth] = await Promise.all([read(keyOf(origin)), read(DEFAULT_WIDTH_KEY)]);
  return { hint, chosenWidth };
}

/** Whether the agent has opened, folded or pulled the panel of this deployment before. */
export const isHintKept = ({ hint }: KeptPlace): boolean => PanelHint.safeParse(hint).success;

/** Open, unless it was folded here before. Whether there is room for an open panel is decided by the page as it is, again and again. */
export function chooseHint({ hint, chosenWidth }: KeptPlace): PanelHint {
  const kept = PanelHint.safeParse(hint);
  if (kept.success) return { ...kept.data, widthPx: within(kept.data.widthPx) };
  return { collapsed: false, widthPx: typeof chosenWidth === 'number' ? within(chosenWidth) : PANEL_WIDTH.default };
}

export async function writePanelHint(area: Pick<Area, 'set'>, origin: string, hint: PanelHint): Promise<void> {
  await area.set(keyOf(origin), hint);
}
