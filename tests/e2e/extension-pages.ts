import { readErasure, type Erasure } from '../../lib/ledger/erasure.ts';
import type { ExtensionBrowser } from './browser.ts';

/** Sends a message as the extension's own pages do and gives back the background's answer. */
export async function askFromExtensionPage(browser: ExtensionBrowser, name: string, input: unknown): Promise<unknown> {
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

/** The first steps count as seen: what they show is a title of its own, and every other test would click them away. */
export async function seeFirstSteps(browser: ExtensionBrowser, isSeen: boolean): Promise<void> {
  await askFromExtensionPage(browser, 'settings:save', { settings: { firstRunDone: isSeen } });
}

/** Forgets what earlier tests of this browser left: pages that show all dispatches or all agents begin empty. */
export async function eraseEverything(browser: ExtensionBrowser): Promise<void> {
  await askFromExtensionPage(browser, 'data:erase', {});
}

/** The last erasure of everything in this browser: when, in epoch ms, and how many there were. A draft says which of them its page has heard of. */
export async function lastErasure(browser: ExtensionBrowser): Promise<Erasure> {
  const page = await browser.ownResource();
  const stored = await page.evaluate(
    () =>
      new Promise<unknown>((resolve, reject) => {
        const opening = indexedDB.open('disparo');
        opening.addEventListener('error', () => reject(new Error('the database does not open')));
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('kept').objectStore('kept').get('erasure');
          reading.addEventListener('error', () => reject(new Error('the database does not answer')));
          reading.addEventListener('success', () => {
            opening.result.close();
            resolve(reading.result);
          });
        });
      }),
  );
  return readErasure(stored);
}
