import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keepProgress, markOfCode, readProgress } from './progress.ts';
import { SABOTAGES } from './sabotage.ts';
import { playShares } from './shares.ts';
import { simulate } from './simulate.ts';

const SEEDS = 10_000;
const WORKERS = 2;

describe('simulation', () => {
  it('holds every invariant over 10,000 seeds', async () => {
    const shares = await playShares({ from: 0, until: SEEDS }, WORKERS);

    expect(shares.flatMap((share) => share.failures)).toEqual([]);
    expect(shares.reduce((sum, share) => sum + share.played, 0)).toBe(SEEDS);
    // If nothing happens, no invariant can break. So each final status must have occurred, and deaths of the background
    // too.
    for (const status of ['accepted', 'refused', 'unknown', 'skipped', 'cancelled']) {
      expect(
        shares.reduce((sum, share) => sum + (share.ends[status] ?? 0), 0),
        status,
      ).toBeGreaterThan(100);
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

  it.each(Object.entries(SABOTAGES))('catches a dispatcher with %s', async (_name, sabotage) => {
    let caught = -1;

    for (let seed = 0; seed < 1_500 && caught === -1; seed += 1) {
      const { violations } = await simulate(seed, { sabotage });
      if (violations.length > 0) caught = seed;
    }

    expect(caught).toBeGreaterThanOrEqual(0);
  });
});

describe('a campaign that was stopped', () => {
  const file = join(tmpdir(), `disparo-progress-${process.pid}.json`);
  const campaign = { code: markOfCode(), from: 0, until: 1_000_000 };
  const kept = { code: campaign.code, from: 0, next: 400_000, violations: 2 };
  afterAll(() => rmSync(file, { force: true }));

  it('goes on where it was with the same code and range', () => {
    keepProgress(file, kept);

    expect(readProgress(file, campaign)).toEqual(kept);
  });

  it.each<[string, Partial<typeof campaign>]>([
    ['other code', { code: 'other' }],
    ['another first seed', { from: 7 }],
    ['fewer seeds', { until: 10_000 }],
  ])('begins anew with %s', (_, change) => {
    const wanted = { ...campaign, ...change };
    keepProgress(file, kept);

    expect(readProgress(file, wanted)).toEqual({
      code: wanted.code,
      from: wanted.from,
      next: wanted.from,
      violations: 0,
    });
  });
});
