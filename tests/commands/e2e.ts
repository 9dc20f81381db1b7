import { ensureChromium, ensureFirefox } from './browsers.ts';
import { ensureBuilt } from './builds.ts';
import { e2eRuns } from './e2e-runs.ts';
import { runTool } from './run.ts';

/**
 * Runs only the end-to-end tests: `npm run e2e -- --project=chromium tests/e2e/main-job.spec.ts`. Needs and builds only
 * the browsers of the named projects, or all of them if none is named. `--no-build` uses the last build; all other
 * arguments go to Playwright, e.g. `--last-failed`.
 */
const args = process.argv.slice(2).filter((arg) => arg !== '--no-build');
const projects = args.flatMap((arg, place) =>
  arg === '--project' ? [args[place + 1] ?? ''] : arg.startsWith('--project=') ? [arg.slice('--project='.length)] : [],
);
const wants = (browser: 'chromium' | 'firefox'): boolean =>
  projects.length === 0 || projects.some((project) => project.startsWith(browser) || project.includes('*'));

if (wants('chromium')) await ensureChromium();
if (wants('firefox')) await ensureFirefox();
if (!process.argv.includes('--no-build')) {
  for (const [browser, name] of [
    ['chromium', 'chrome'],
    ['firefox', 'firefox'],
  ] as const) {
    if (!wants(browser)) continue;
    const { code, output } = await ensureBuilt({ browser: name, isSandbox: true });
    if (code !== 0) {
      console.error(output);
      process.exit(1);
    }
  }
}
const others = args.filter((arg, place) => !arg.startsWith('--project') && args[place - 1] !== '--project');
const runs = e2eRuns(projects.length > 0 ? projects : ['chromium', 'firefox', 'chromium-policy', 'firefox-policy']);
// What else is asked for, for example the name of a file, may leave one of several runs without a test. With
// `--last-failed` that is good news: nothing failed.
const mayBeEmpty =
  (runs.length > 1 && others.length > 0) || others.includes('--last-failed') ? ['--pass-with-no-tests'] : [];
let code = 0;
for (const { projectArgs } of runs)
  code = Math.max(
    code,
    await runTool('playwright', [
      'test',
      '-c',
      'tests/e2e/playwright.config.ts',
      ...projectArgs,
      ...mayBeEmpty,
      ...others,
    ]),
  );
process.exit(code);
