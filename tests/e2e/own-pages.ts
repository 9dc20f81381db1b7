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

/** How often everything was erased in this browser: a draft says which of them its page has heard of. */
export async function erasuresSoFar(browser: ExtensionBrowser): Promise<number> {
  const page = await browser.ownResource();
  return await page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('disparo');
        opening.addEventListener('error', () => reject(new Error('the database does not open')));
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('kept').objectStore('kept').get('erasure');
          reading.addEventListener('error', () => reject(new Error('the database does not answer')));
          reading.addEventListener('success', () => {
            opening.result.close();
            resolve(Number(Reflect.get(Object(reading.result), 'generation') ?? 0));
          });
        });
      }),
  );
}
