import { sendToGroup, startRequests } from '../e2e/dispatching.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { withDesk } from './browsers.ts';
import { median, quantile, rounded, type Figure, type Group } from './figure.ts';
import { countWrites, profileWorker } from './worker.ts';

/** With 5,000 contacts the smart group has 1,000 members. */
const CONTACTS = 5_000;
const THOUSAND = { name: 'Maceió (inteligente)', members: 1_000 } as const;
const START_MS = 250;
/** The product's own number of requests at once. */
const IN_FLIGHT = 2;
const WINDOW = 50;
/** Room for all of them: the bucket never makes anybody wait. */
const NO_BUCKET = { perHour: 2_000, burst: 1_500 };

/** Efficiency of each run of so many starts, from the moments at which the server saw them. */
function windowsOf(sandbox: Sandbox): readonly number[] {
  const at = startRequests(sandbox).map((request) => request.at);
  const windows: number[] = [];
  for (let from = 0; from + WINDOW < at.length; from += WINDOW) {
    const [first, next] = [at[from], at[from + WINDOW]];
    if (first !== undefined && next !== undefined) windows.push((WINDOW * START_MS) / IN_FLIGHT / (next - first));
  }
  return windows;
}

export const singles: Group = {
  ids: ['dispatch.1000.singles.efficiency', 'dispatch.cpu_ms_per_person', 'dispatch.bytes_per_person'],
  async measure() {
    return await withDesk({ contacts: CONTACTS, extension: { undoMs: 0, bucket: NO_BUCKET } }, async ({ sandbox, browser, openChats }) => {
      sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: START_MS } });
      const { panel } = await openChats();
      const people = THOUSAND.members;
      const written = await countWrites(browser.context);
      const profiled = await profileWorker(browser.context);
      await sendToGroup(panel, THOUSAND);
      const pressedAt = Date.now();
      await panel.getByRole('heading', { name: 'Done' }).waitFor({ timeout: 300_000 });
      const wallMs = Date.now() - pressedAt;
      const cpuMs = await profiled();
      const bytes = await written();
      const windows = windowsOf(sandbox);
      const all = Object.values(bytes).reduce((sum, each) => sum + each, 0);
      const perStore = Object.entries(bytes).map(([store, each]) => `${store} ${rounded(each / people, 0)}`).join(', ');
      const figures: Figure[] = [
        { id: 'dispatch.1000.singles.efficiency', value: rounded((people * START_MS) / IN_FLIGHT / wallMs, 3), unit: '', n: sandbox.flowsStarts().length, note: `one run, press to "Done" in ${wallMs} ms, n: its starts; ${windows.length} windows of ${WINDOW}: median ${rounded(median(windows), 3)}, lowest 5 % ${rounded(quantile(windows, 0.05), 3)}; profiled meanwhile` },
        { id: 'dispatch.cpu_ms_per_person', value: rounded(cpuMs / people), unit: 'ms', n: people, note: 'samples of the worker that are not idle, native work included, from the choice of the people to "Done"' },
        { id: 'dispatch.bytes_per_person', value: rounded(all / people, 0), unit: 'B', n: people, note: `every row written, as JSON, each time it is written: ${perStore}` },
      ];
      return figures;
    });
  },
};
