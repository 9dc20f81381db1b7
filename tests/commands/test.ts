import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { ensureChromium, ensureFirefox, type FoundBrowser } from './browsers.ts';
import { ensureBuilt, type Build } from './builds.ts';
import { e2eRuns, type E2eRun } from './e2e-runs.ts';
import { readPlaywright, readVitest, slowestLines, type Counts, type TestTime } from './report.ts';
import { captureProgram, runTool } from './run.ts';

/**
 * Runs everything: types, lint, builds, unit, component and contract tests, then end-to-end tests in both browsers. The
 * last line is "N passed, N failed".
 *
 * `--quick`: types, lint, units, and the main job in Chromium, in minutes. `--last-failed`: types, lint and builds,
 * then only the tests that failed in the last run (whole files of unit tests).
 */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, 'last-failed': { type: 'boolean', default: false } },
});

const RESULTS = 'test-results/summary';
const UNIT_REPORT = `${RESULTS}/vitest.json`;
const SLOWEST = 20;
const startedAt = Date.now();

let passed = 0;
let failed = 0;
const times: TestTime[] = [];

async function step(name: string, work: () => Promise<number>): Promise<boolean> {
  const from = Date.now();
  const code = await work();
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${Math.round((Date.now() - from) / 1000)} s)`);
  if (code === 0) passed += 1;
  else failed += 1;
  return code === 0;
}

/** Adds the counts of a test runner. A runner that failed without a failed test counts as one failure. */
function count(file: string, code: number, read: (file: string) => Counts): void {
  try {
    const counts = read(file);
    passed += counts.passed;
    failed += counts.failed === 0 && code !== 0 ? 1 : counts.failed;
    times.push(...counts.times);
  } catch (error) {
    console.error(`No report in ${file}: ${error instanceof Error ? error.message : String(error)}`);
    failed += 1;
  }
}

/** Builds without showing the output, except after a failure. Unchanged files are not built again. */
async function build(each: Build): Promise<boolean> {
  return await step(`${each.isSandbox ? 'sandbox build' : 'build'} for ${each.browser}`, async () => {
    const { code, output } = await ensureBuilt(each);
    // The progress lines of the build tool are left out.
    if (code !== 0) console.error(output.replaceAll(/^.*\[\d+\/\d+\].*$/gm, '').replaceAll(/\n{2,}/g, '\n'));
    return code;
  });
}

async function versionOf(browser: FoundBrowser): Promise<string> {
  const { output } = await captureProgram(browser.path, ['--version']);
  return `${output.trim().split('\n').at(-1) ?? '?'} (${browser.path})`;
}

/** Prints the versions that the result depends on. */
async function printHeader(browsers: readonly FoundBrowser[]): Promise<void> {
  const packages = ['wxt', '@playwright/test', 'vitest', 'typescript', 'preact', 'zod'].map(
    (name) => `${name} ${Version.parse(JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))).version}`,
  );
  console.log(
    [
      `Node ${process.version}, ${process.platform} ${process.arch}`,
      ...(await Promise.all(browsers.map(versionOf))),
      packages.join(', '),
    ].join('\n'),
  );
}

const Version = z.object({ version: z.string() });

/** The files of unit tests to run: those that failed in the last run, or null for all. */
function unitFilesToRun(): readonly string[] | null {
  if (!values['last-failed'] || !existsSync(UNIT_REPORT)) return null;
  return readVitest(UNIT_REPORT).failedFiles;
}

async function units(files: readonly string[] | null): Promise<void> {
  if (files?.length === 0) return console.log('No unit test failed in the run before.');
  const code = await runTool('vitest', [
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${UNIT_REPORT}`,
    ...(files ?? []),
  ]);
  count(UNIT_REPORT, code, readVitest);
}

async function endToEnd(name: E2eRun['name'], args: readonly string[]): Promise<void> {
  const report = `${RESULTS}/${name}.json`;
  const code = await runTool(
    'playwright',
    ['test', '-c', 'tests/e2e/playwright.config.ts', ...args, '--reporter=list,json'],
    {
      ...process.env,
      // Playwright resolves a relative path from the folder of its configuration.
      PLAYWRIGHT_JSON_OUTPUT_NAME: resolve(report),
    },
  );
  count(report, code, readPlaywright);
}

async function main(): Promise<void> {
  const unitFiles = unitFilesToRun();
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const chromium = await ensureChromium();
  const firefox = values.quick ? null : await ensureFirefox();
  await printHeader([chromium, ...(firefox === null ? [] : [firefox])]);

  await step('types', () => runTool('tsc', ['--noEmit']));
  await step('lint', () => runTool('oxlint', ['--deny-warnings']));
  const canRun = { chrome: false, firefox: false };
  for (const browser of values.quick ? (['chrome'] as const) : (['chrome', 'firefox'] as const)) {
    if (!values.quick) await build({ browser, isSandbox: false });
    canRun[browser] = await build({ browser, isSandbox: true });
  }
  await units(unitFiles);

  const broken = values.quick
    ? canRun.chrome
      ? []
      : ['chrome']
    : Object.entries(canRun).flatMap(([browser, isBuilt]) => (isBuilt ? [] : [browser]));
  // Without its build no test of a browser can pass, so one failure is counted and its tests are not started.
  for (const browser of broken) await step(`end-to-end tests in ${browser} need the sandbox build`, async () => 1);
  const projects = [canRun.chrome ? 'chromium' : null, canRun.firefox ? 'firefox' : null].filter(
    (name) => name !== null,
  );
  if (projects.length === 0) return;
  if (values.quick) return await endToEnd('e2e', ['--project=chromium', 'main-job']);
  const only = values['last-failed'] ? ['--last-failed', '--pass-with-no-tests'] : [];
  for (const { name, projectArgs } of e2eRuns(projects.flatMap((project) => [project, `${project}-policy`])))
    await endToEnd(name, [...projectArgs, ...only]);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failed += 1;
}
const wallMin = Number(((Date.now() - startedAt) / 60_000).toFixed(2));
const isWhole = !values.quick && !values['last-failed'];
writeFileSync(
  `${RESULTS}/total.json`,
  JSON.stringify({ passed, failed, wallMin, isWhole, endedAt: new Date().toISOString() }),
);
console.log(`\nThe slowest, of ${wallMin} minutes in all:\n${slowestLines(times, SLOWEST).join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
