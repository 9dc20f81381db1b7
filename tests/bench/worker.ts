import type { BrowserContext } from '@playwright/test';

/**
 * Counts the bytes, as JSON, of every row that the worker writes to IndexedDB from now on. A stopped worker loses them.
 */
export async function countWrites(context: BrowserContext): Promise<() => Promise<Readonly<Record<string, number>>>> {
  const worker = context.serviceWorkers()[0];
  if (worker === undefined) throw new Error('no worker to watch');
  await worker.evaluate(() => {
    const written: Record<string, number> = {};
    Object.assign(globalThis, { benchWritten: written });
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      written[this.name] = (written[this.name] ?? 0) + new TextEncoder().encode(JSON.stringify(value)).length;
      return put.call(this, value, key);
    };
  });
  return async () => await worker.evaluate(() => Reflect.get(globalThis, 'benchWritten') as Record<string, number>);
}
