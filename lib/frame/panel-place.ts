import { DEFAULT_WIDTH_KEY, PANEL_HINT_PREFIX, PanelHint } from '../panel-hint.ts';
import type { Area } from '../platform/storage-areas.ts';

export const DEFAULT_WIDTH_PX = 380;
const MIN_WIDTH_PX = 320;
const MAX_WIDTH_PX = 600;

const within = (widthPx: number): number => Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, widthPx));

const keyOf = (origin: string) => `${PANEL_HINT_PREFIX}${origin}`;

/** Open where the page can be pushed aside, a handle where the panel would lie over it; remembered per deployment after that. */
export async function readPanelHint(area: Pick<Area, 'get'>, origin: string, canPush: boolean): Promise<PanelHint> {
  // A storage that is broken (Firefox: "Corrupted storage.local backend") costs the hint, not the panel.
  const read = (key: string) => area.get(key).catch(() => undefined);
  const stored = PanelHint.safeParse(await read(keyOf(origin)));
  if (stored.success) return { ...stored.data, widthPx: within(stored.data.widthPx) };
  const chosen = await read(DEFAULT_WIDTH_KEY);
  return { collapsed: !canPush, widthPx: typeof chosen === 'number' ? within(chosen) : DEFAULT_WIDTH_PX };
}

export async function writePanelHint(area: Pick<Area, 'set'>, origin: string, hint: PanelHint): Promise<void> {
  await area.set(keyOf(origin), hint);
}
