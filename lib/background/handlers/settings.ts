import type { Handlers } from '../../messaging/server.ts';
import { openOptionsPage } from '../../platform/tabs.ts';
import type { Services } from '../services.ts';

/**
 * Answers `settings:*`. `setPanelWidth` sets the width of panels that are not open; open panels follow the setting by
 * themselves.
 */
export function createSettingsHandlers(
  { settings }: Services,
  ports: { readonly setPanelWidth: (widthPx: number) => Promise<void> },
) {
  return {
    async 'settings:save'({ settings: change }) {
      const saved = await settings.save(change);
      if (change.panelWidthPx !== undefined) await ports.setPanelWidth(change.panelWidthPx);
      return saved;
    },
    async 'settings:open'() {
      await openOptionsPage();
      return { ok: true };
    },
  } satisfies Partial<Handlers>;
}
