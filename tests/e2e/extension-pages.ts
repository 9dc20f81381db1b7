import { readErasure, type Erasure } from '../../lib/ledger/erasure.ts';
import type { ExtensionBrowser } from './browser.ts';

/** Sends a message from an extension page and gives back the background's answer. */
export async function askFromExtensionPage(browser: ExtensionBrowser, name: string, input: unknown): Promise<unknown> {
  const page = await browser.ownResource();
  return await page.evaluate(
    async (message) => {
      // In Firefox only `browser` returns promises; `chrome` takes callbacks.
      const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
      return await api.runtime.sendMessage(message);
    },
    { name, input },
  );
}

/**
 * Stores whether the agent has seen the first-run steps. They have a test of their own; every other test would have
 * to click them away.
 */
export async function seeFirstSteps(browser: ExtensionBrowser, isSeen: boolean): Promise<void> {
  await askFromExtensionPage(browser, 'settings:save', { settings: { firstRunDone: isSeen } });
}

/**
 * Erases what earlier tests of this browser left, so that pages that show all dispatches or all agents begin empty.
 */
export async function eraseEverything(browser: ExtensionBrowser): Promise<void> {
  await askFromExtensionPage(browser, 'data:erase', {});
}

/**
 * The last erasure of everything in this browser: its time in epoch ms, and the number of erasures so far
 * (`generation`). A draft carries the generation that its page knows.
 */
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
