import type { Page } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { Panel } from '../e2e/page-objects/panel.ts';
import { chatsAddress, withEnvironment } from './browsers.ts';
import { rounded, type Group } from './figure.ts';
import { pourFrames } from './frame-flood.ts';

const LOADS = 5;
const ROOMS = 5;
const FRAMES_PER_SECOND = 200;
const FRAMES_MS = 5_000;
const LONG_MS = 50;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  /** The time on a processor, in µs. `dur` also contains the wait for one. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly data?: { readonly url?: string; readonly fileName?: string } };
}

interface LongTask {
  readonly ms: number;
  readonly ourMs: number;
}

const isInside = (event: TraceEvent, other: TraceEvent): boolean =>
  event.pid === other.pid &&
  event.tid === other.tid &&
  event.ts >= other.ts &&
  event.ts + (event.dur ?? 0) <= other.ts + (other.dur ?? 0);

const cpuOf = ({ dur, tdur }: TraceEvent): number => tdur ?? dur ?? 0;

/** Names of the events that cover a collection of the heap, which page and extension share. */
const isCollection = ({ name }: TraceEvent): boolean => name === 'MajorGC' || name === 'MinorGC';

/**
 * Finds main-thread tasks that used a processor for more than 50 ms, each with the part that our scripts used. A busy
 * machine makes any task wait, so the wait for a core does not count. Collections do not count as ours: they come when
 * the heap of the whole page is full, in whatever script runs then.
 */
export function findLongTasks(events: readonly TraceEvent[]): readonly LongTask[] {
  const runs = events.filter(
    (event) => event.ph === 'X' && event.name.endsWith('RunTask') && cpuOf(event) > LONG_MS * 1_000,
  );
  // The trace contains each task twice, one inside the other.
  const tasks = runs.filter(
    (run) =>
      !runs.some(
        (other) =>
          other !== run && isInside(run, other) && !(isInside(other, run) && runs.indexOf(run) < runs.indexOf(other)),
      ),
  );
  const ours = events.filter(
    (event) =>
      event.ph === 'X' &&
      `${event.args?.data?.url ?? ''}${event.args?.data?.fileName ?? ''}`.includes('chrome-extension://'),
  );
  const collections = events.filter((event) => event.ph === 'X' && isCollection(event));
  const collectedIn = (call: TraceEvent): number =>
    collections.filter((each) => isInside(each, call)).reduce((sum, each) => sum + cpuOf(each), 0);
  return tasks.map((task) => {
    const end = task.ts + (task.dur ?? 0);
    const inside = ours
      .filter((event) => event.pid === task.pid && event.tid === task.tid && event.ts >= task.ts && event.ts < end)
      .toSorted((a, b) => a.ts - b.ts);
    let ourUs = 0;
    let countedUntil = 0;
    // A call inside another call is counted only once.
    for (const call of inside) {
      const { ts, dur = 0 } = call;
      if (ts < countedUntil) continue;
      ourUs += cpuOf(call) - collectedIn(call);
      countedUntil = ts + dur;
    }
    return { ms: cpuOf(task) / 1_000, ourMs: ourUs / 1_000 };
  });
}

/** Whether a task is long because of our scripts: it is not long without our part, or our part alone is long. */
const isOurs = ({ ms, ourMs }: LongTask) => ourMs > LONG_MS || (ourMs > 0 && ms - ourMs <= LONG_MS);

async function play(page: Page, sandbox: Sandbox): Promise<number> {
  for (let load = 0; load < LOADS; load += 1) {
    await page.goto(chatsAddress(sandbox));
    await Panel.of(page).root.getByRole('tab').first().waitFor();
    await page.locator('.room-card').first().waitFor();
  }
  for (let room = 0; room < ROOMS; room += 1) {
    await page.locator('.room-card').nth(room).click();
    await page.getByTestId('home-chat').waitFor();
  }
  const room = await page.evaluate(() => String(Reflect.get(window, '__sandboxPage').openRoomUuid()));
  return await pourFrames(sandbox, [room], { perSecond: FRAMES_PER_SECOND, forMs: FRAMES_MS });
}

export const longTasks: Group = {
  ids: ['page.long_tasks.ours'],
  async measure() {
    return await withEnvironment({ openRooms: 8 }, async ({ sandbox, browser, openChats }) => {
      const { page } = await openChats();
      const chromium = browser.context.browser();
      if (chromium === null) throw new Error('no browser to trace');
      await chromium.startTracing(page, {
        categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', 'v8.execute'],
      });
      const frames = await play(page, sandbox);
      const trace: { traceEvents: readonly TraceEvent[] } = JSON.parse((await chromium.stopTracing()).toString('utf8'));
      const tasks = findLongTasks(trace.traceEvents);
      const ours = tasks.filter(isOurs);
      const most = Math.max(0, ...tasks.map(({ ourMs }) => ourMs));
      return [
        {
          id: 'page.long_tasks.ours',
          value: ours.length,
          unit: 'count',
          n: LOADS + ROOMS + frames,
          note: `${LOADS} loads, ${ROOMS} chats opened, ${frames} frames; ${tasks.length} long tasks in all by processor time, at most ${rounded(most)} ms of one ours`,
        },
      ];
    });
  },
};
