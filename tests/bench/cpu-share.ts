import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { awaitPeople } from './awaited.ts';
import { chatsAddress, launchBare, warmUp, withEnvironment } from './browsers.ts';
import { backgroundClock, tabClock, type CpuClock } from './cpu.ts';
import { mean, meanInterval, rounded, type Figure, type Group } from './figure.ts';
import { pourFrames } from './frame-flood.ts';

const AWAITED = 50;
const ROOMS = 20;
const WINDOWS = 15;
const FLOOD_MS = 6_000;
const FRAMES_PER_SECOND = 200;
const QUIET_MS = 12_000;

interface Clocks {
  readonly with: CpuClock;
  readonly without: CpuClock;
  readonly background: CpuClock;
}

interface Share {
  readonly tab: number;
  readonly bare: number;
  readonly background: number;
}

/** Measures the share of a core over a window, in both browsers at once. The bare page gets the same socket frames. */
async function shareOver(clocks: Clocks, work: () => Promise<unknown>): Promise<Share> {
  const read = async () => ({
    at: performance.now(),
    tab: await clocks.with(),
    bare: await clocks.without(),
    background: await clocks.background(),
  });
  const before = await read();
  await work();
  const after = await read();
  const seconds = (after.at - before.at) / 1_000;
  return {
    tab: (after.tab - before.tab) / seconds,
    bare: (after.bare - before.bare) / seconds,
    background: (after.background - before.background) / seconds,
  };
}

/** The mean and not the median, because work that repeats seldom is in a few windows only. */
function figureOf(id: string, shares: readonly Share[], about: string): Figure {
  const ours = shares.map(({ tab, bare, background }) => tab - bare + background);
  const { low, high } = meanInterval(ours);
  const [tab, bare, background] = [
    mean(shares.map((share) => share.tab)),
    mean(shares.map((share) => share.bare)),
    mean(shares.map((share) => share.background)),
  ];
  return {
    id,
    value: rounded(mean(ours), 4),
    unit: '',
    baseline: rounded(bare, 4),
    low: rounded(low, 4),
    high: rounded(high, 4),
    n: shares.length,
    note: `mean; tab ${rounded(tab, 4)} less the same page without the extension at the same time (baseline) ${rounded(bare, 4)}, background process ${rounded(background, 4)}; ${about}`,
  };
}

const openRooms = (sandbox: Sandbox): readonly string[] =>
  Array.from(
    { length: ROOMS },
    (_, n) =>
      sandbox.openRoom({
        contact: sandbox.contactAt(AWAITED - 5 + n).uuid,
        user: SEED.people.agent1,
        ageMs: 2 * 60 * 60_000,
      }).uuid,
  );

async function inWindows(measure: () => Promise<Share>): Promise<readonly Share[]> {
  const shares: Share[] = [];
  for (let n = 0; n <= WINDOWS; n += 1) shares.push(await measure());
  // The first window is left out, because the JavaScript engine has not optimised anything then.
  return shares.slice(1);
}

export const cpuShare: Group = {
  ids: ['reply.idle.cpu_share', 'reply.frames200.cpu_share'],
  async measure() {
    return await withEnvironment({}, async ({ sandbox, browser, openChats }) => {
      await warmUp(openChats);
      const rooms = openRooms(sandbox);
      await awaitPeople(browser, sandbox, { count: AWAITED });
      const bare = await launchBare();
      try {
        const { page, panel } = await openChats();
        await panel.root.getByRole('option').first().waitFor();
        const plain = await bare.context.newPage();
        await plain.goto(chatsAddress(sandbox));
        await plain.locator('.room-card').first().waitFor();
        const clocks: Clocks = {
          with: await tabClock(browser.context, page),
          without: await tabClock(bare.context, plain),
          background: await backgroundClock(browser.context),
        };
        const about = `${AWAITED} people awaited, 5 of them with an open chat`;

        const quiet = await inWindows(
          async () =>
            await shareOver(clocks, async () => await new Promise((resolve) => setTimeout(resolve, QUIET_MS))),
        );
        const poured: number[] = [];
        const flood = await inWindows(
          async () =>
            await shareOver(clocks, async () =>
              poured.push(await pourFrames(sandbox, rooms, { perSecond: FRAMES_PER_SECOND, forMs: FLOOD_MS })),
            ),
        );
        return [
          figureOf(
            'reply.idle.cpu_share',
            quiet,
            `windows of ${QUIET_MS / 1_000} s without a break, Send tab open; ${about}`,
          ),
          figureOf(
            'reply.frames200.cpu_share',
            flood,
            `windows of ${FLOOD_MS / 1_000} s, ${rounded(mean(poured) / (FLOOD_MS / 1_000), 0)} messages a second over ${ROOMS} chats; ${about}`,
          ),
        ];
      } finally {
        await bare.close();
      }
    });
  },
};
