import { defineConfig, type Project } from '@playwright/test';
import type { Which } from './browser.ts';
import type { WorkerOptions } from './harness.ts';

/**
 * A policy of an administrator is one file of the machine for all browsers of a kind, so it may exist only while no
 * other test of that kind runs. Therefore its projects have a run of their own, after the others
 * (tests/commands/e2e-runs.ts). Project dependencies cannot do that: when a filter such as `--last-failed` leaves the
 * policy project without tests, Playwright does not run the projects it depends on either.
 */
const POLICY = 'policy.spec.ts';

const projectsFor = (which: Which): Project<object, WorkerOptions>[] => [
  { name: which, use: { which }, testIgnore: POLICY },
  {
    name: `${which}-policy`,
    use: { which },
    testMatch: POLICY,
    workers: 1,
    outputDir: '../../test-results/e2e-policy',
  },
];

/** With `DISPARO_REAL_TIME=1` some answers take minutes, as the slowest real ones do. */
const PATIENCE = process.env['DISPARO_REAL_TIME'] === '1' ? 4 : 1;

/**
 * Each worker has a browser and a profile of its own, and each test a sandbox on free ports, so tests run in parallel
 * and in any order. Four workers keep two cores busy: a test in Chromium uses a third of a core and one in Firefox
 * three quarters, because it mostly waits. There are no retries: a flake is a bug. The time limits prove nothing:
 * they end a test that hangs, also on a busy machine.
 */
export default defineConfig<object, WorkerOptions>({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './managed-policy.ts',
  workers: Number(process.env['E2E_WORKERS'] ?? 4),
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 300_000 * PATIENCE,
  expect: { timeout: 90_000 * PATIENCE },
  outputDir: '../../test-results/e2e',
  projects: [...projectsFor('chromium'), ...projectsFor('firefox')],
});
