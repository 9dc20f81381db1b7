import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SABOTAGES } from './sabotage.ts';
import { simulate } from './simulate.ts';

const SEEDS = 10_000;
const WORKERS = 2;

interface Share {
  readonly played: number;
  readonly failures: readonly string[];
  readonly starts: number;
  readonly lives: number;
  readonly ends: Readonly<Record<string, number>>;
}

function playShare(from: number, until: number): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [String(from), String(until)], { execArgv: [] });
    worker.once('message', (share) => resolve(share as Share));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a share ended with ${code} and no result`)));
  });
}

describe('simulation', () => {
  it('holds every invariant over 10,000 seeds', { timeout: 300_000 }, async () => {
    const size = SEEDS / WORKERS;

    const shares = await Promise.all(Array.from({ length: WORKERS }, (_, index) => playShare(index * size, (index + 1) * size)));

    expect(shares.flatMap((share) => share.failures)).toEqual([]);
    expect(shares.reduce((sum, share) => sum + share.played, 0)).toBe(SEEDS);
    // A play in which nothing happens holds everything: each kind of end must have been reached, and deaths too.
    for (const status of ['accepted', 'refused', 'not-found', 'unknown', 'skipped', 'cancelled']) {
      expect(shares.reduce((sum, share) => sum + (share.ends[status] ?? 0), 0), status).toBeGreaterThan(100);
    }
    expect(shares.reduce((sum, share) => sum + share.lives, 0)).toBeGreaterThan(SEEDS * 1.5);
    expect(shares.reduce((sum, share) => sum + share.starts, 0)).toBeGreaterThan(SEEDS);
  });

  it('plays a seed the same way twice', async () => {
    const first: string[] = [];
    const second: string[] = [];

    await simulate(4, { trace: (line) => first.push(line) });
    await simulate(4, { trace: (line) => second.push(line) });

    expect(first.length).toBeGreaterThan(10);
    expect(second).toEqual(first);
  });

  it.each(Object.entries(SABOTAGES))('catches a dispatcher with %s', { timeout: 120_000 }, async (_name, sabotage) => {
    let caught = -1;

    for (let seed = 0; seed < 1_500 && caught === -1; seed += 1) {
      const { violations } = await simulate(seed, { sabotage });
      if (violations.length > 0) caught = seed;
    }

    expect(caught).toBeGreaterThanOrEqual(0);
  });
});
