import { browser } from 'wxt/browser';
import { patternOf, requestHost, requestNotifications } from './permissions.ts';
import { focusTab } from './tabs.ts';
import { playTone } from './tone.ts';
import { extensionVersion } from './view-runtime.ts';

/** The browser functions that popup, options and history use. Those that can fail answer whether they succeeded. */
export function createExtensionPageBrowser() {
  return {
    async activeTab(): Promise<{ tabId: number; url: string } | null> {
      const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
      return tab?.id === undefined ? null : { tabId: tab.id, url: tab.url ?? '' };
    },
    requestHost: (origin: string) => requestHost(patternOf(origin)),
    requestNotifications,
    async focusTab(tabId: number): Promise<boolean> {
      // The tab may have been closed before the agent clicked.
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
    /** Plays the sound of a reply, so that the agent can try it. */
    playTone,
    close: () => globalThis.close(),
    version: extensionVersion(),
  };
}
