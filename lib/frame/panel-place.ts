import * as z from 'zod/mini';
import type { Area } from '../platform/storage-areas.ts';

/** The first-paint hint, the only thing a content script stores: is the panel a handle here, and how wide is it. */
export const PanelHint = z.object({ collapsed: z.boolean(), widthPx: z.number() });
export type PanelHint = z.infer<typeof PanelHint>;

export const DEFAULT_WIDTH_PX = 380;
/** Where the width from the options stands, for deployments that have none of their own yet. */
export const DEFAULT_WIDTH_KEY = 'panel-width';
const MIN_WIDTH_PX = 320;
const MAX_WIDTH_PX = 600;

const within = (widthPx: number): number => Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, widthPx));

const keyOf = (origin: string) => `panel:${origin}`;

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
