import { ensureChromium, ensureFirefox } from './browsers.ts';
import { runTool } from './run.ts';

/** End-to-end tests alone: `npm run e2e -- --project=chromium tests/e2e/main-job.spec.ts`. Builds first unless --no-build. */
const args = process.argv.slice(2).filter((arg) => arg !== '--no-build');
await ensureChromium();
await ensureFirefox();
if (!process.argv.includes('--no-build')) {
  for (const browser of ['chrome', 'firefox']) {
    if ((await runTool('wxt', ['build', '-b', browser, '--mode', 'sandbox'])) !== 0) process.exit(1);
  }
}
process.exit(await runTool('playwright', ['test', '-c', 'tests/e2e/playwright.config.ts', ...args]));
