import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Group } from './figure.ts';

const Total = z.object({
  passed: z.number(),
  failed: z.number(),
  wallMin: z.number(),
  isWhole: z.boolean(),
  endedAt: z.string(),
});
const FILE = 'test-results/summary/total.json';

/** Reports the duration of the last whole `npm test`. A run beside the other benches would give a wrong figure. */
export const suite: Group = {
  ids: ['suite.wall_min'],
  measure() {
    if (!existsSync(FILE)) throw new Error('no run of npm test is known here: run it first');
    const { passed, failed, wallMin, isWhole, endedAt } = Total.parse(JSON.parse(readFileSync(FILE, 'utf8')));
    if (!isWhole || failed > 0)
      throw new Error(
        `the last npm test was ${isWhole ? `not green (${failed} failed)` : 'not a whole one'}: run it first`,
      );
    return Promise.resolve([
      {
        id: 'suite.wall_min',
        value: wallMin,
        unit: 'min',
        n: passed,
        note: `the run that ended ${endedAt}, ${passed} passed`,
      },
    ]);
  },
};
