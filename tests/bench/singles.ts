import { startRequests } from '../e2e/sandbox-data.ts';
import { withEnvironment } from './browsers.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { median, quantile, rounded, type Figure, type Group } from './figure.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';
import { playBareStarts, workerOf } from './bare-starts.ts';
import { backgroundClock } from './cpu.ts';
import { countWrites } from './worker.ts';

const START_MS = 250;
/** The product's number of requests in flight. */
const IN_FLIGHT = 2;
const WINDOW = 50;
/** A bucket that is large enough never to make a start wait. */
const NO_BUCKET = { perHour: 2_000, burst: 1_500 };

interface Run {
  readonly sandbox: Sandbox;
  readonly browser: ExtensionBrowser;
}

/**
 * Plays a dispatch of singles in its own sandbox, from the press to "Done". The smart group has every fifth contact.
 *
 * @param begin called before the press; what it returns is called with the wall time of the dispatch
 */
async function sendSingles<Result>(
  people: number,
  begin: (run: Run) => Promise<(wallMs: number) => Promise<Result>>,
): Promise<Result> {
  return await withEnvironment(
    { contacts: people * 5, extension: { undoMs: 0, bucket: NO_BUCKET } },
    async ({ sandbox, browser, openChats }) => {
      sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: START_MS } });
      const { panel } = await openChats();
      await panel.send.composeGroup({ name: 'Maceió (inteligente)', members: people });
      const end = await begin({ sandbox, browser });
      const from = Date.now();
      await panel.send.button.click();
      await panel.root.getByRole('heading', { name: 'Done' }).waitFor({ timeout: 300_000 });
      return await end(Date.now() - from);
    },
  );
}

/** Computes the efficiency of each run of this many starts, from the times at which the server got them. */
function windowsOf(sandbox: Sandbox): readonly number[] {
  const at = startRequests(sandbox).map((request) => request.at);
  const windows: number[] = [];
  for (let from = 0; from + WINDOW < at.length; from += WINDOW) {
    const [first, next] = [at[from], at[from + WINDOW]];
    if (first !== undefined && next !== undefined) windows.push((WINDOW * START_MS) / IN_FLIGHT / (next - first));
  }
  return windows;
}

const efficiencyOf = (people: number, wallMs: number): number => (people * START_MS) / IN_FLIGHT / wallMs;

const THOUSAND = 1_000;
/** How many bare starts are played to compare with. */
const BARE = 300;

export const efficiency: Group = {
  ids: ['dispatch.1000.singles.efficiency'],
  async measure() {
    return await sendSingles(THOUSAND, ({ sandbox, browser }) =>
      Promise.resolve(async (wallMs: number): Promise<readonly Figure[]> => {
        const windows = windowsOf(sandbox);
        const n = sandbox.flowsStarts().length;
        const bareMs = await playBareStarts(workerOf(browser), sandbox, { people: BARE, inFlight: IN_FLIGHT });
        const value = efficiencyOf(THOUSAND, wallMs);
        const baseline = efficiencyOf(BARE, bareMs);
        return [
          {
            id: 'dispatch.1000.singles.efficiency',
            value: rounded(value, 3),
            unit: '',
            baseline: rounded(baseline, 3),
            ratio: rounded(value / baseline, 3),
            n,
            note: `n: starts of one run, press to "Done" in ${wallMs} ms; ${windows.length} windows of ${WINDOW}: median ${rounded(median(windows), 3)}, lowest 5 % ${rounded(quantile(windows, 0.05), 3)}; baseline: ${BARE} bare starts in the same worker`,
          },
        ];
      }),
    );
  },
};

/** Enough people to make the fixed costs of a dispatch small. */
const PROFILED = 300;

export const cost: Group = {
  ids: ['dispatch.cpu_ms_per_person', 'dispatch.bytes_per_person'],
  async measure() {
    return await sendSingles(PROFILED, async ({ sandbox, browser }) => {
      const written = await countWrites(browser.context);
      const clock = await backgroundClock(browser.context);
      const before = await clock();
      return async (): Promise<readonly Figure[]> => {
        const value = ((await clock()) - before) * 1_000;
        const bytes = await written();
        const bareFrom = await clock();
        await playBareStarts(workerOf(browser), sandbox, { people: PROFILED, inFlight: IN_FLIGHT });
        const baseline = ((await clock()) - bareFrom) * 1_000;
        const all = Object.values(bytes).reduce((sum, each) => sum + each, 0);
        const perStore = Object.entries(bytes)
          .map(([store, each]) => `${store} ${rounded(each / PROFILED, 0)}`)
          .join(', ');
        return [
          {
            id: 'dispatch.cpu_ms_per_person',
            value: rounded(value / PROFILED),
            unit: 'ms',
            baseline: rounded(baseline / PROFILED),
            ratio: rounded(value / baseline),
            n: PROFILED,
            note: 'processor time of the background process, all threads, from the press to "Done"; baseline: as many bare starts in the same worker',
          },
          {
            id: 'dispatch.bytes_per_person',
            value: rounded(all / PROFILED, 0),
            unit: 'B',
            n: PROFILED,
            note: `every row as JSON each time it is written, from the press to "Done": ${perStore}`,
          },
        ];
      };
    });
  },
};
