import type { Handlers } from '../../messaging/server.ts';
import { activeTab } from '../../platform/tabs.ts';
import type { Services } from '../services.ts';

/** Answers `panel:*`: passes a request of the popup to the panel in the active tab. */
export function createPanelHandlers({ sessions, view, feed }: Services) {
  return {
    async 'panel:request'({ action }) {
      const tab = await activeTab();
      if (tab === null || !feed.hasFrameView(tab.tabId)) return { ok: false, reason: 'no-panel' };
      for (const record of await sessions.frames()) if (record.frame.tabId === tab.tabId) view.request(record, action);
      feed.changed({ singles: true });
      return { ok: true };
    },
  } satisfies Partial<Handlers>;
}
