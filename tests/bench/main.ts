import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { captureTool } from '../commands/run.ts';
import type { Figure, Group } from './figure.ts';
import { isAllMet, judge, tableOf } from './targets.ts';

/**
 * `npm run bench [-- --only PREFIX] [-- --no-build] [-- --check]` prints one JSON line per figure, then a table of all
 * figures with their targets, missed ones first. An error goes to stderr and into the exit code, and the other figures
 * are still measured. With `--check` a figure that is missed or missing makes the exit code 1.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    'no-build': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

// Browsers read an extension's files whenever they need one, so they get a copy that a later build does not change.
const builds = mkdtempSync(join(tmpdir(), 'disparo-bench-'));
// The module that starts browsers reads this variable when it is loaded, so the groups are imported after this line.
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

const loaders: readonly (() => Promise<Group>)[] = [
  async () => (await import('./bundles.ts')).bundles,
  async () => (await import('./page-load.ts')).pageLoad,
  async () => (await import('./long-tasks.ts')).longTasks,
  async () => (await import('./composer.ts')).composer,
  async () => (await import('./panel-mount.ts')).panelMount,
  async () => (await import('./first-row.ts')).firstRow,
  async () => (await import('./contact-list.ts')).contactList,
  async () => (await import('./badge.ts')).badge,
  async () => (await import('./dispatches.ts')).dispatches,
  async () => (await import('./singles.ts')).efficiency,
  async () => (await import('./singles.ts')).cost,
  async () => (await import('./resume.ts')).resume,
  async () => (await import('./simulation.ts')).simulation,
  async () => (await import('./page-cases.ts')).pageCases,
  async () => (await import('./kills.ts')).chromiumKills,
  async () => (await import('./kills.ts')).firefoxKills,
  async () => (await import('./kills.ts')).browserKills,
  async () => (await import('./kills.ts')).idleStops,
  async () => (await import('./clicks.ts')).clicks,
  async () => (await import('./idle-diff.ts')).idleDiff,
  async () => (await import('./waiting-list.ts')).waitingList,
  async () => (await import('./palette.ts')).palette,
  async () => (await import('./cpu-share.ts')).cpuShare,
  async () => (await import('./lines.ts')).lines,
  async () => (await import('./flow-read.ts')).flowRead,
  async () => (await import('./suite.ts')).suite,
];

const groups: readonly Group[] = await Promise.all(loaders.map((load) => load()));
const chosen = groups.filter((group) => group.ids.some((id) => id.startsWith(values.only)));
for (const each of buildsFor(chosen)) {
  if (!values['no-build']) await build(each);
  const folder = `${each.browser}-mv3${each.isSandbox ? '-sandbox' : ''}`;
  cpSync(join('.output', folder), join(builds, folder), { recursive: true });
}

let failed = 0;
const figures: Figure[] = [];
for (const group of chosen) {
  try {
    for (const figure of await group.measure()) {
      if (!figure.id.startsWith(values.only)) continue;
      console.log(JSON.stringify(figure));
      figures.push(figure);
    }
  } catch (error) {
    failed += 1;
    console.error(
      `${group.ids.join(', ')}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}
rmSync(builds, { recursive: true, force: true });
const judged = judge(figures, values.only);
if (judged.length === 0) console.error(`no figure starts with "${values.only}"`);
else console.log(`\n${tableOf(judged).join('\n')}`);
process.exit(judged.length === 0 || failed > 0 || (values.check && !isAllMet(judged)) ? 1 : 0);
