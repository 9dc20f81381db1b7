import { browser } from 'wxt/browser';
import { patternOf, requestHost, requestNotifications } from './permissions.ts';
import { focusTab } from './tabs.ts';
import { playTone } from './tone.ts';
import { extensionVersion } from './view-runtime.ts';

/** What popup, options and history may do with the browser; every answer says whether it was done. */
export function createPageBrowser() {
  return {
    async activeTab(): Promise<{ tabId: number; url: string } | null> {
      const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
      return tab?.id === undefined ? null : { tabId: tab.id, url: tab.url ?? '' };
    },
    requestHost: (origin: string) => requestHost(patternOf(origin)),
    requestNotifications,
    async focusTab(tabId: number): Promise<boolean> {
      // Closed between the look and the press.
      return await focusTab(tabId).then(
        () => true,
        () => false,
      );
    },
    openOptions: () => void browser.runtime.openOptionsPage(),
    download(fileName: string, content: string, type: string): void {
      const url = URL.createObjectURL(new Blob([content], { type }));
      const link = document.createElement('a');
      link.href = url;
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(url);
    },
    /** The tone of a reply, for trying it out. */
    playTone,
    close: () => globalThis.close(),
    version: extensionVersion(),
  };
}
