import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';

/** Seconds of processor time used so far. */
export type CpuClock = () => Promise<number>;

/** The CPU time of the tab's main thread, so that other work on the machine does not count. */
export async function tabClock(context: BrowserContext, page: Page): Promise<CpuClock> {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const task = metrics.find(({ name }) => name === 'TaskDuration');
    if (task === undefined) throw new Error('no TaskDuration');
    return task.value;
  };
}

const isExtensionProcess = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--extension-process');

async function extensionSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const own = processInfo.filter(({ id, type }) => type === 'renderer' && isExtensionProcess(id));
  if (own.length !== 1) throw new Error(`${own.length} processes of extensions`);
  return own.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** The CPU time of the background's process, all threads. No extension page may be open in that process. */
export async function backgroundClock(context: BrowserContext): Promise<CpuClock> {
  const browser = context.browser();
  if (browser === null) throw new Error('no browser to ask');
  const session = await browser.newBrowserCDPSession();
  return async () => await extensionSeconds(session);
}
