import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { captureTool } from '../commands/run.ts';
import type { Figure, Group } from './figure.ts';
import { loadGroups } from './groups.ts';
import { productState, StoredFigures } from './stored-figures.ts';
import { isAllMet, judge, tableOf } from './targets.ts';

/**
 * `npm run bench` measures every figure, prints one JSON line each, then a table of all with their targets, missed ones
 * first. Figures that were measured before are taken along as long as the product is the same. An error goes to stderr
 * and into the exit code, and the other figures are still measured. tests/bench/README.md says what the options do.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    'no-build': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    stored: { type: 'boolean', default: false },
  },
});

// Browsers read an extension's files whenever they need one, so they get a copy that a later build does not change.
const builds = mkdtempSync(join(tmpdir(), 'disparo-bench-'));
// The module that starts browsers reads this variable when it is loaded, so no group may be imported before this line.
process.env['E2E_BUILDS'] = builds;

interface Build {
  readonly browser: 'chrome' | 'firefox';
  readonly isSandbox: boolean;
}

function buildsFor(groups: readonly Group[]): readonly Build[] {
  const firefox: readonly Build[] = groups.some((group) => group.needsFirefox)
    ? [{ browser: 'firefox', isSandbox: true }]
    : [];
  return [{ browser: 'chrome', isSandbox: false }, { browser: 'chrome', isSandbox: true }, ...firefox];
}

async function build({ browser, isSandbox }: Build): Promise<void> {
  const { code, output } = await captureTool('wxt', [
    'build',
    '-b',
    browser,
    ...(isSandbox ? ['--mode', 'sandbox'] : []),
  ]);
  if (code !== 0) throw new Error(`the build failed:\n${output}`);
}

const stored = new StoredFigures(productState());
const groups = await loadGroups();
const chosen = values.stored
  ? []
  : groups.filter(
      (group) => group.ids.some((id) => id.startsWith(values.only)) && !(values.quick && group.isCampaign === true),
    );
for (const each of buildsFor(chosen)) {
  if (!values['no-build']) await build(each);
  const folder = `${each.browser}-mv3${each.isSandbox ? '-sandbox' : ''}`;
  cpSync(join('.output', folder), join(builds, folder), { recursive: true });
}

let failed = 0;
const figures: Figure[] = [];
const startedAt = performance.now();
const secondsSince = (from: number): number => Math.round((performance.now() - from) / 1_000);
for (const group of chosen) {
  const from = performance.now();
  try {
    const measured = await group.measure();
    stored.add(measured);
    for (const figure of measured) {
      if (!figure.id.startsWith(values.only)) continue;
      console.log(JSON.stringify(figure));
      figures.push(figure);
    }
    console.error(`${group.ids.join(', ')}: ${secondsSince(from)} s`);
  } catch (error) {
    failed += 1;
    console.error(
      `${group.ids.join(', ')}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}
rmSync(builds, { recursive: true, force: true });
if (chosen.length > 0) console.log(`measured in ${Math.round(secondsSince(startedAt) / 6) / 10} min`);
const own = new Set(figures.map(({ id }) => id));
const earlier = stored.read().filter(({ id }) => id.startsWith(values.only) && !own.has(id));
if (earlier.length > 0) console.log(`from earlier runs of the same product: ${earlier.map(({ id }) => id).join(', ')}`);
const judged = judge([...earlier, ...figures], values.only);
if (judged.length === 0) console.error(`no figure starts with "${values.only}"`);
else console.log(`\n${tableOf(judged).join('\n')}`);
process.exit(judged.length === 0 || failed > 0 || (values.check && !isAllMet(judged)) ? 1 : 0);
