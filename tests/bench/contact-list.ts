import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import preact from '@preact/preset-vite';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';
import { launchBare } from './browsers.ts';
import { median, quantile, rounded, type Group } from './figure.ts';

const ROUNDS = 15;
const SEARCHES = ['ana', 'bru 12', 'ribeiro', '119000', 'leo ta'];

async function bundleList(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false })],
    build: {
      outDir: folder,
      target: 'chrome120',
      lib: { entry: 'tests/bench/list/list.tsx', formats: ['iife'], name: 'list', fileName: () => 'list.js' },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const file = join(folder, 'index.html');
  writeFileSync(
    file,
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title></head><body><script src="list.js"></script></body></html>',
  );
  return pathToFileURL(file).href;
}

async function open(context: BrowserContext, address: string, kind: 'virtual' | 'whole', count: number): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(([what, rows]) => Reflect.get(window, 'show')(what, rows), [kind, count] as const);
  await page.locator('[role="option"]').first().waitFor();
  return page;
}

/** Scrolls fast for 90 frames; returns the 95th percentile of the time between two frames. */
async function scrollFrameMs(page: Page): Promise<number> {
  const frames = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const list = document.querySelector('.list');
        const times: number[] = [];
        let last = performance.now();
        const step = (now: number) => {
          times.push(now - last);
          last = now;
          if (list) list.scrollTop += 700;
          if (times.length < 91) requestAnimationFrame(step);
          else resolve(times.slice(1));
        };
        requestAnimationFrame(step);
      }),
  );
  return quantile(frames, 0.95);
}

/** Measures from each key to its first change of the list, or to the end of its handler if the list stays the same. */
async function keyDelays(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const delays: number[] = [];
    Object.assign(window, { delays });
    const list = document.querySelector('.list');
    document.addEventListener(
      'keydown',
      (event) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          delays.push(performance.now() - event.timeStamp);
        });
        if (list) observer.observe(list, { childList: true, subtree: true, characterData: true, attributes: true });
        requestAnimationFrame(() => requestAnimationFrame(() => observer.disconnect()));
      },
      { capture: true },
    );
  });
  const input = page.locator('input');
  await input.click();
  for (const search of SEARCHES) {
    await page.keyboard.type(search, { delay: 60 });
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
  }
  return await page.evaluate(() => [...(Reflect.get(window, 'delays') as number[])]);
}

async function memory(context: BrowserContext, page: Page): Promise<{ heapMb: number; nodes: number }> {
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  return { heapMb: heap / 1_000_000, nodes: await page.locator('*').count() };
}

export const contactList: Group = {
  ids: ['picker.key_to_row.p95_ms', 'picker.scroll.p95_frame_ms', 'picker.dom_nodes', 'picker.heap_mb'],
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'disparo-list-'));
    const browser = await launchBare();
    try {
      const address = await bundleList(folder);
      const typed = await open(browser.context, address, 'virtual', 10_000);
      const keys = await keyDelays(typed);
      await typed.close();

      const ours: number[] = [];
      const theirs: number[] = [];
      let held = { heapMb: Number.NaN, nodes: Number.NaN };
      for (let round = 0; round < ROUNDS; round += 1) {
        const virtual = await open(browser.context, address, 'virtual', 100_000);
        ours.push(await scrollFrameMs(virtual));
        if (round === 0) held = await memory(browser.context, virtual);
        await virtual.close();
        const whole = await open(browser.context, address, 'whole', 10_000);
        theirs.push(await scrollFrameMs(whole));
        await whole.close();
      }
      const alone = "the panel's own list and search index, alone on a page";
      return [
        {
          id: 'picker.key_to_row.p95_ms',
          value: rounded(quantile(keys, 0.95)),
          unit: 'ms',
          n: keys.length,
          note: `10k rows; median ${rounded(median(keys))} ms; ${alone}`,
        },
        {
          id: 'picker.scroll.p95_frame_ms',
          value: rounded(median(ours)),
          unit: 'ms',
          baseline: rounded(median(theirs)),
          ratio: rounded(median(ours) / median(theirs)),
          n: ROUNDS,
          note: `100k rows, 90 frames a round; baseline: 10k rows in the document; ${alone}`,
        },
        { id: 'picker.dom_nodes', value: held.nodes, unit: 'count', n: 1, note: '100k rows' },
        {
          id: 'picker.heap_mb',
          value: rounded(held.heapMb, 1),
          unit: 'MB',
          n: 1,
          note: '100k rows, after garbage collection',
        },
      ];
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
