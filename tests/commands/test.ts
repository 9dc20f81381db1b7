import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { ensureChromium, ensureFirefox, type FoundBrowser } from './browsers.ts';
import { captureProgram, captureTool, runTool } from './run.ts';

/**
 * The whole proof: types, lint, builds, unit, component and contract tests, then end-to-end in both browsers. Ends with
 * one plain line, "N passed, N failed".
 */
const RESULTS = 'test-results/summary';
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

let passed = 0;
let failed = 0;

async function step(name: string, work: () => Promise<number>): Promise<boolean> {
  const startedAt = Date.now();
  const code = await work();
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
  if (code === 0) passed += 1;
  else failed += 1;
  return code === 0;
}

/** Adds a runner's own counts; a runner that failed without a failed test counts as one failure. */
function count(file: string, code: number, read: (report: unknown) => { passed: number; failed: number }): void {
  let counts = { passed: 0, failed: 0 };
  try {
    counts = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`No report in ${file}: ${error instanceof Error ? error.message : String(error)}`);
    counts = { passed: 0, failed: 1 };
  }
  passed += counts.passed;
  failed += counts.failed === 0 && code !== 0 ? 1 : counts.failed;
}

/** Runs a tool without its chatter; a failure shows all of it. */
async function quietly(name: string, args: readonly string[]): Promise<number> {
  const { code, output } = await captureTool(name, args);
  // Progress of the tool's spinner is left out.
  if (code !== 0) console.error(output.replaceAll(/^.*\[\d+\/\d+\].*$/gm, '').replaceAll(/\n{2,}/g, '\n'));
  return code;
}

async function versionOf(browser: FoundBrowser): Promise<string> {
  const { output } = await captureProgram(browser.path, ['--version']);
  return `${output.trim().split('\n').at(-1) ?? '?'} (${browser.path})`;
}

/** What the result depends on, for whoever reads it later. */
async function printHeader(chromium: FoundBrowser, firefox: FoundBrowser): Promise<void> {
  const packages = ['wxt', '@playwright/test', 'vitest', 'typescript', 'preact', 'zod'].map((name) => `${name} ${Version.parse(JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))).version}`);
  console.log([`Node ${process.version}, ${process.platform} ${process.arch}`, await versionOf(chromium), await versionOf(firefox), packages.join(', ')].join('\n'));
}

const Version = z.object({ version: z.string() });
const VitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }) });

async function main(): Promise<void> {
  const chromium = await ensureChromium();
  const firefox = await ensureFirefox();
  await printHeader(chromium, firefox);

  await step('types', () => runTool('tsc', ['--noEmit']));
  await step('lint', () => runTool('oxlint', ['--deny-warnings']));
  const canRun = { chrome: false, firefox: false };
  for (const browser of ['chrome', 'firefox'] as const) {
    await step(`build for ${browser}`, () => quietly('wxt', ['build', '-b', browser]));
    canRun[browser] = await step(`sandbox build for ${browser}`, () => quietly('wxt', ['build', '-b', browser, '--mode', 'sandbox']));
  }

  const unitReport = `${RESULTS}/vitest.json`;
  const unitCode = await runTool('vitest', ['run', '--config', 'tests/vitest.config.ts', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`]);
  count(unitReport, unitCode, (report) => {
    const { numPassedTests, numFailedTests } = VitestReport.parse(report);
    return { passed: numPassedTests, failed: numFailedTests };
  });

  for (const browser of ['chromium', 'firefox'] as const) {
    // Its failed build is counted already; starting every test without one would only take time.
    if (!canRun[browser === 'firefox' ? 'firefox' : 'chrome']) {
      await step(`end-to-end tests in ${browser} need the sandbox build`, async () => 1);
      continue;
    }
    const report = `${RESULTS}/${browser}.json`;
    const code = await runTool('playwright', ['test', '-c', 'tests/e2e/playwright.config.ts', `--project=${browser}`, '--reporter=list,json'], {
      ...process.env,
      // Playwright takes a relative name from its configuration's folder.
      PLAYWRIGHT_JSON_OUTPUT_NAME: resolve(report),
    });
    count(report, code, (raw) => {
      const { stats } = PlaywrightReport.parse(raw);
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
    });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failed += 1;
}
writeFileSync(`${RESULTS}/total.json`, JSON.stringify({ passed, failed }));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
