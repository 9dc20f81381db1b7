import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { keepProgress, markOfCode, readProgress } from './progress.ts';
import { playShares } from './shares.ts';
import { simulate } from './simulate.ts';

/**
 * `npm run sim -- --seeds 1000000 [--from N]` plays seeds on every core and prints progress. It continues where it was
 * stopped, unless the code has changed since or `--fresh` is given. `--seed N` replays one seed with its trace.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string' },
    seed: { type: 'string' },
    fresh: { type: 'boolean', default: false },
  },
});

const PROGRESS_FILE = '.output/simulation-progress.json';
/** Seeds played between two lines of progress, divided among one process per core. */
const ROUND = 5_000;

async function replay(seed: number): Promise<void> {
  const result = await simulate(seed, { trace: (line) => console.log(line) });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.violations.length > 0 ? 1 : 0;
}

async function campaign(): Promise<void> {
  const from = Number(values.from ?? 0);
  const until = from + Number(values.seeds);
  const code = markOfCode();
  const progress = values.fresh
    ? { code, from, next: from, violations: 0 }
    : readProgress(PROGRESS_FILE, { code, from, until });
  const first = progress.next;
  if (first > from)
    console.log(`seeds ${from} to ${first - 1} were played with this code: ${progress.violations} violations`);
  const startedAt = performance.now();
  let starts = 0;
  while (progress.next < until) {
    const round = { from: progress.next, until: Math.min(until, progress.next + ROUND) };
    for (const share of await playShares(round, availableParallelism())) {
      starts += share.starts;
      progress.violations += share.failures.length;
      for (const failure of share.failures) console.log(failure);
    }
    if (progress.violations > 0) process.exitCode = 1;
    progress.next = round.until;
    keepProgress(PROGRESS_FILE, progress);
    const perSecond = ((progress.next - first) / (performance.now() - startedAt)) * 1000;
    console.log(
      `${progress.next}/${until} seeds, ${progress.violations} violations, ${starts} starts, ${perSecond.toFixed(0)} seeds/s`,
    );
  }
  console.log(JSON.stringify({ id: 'faults.sim.seeds', value: until - from, unit: 'count' }));
  console.log(JSON.stringify({ id: 'faults.sim.violations', value: progress.violations, unit: 'count' }));
}

await (values.seed === undefined ? campaign() : replay(Number(values.seed)));
