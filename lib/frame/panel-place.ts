import * as z from 'zod/mini';
import type { Area } from '../platform/storage-areas.ts';

/** The first-paint hint, the only thing a content script stores: is the panel a handle here, and how wide is it. */
export const PanelHint = z.object({ collapsed: z.boolean(), widthPx: z.number() });
export type PanelHint = z.infer<typeof PanelHint>;

export const DEFAULT_WIDTH_PX = 380;
const MIN_WIDTH_PX = 320;
const MAX_WIDTH_PX = 600;

const keyOf = (origin: string) => `panel:${origin}`;

/** Open where the page can be pushed aside, a handle where the panel would lie over it; remembered per deployment after that. */
export async function readPanelHint(area: Pick<Area, 'get'>, origin: string, canPush: boolean): Promise<PanelHint> {
  const stored = PanelHint.safeParse(await area.get(keyOf(origin)));
  if (!stored.success) return { collapsed: !canPush, widthPx: DEFAULT_WIDTH_PX };
  return { ...stored.data, widthPx: Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, stored.data.widthPx)) };
}

export async function writePanelHint(area: Pick<Area, 'set'>, origin: string, hint: PanelHint): Promise<void> {
  await area.set(keyOf(origin), hint);
}
