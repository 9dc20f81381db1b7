import { defineConfig } from '@playwright/test';
import type { WorkerOptions } from './harness.ts';

/** One worker and one browser each: a machine has two cores, and starting Firefox takes seconds. No retries: a flake is a bug. */
export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './managed-policy.ts',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: '../../test-results/e2e',
  projects: [
    { name: 'chromium', use: { which: 'chromium' } },
    { name: 'firefox', use: { which: 'firefox' } },
  ],
});
