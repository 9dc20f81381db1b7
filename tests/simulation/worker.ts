import { simulate } from './simulate.ts';

/** Plays one share of the seeds in its own process and sends back its result. */
const [from, until] = process.argv.slice(2).map(Number);
if (from === undefined || until === undefined) throw new Error('two seed numbers are needed');
const failures: string[] = [];
let starts = 0;
let lives = 0;
const ends: Record<string, number> = {};
for (let seed = from; seed < until; seed += 1) {
  const result = await simulate(seed);
  starts += result.starts;
  lives += result.lives;
  for (const [status, count] of Object.entries(result.ends)) ends[status] = (ends[status] ?? 0) + count;
  if (result.violations.length > 0)
    failures.push(`seed ${seed}: ${result.violations.join('; ')} (npm run sim -- --seed ${seed})`);
}
process.send?.({ played: until - from, failures, starts, lives, ends });
