import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureChromium } from './browsers.ts';
import { runTool } from './run.ts';

/**
 * Takes pictures of the main states of the real extension: `npm run screens -- [folder] [--no-build] [-g <filter>]`.
 */
const args = process.argv.slice(2).filter((arg) => arg !== '--no-build');
const folder = resolve(
  args[0] !== undefined && !args[0].startsWith('-') ? (args.shift() ?? '') : 'test-results/screens',
);
await ensureChromium();
if (
  !process.argv.includes('--no-build') &&
  (await runTool('wxt', ['build', '-b', 'chrome', '--mode', 'sandbox'])) !== 0
)
  process.exit(1);
const code = await runTool(
  'playwright',
  ['test', '-c', 'tests/e2e/playwright.config.ts', '--project=chromium', 'screens', ...args],
  { ...process.env, SCREENS: folder },
);
console.log(`${readdirSync(folder).filter((file) => file.endsWith('.png')).length} pictures in ${folder}`);
process.exit(code);
