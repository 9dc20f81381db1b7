import { startRequests } from '../e2e/sandbox-data.ts';
import { withEnvironment } from './browsers.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { median, quantile, rounded, type Figure, type Group } from './figure.ts';
import { countWrites, profileWorker } from './worker.ts';

const START_MS = 250;
/** The product's number of requests in flight. */
const IN_FLIGHT = 2;
const WINDOW = 50;
/** A bucket that is large enough never to make a start wait. */
const NO_BUCKET = { perHour: 2_000, burst: 1_500 };

interface Watching {
  /** Called before the press on Send; the function it returns is called at the end. */
  readonly begin?: (context: Parameters<typeof profileWorker>[0]) => Promise<() => Promise<void>>;
}

/**
 * Plays a dispatch of singles in its own sandbox, from the press to "Done". The smart group has every fifth contact.
 */
async function sendSingles<Result>(
  people: number,
  watching: Watching,
  measured: (run: { readonly sandbox: Sandbox; readonly wallMs: number }) => Result,
): Promise<Result> {
  return await withEnvironment(
    { contacts: people * 5, extension: { undoMs: 0, bucket: NO_BUCKET } },
    async ({ sandbox, browser, openChats }) => {
      sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: START_MS } });
      const { panel } = await openChats();
      await panel.send.composeGroup({ name: 'Maceió (inteligente)', members: people });
      const end = await watching.begin?.(browser.context);
      const from = Date.now();
      await panel.send.button.click();
      await panel.root.getByRole('heading', { name: 'Done' }).waitFor({ timeout: 300_000 });
      const wallMs = Date.now() - from;
      await end?.();
      return measured({ sandbox, wallMs });
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

const THOUSAND = 1_000;

export const efficiency: Group = {
  ids: ['dispatch.1000.singles.efficiency'],
  async measure() {
    return await sendSingles(THOUSAND, {}, ({ sandbox, wallMs }): readonly Figure[] => {
      const windows = windowsOf(sandbox);
      const ofWindows = `${windows.length} windows of ${WINDOW}: median ${rounded(median(windows), 3)}, lowest 5 % ${rounded(quantile(windows, 0.05), 3)}`;
      return [
        {
          id: 'dispatch.1000.singles.efficiency',
          value: rounded((THOUSAND * START_MS) / IN_FLIGHT / wallMs, 3),
          unit: '',
          n: sandbox.flowsStarts().length,
          note: `n: starts of one run, press to "Done" in ${wallMs} ms; ${ofWindows}`,
        },
      ];
    });
  },
};

/** Enough people to make the fixed costs of a dispatch small, and few enough for a readable profile. */
const PROFILED = 300;

export const cost: Group = {
  ids: ['dispatch.cpu_ms_per_person', 'dispatch.bytes_per_person'],
  async measure() {
    let cpuMs = Number.NaN;
    let bytes: Readonly<Record<string, number>> = {};
    const begin: Watching['begin'] = async (context) => {
      const written = await countWrites(context);
      const profiled = await profileWorker(context);
      return async () => {
        cpuMs = await profiled();
        bytes = await written();
      };
    };
    return await sendSingles(PROFILED, { begin }, (): readonly Figure[] => {
      const all = Object.values(bytes).reduce((sum, each) => sum + each, 0);
      const perStore = Object.entries(bytes)
        .map(([store, each]) => `${store} ${rounded(each / PROFILED, 0)}`)
        .join(', ');
      return [
        {
          id: 'dispatch.cpu_ms_per_person',
          value: rounded(cpuMs / PROFILED),
          unit: 'ms',
          n: PROFILED,
          note: 'samples of the worker that are not idle, native work and waiting for a core included, from the press to "Done"',
        },
        {
          id: 'dispatch.bytes_per_person',
          value: rounded(all / PROFILED, 0),
          unit: 'B',
          n: PROFILED,
          note: `every row as JSON each time it is written, from the press to "Done": ${perStore}`,
        },
      ];
    });
  },
};
