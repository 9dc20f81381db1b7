import { DEFAULT_WIDTH_KEY, PANEL_HINT_PREFIX, PanelHint } from '../../panel-hint.ts';
import type { Area } from '../../platform/storage-areas.ts';

/** Stores the panel's width (px) for every site that has a panel hint, and as the default for sites to come. */
export async function setPanelWidth(area: Area, keys: readonly string[], widthPx: number): Promise<void> {
  await area.set(DEFAULT_WIDTH_KEY, widthPx);
  for (const key of keys.filter((one) => one.startsWith(PANEL_HINT_PREFIX))) {
    const hint = PanelHint.safeParse(await area.get(key));
    if (hint.success) await area.set(key, { ...hint.data, widthPx });
  }
}
