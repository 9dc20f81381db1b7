import type { ExtensionBrowser } from './browser.ts';

/** Sends a message as the extension's own pages do and gives back the background's answer. */
export async function askFromOwnPage(browser: ExtensionBrowser, name: string, input: unknown): Promise<unknown> {
  const page = await browser.ownResource();
  return await page.evaluate(
    async (message) => {
      // Firefox's `chrome` answers by callback only.
      const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
      return await api.runtime.sendMessage(message);
    },
    { name, input },
  );
}

/** Forgets what earlier tests of this browser left: pages that show all dispatches or all agents begin empty. */
export async function eraseEverything(browser: ExtensionBrowser): Promise<void> {
  await askFromOwnPage(browser, 'data:erase', {});
}
