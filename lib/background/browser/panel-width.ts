import { DEFAULT_WIDTH_KEY, PANEL_HINT_PREFIX, PanelHint } from '../../panel-hint.ts';
import type { Area } from '../../platform/storage-areas.ts';

/** Gives every deployment that has a panel, and those to come, this width in px. */
export async function setPanelWidth(area: Area, keys: readonly string[], widthPx: number): Promise<void> {
  await area.set(DEFAULT_WIDTH_KEY, widthPx);
  for (const key of keys.filter((one) => one.startsWith(PANEL_HINT_PREFIX))) {
    const hint = PanelHint.safeParse(await area.get(key));
    if (hint.success) await area.set(key, { ...hint.data, widthPx });
  }
}
