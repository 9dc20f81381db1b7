import type { ExtensionBrowser } from '../e2e/browser.ts';
import { DATABASE_NAME } from '../../lib/ledger/idb-ledger.ts';
import type { StoreName } from '../../lib/ledger/engine.ts';

export interface StoredRow {
  readonly store: StoreName;
  readonly key: string;
  readonly value: unknown;
}

/** Stores rows in the extension's database, as its background would have left them on another day. */
export async function putStored(browser: ExtensionBrowser, rows: readonly StoredRow[]): Promise<void> {
  const page = await browser.extensionPage('icon/16.png');
  await page.evaluate(
    async ({ name, entries }) =>
      await new Promise<void>((resolve, reject) => {
        // The background created the database, so it is opened without a version.
        const opening = indexedDB.open(name);
        opening.addEventListener('error', () => reject(new Error('the database did not open')));
        opening.addEventListener('success', () => {
          const writing = opening.result.transaction([...new Set(entries.map(({ store }) => store))], 'readwrite');
          for (const { store, key, value } of entries) writing.objectStore(store).put(value, key);
          writing.addEventListener('abort', () => reject(new Error('the rows were not stored')));
          writing.addEventListener('complete', () => {
            opening.result.close();
            resolve();
          });
        });
      }),
    { name: DATABASE_NAME, entries: rows },
  );
  await page.close();
}
