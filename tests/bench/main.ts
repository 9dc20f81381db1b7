import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { captureTool } from '../commands/run.ts';
import type { Group } from './figure.ts';

/**
 * `npm run bench [-- --only PREFIX] [-- --no-build]` prints one JSON line per figure. What goes wrong is told on stderr
 * and in the exit code; the other figures are measured all the same.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, 'no-build': { type: 'boolean', default: false } } });

async function buildAll(): Promise<void> {
  for (const mode of [[], ['--mode', 'sandbox']]) {
    const { code, output } = await captureTool('wxt', ['build', '-b', 'chrome', ...mode]);
    if (code !== 0) throw new Error(`the build failed:\n${output}`);
  }
}

if (!values['no-build']) await buildAll();
// Browsers read an extension's files whenever they need one: a copy stays as it is when something builds meanwhile.
const builds = mkdtempSync(join(tmpdir(), 'disparo-bench-'));
for (const folder of ['chrome-mv3', 'chrome-mv3-sandbox']) cpSync(join('.output', folder), join(builds, folder), { recursive: true });
process.env['E2E_BUILDS'] = builds;

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
];

let failed = 0;
let printed = 0;
for (const load of loaders) {
  const group = await load();
  if (!group.ids.some((id) => id.startsWith(values.only))) continue;
  try {
    for (const figure of await group.measure()) {
      if (!figure.id.startsWith(values.only)) continue;
      console.log(JSON.stringify(figure));
      printed += 1;
    }
  } catch (error) {
    failed += 1;
    console.error(`${group.ids.join(', ')}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
rmSync(builds, { recursive: true, force: true });
if (printed === 0 && failed === 0) console.error(`no figure starts with "${values.only}"`);
process.exit(failed === 0 && printed > 0 ? 0 : 1);
