import type { BrowserContext, Page } from '@playwright/test';
import * as z from 'zod/mini';
import { DATABASE_NAME } from '../../lib/ledger/idb-ledger.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';
import { chromeScope } from '../e2e/firefox-chrome-scope.ts';
import { rounded } from './figure.ts';

/** What one context holds after its memory was collected. */
export interface Weight {
  readonly mb: number;
  readonly nodes: number;
  readonly listeners: number;
}

const MB = 1_048_576;
const Answer = z.object({
  id: z.number(),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ message: z.string() })),
});
const HeapUsage = z.object({ usedSize: z.number() });

/** @returns a function that collects the tab's memory and weighs it: page, panel and every other script together */
export async function watchTab(context: BrowserContext, page: Page): Promise<() => Promise<Weight>> {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    // What only finalizers free goes with the second collection.
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const read = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { mb: rounded(read('JSHeapUsedSize') / MB), nodes: read('Nodes'), listeners: read('JSEventListeners') };
  };
}

/**
 * Watches the extension's service worker from now on; its debugging session also keeps it alive. Playwright offers no
 * session for a worker, so this uses the browser's.
 *
 * @returns a function that collects the worker's memory and weighs it; `timers` are those set since now and not over
 */
export async function watchWorker(
  context: BrowserContext,
): Promise<() => Promise<Weight & { readonly timers: number }>> {
  const browser = context.browser();
  const [worker] = context.serviceWorkers();
  if (browser === null || worker === undefined) throw new Error('no worker to watch');
  await worker.evaluate(() => {
    const open = new Set<unknown>();
    Object.assign(globalThis, { benchTimers: open });
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    Object.assign(globalThis, {
      setTimeout(run: (...given: unknown[]) => void, delayMs?: number, ...given: unknown[]) {
        const timer = set(() => {
          open.delete(timer);
          run(...given);
        }, delayMs);
        open.add(timer);
        return timer;
      },
      clearTimeout(timer: Parameters<typeof clear>[0]) {
        open.delete(timer);
        clear(timer);
      },
    });
  });
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  const target = targetInfos.find(
    ({ type, url }) => type === 'service_worker' && url.startsWith('chrome-extension://'),
  );
  if (target === undefined) throw new Error('no worker to watch');
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  const waiting = new Map<number, (answer: z.infer<typeof Answer>) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = Answer.safeParse(JSON.parse(message));
    if (answer.success) waiting.get(answer.data.id)?.(answer.data);
  });
  let asked = 0;
  const send = async (method: string): Promise<unknown> => {
    asked += 1;
    const id = asked;
    const answered = new Promise<z.infer<typeof Answer>>((resolve) => waiting.set(id, resolve));
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id, method, params: {} }),
    });
    const { result, error } = await answered;
    waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  return async () => {
    await send('HeapProfiler.collectGarbage');
    await send('HeapProfiler.collectGarbage');
    const { usedSize } = HeapUsage.parse(await send('Runtime.getHeapUsage'));
    const timers = await worker.evaluate(() => (Reflect.get(globalThis, 'benchTimers') as Set<unknown>).size);
    return { mb: rounded(usedSize / MB), nodes: 0, listeners: 0, timers };
  };
}

/** Number of rows, and kB as JSON, of every store of the ledger. */
export async function countsOfStores(
  browser: ExtensionBrowser,
): Promise<Readonly<Record<string, { readonly rows: number; readonly kb: number }>>> {
  const page = await browser.extensionPage('icon/16.png');
  const counts = await page.evaluate(async (name) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => reject(new Error('the database did not open')));
    });
    const stores = [...db.objectStoreNames];
    const tx = db.transaction(stores, 'readonly');
    const read = async (store: string) =>
      await new Promise<[string, { rows: number; kb: number }]>((resolve) => {
        const asking = tx.objectStore(store).getAll();
        asking.addEventListener('success', () =>
          resolve([
            store,
            { rows: asking.result.length, kb: Math.round(JSON.stringify(asking.result).length / 1_024) },
          ]),
        );
      });
    const all = await Promise.all(stores.map(read));
    db.close();
    return Object.fromEntries(all);
  }, DATABASE_NAME);
  await page.close();
  return counts;
}

/** What JavaScript holds, in MB, in the process in which Firefox runs extensions, by Firefox's own memory reports. */
export async function firefoxMemory(context: BrowserContext): Promise<number> {
  const scope = await chromeScope(context);
  const bytes = await scope.run(async () => {
    const manager = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
    let sum = 0;
    await new Promise<void>((resolve) =>
      manager.getReports(
        (process, path, _kind, _units, amount) => {
          if (process.startsWith('extension ') && path.startsWith('js-main-runtime-gc-heap-committed/used'))
            sum += amount;
        },
        null,
        () => resolve(),
        null,
        false,
      ),
    );
    return sum;
  });
  if (bytes === 0) throw new Error('no process of extensions');
  return rounded(bytes / MB);
}
