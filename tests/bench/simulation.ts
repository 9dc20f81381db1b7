import { playShares } from '../simulation/shares.ts';
import type { Group } from './figure.ts';

const SEEDS = 10_000;
const PROCESSES = 2;

/**
 * Plays as many seeds of the simulation as continuous integration does; `npm run sim -- --seeds 1000000` plays more.
 */
export const simulation: Group = {
  ids: ['faults.sim.seeds', 'faults.sim.violations'],
  async measure() {
    const shares = await playShares({ from: 0, until: SEEDS }, PROCESSES);
    const played = shares.reduce((sum, share) => sum + share.played, 0);
    const failures = shares.flatMap((share) => share.failures);
    for (const failure of failures) console.error(failure);
    const [starts, lives] = (['starts', 'lives'] as const).map((what) =>
      shares.reduce((sum, share) => sum + share[what], 0),
    );
    return [
      {
        id: 'faults.sim.seeds',
        value: played,
        unit: 'count',
        n: played,
        note: `${starts} starts in ${lives} lives of the background; a million seeds by npm run sim`,
      },
      {
        id: 'faults.sim.violations',
        value: failures.length,
        unit: 'count',
        n: played,
        note: 'seeds that break an invariant',
      },
    ];
  },
};
