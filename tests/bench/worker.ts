import type { BrowserContext } from '@playwright/test';

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string };
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The time in which the worker was not idle, including native code. */
function busyMs({ nodes, samples, timeDeltas }: Profile): number {
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id));
  let busyUs = 0;
  // A delta is the time that ends with its sample, so it belongs to the function of the sample before it.
  for (let place = 1; place < samples.length; place += 1)
    if (!idle.has(samples[place - 1] ?? Number.NaN)) busyUs += timeDeltas[place] ?? 0;
  return busyUs / 1_000;
}

/**
 * Profiles the extension's service worker from now on; the returned function ends that. Playwright offers no debugging
 * session for a worker, so this uses the browser's session.
 */
export async function profileWorker(context: BrowserContext): Promise<() => Promise<number>> {
  const browser = context.browser();
  if (browser === null) throw new Error('no browser to profile');
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  const target = targetInfos.find(
    ({ type, url }) => type === 'service_worker' && url.startsWith('chrome-extension://'),
  );
  if (target === undefined) throw new Error('no worker to profile');
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  const waiting = new Map<number, (message: Message) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer: Message = JSON.parse(message);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let asked = 0;
  const send = async (method: string): Promise<unknown> => {
    asked += 1;
    const answered = new Promise<Message>((resolve) => waiting.set(asked, resolve));
    await session.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id: asked, method, params: {} }),
    });
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  await send('Profiler.enable');
  await send('Profiler.start');
  return async () => {
    const { profile } = (await send('Profiler.stop')) as { profile: Profile };
    await session.detach();
    return busyMs(profile);
  };
}

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
