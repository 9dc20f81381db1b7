import { defineConfig, type Project } from '@playwright/test';
import type { Which } from './browser.ts';
import type { WorkerOptions } from './harness.ts';

/**
 * What an administrator fixes lies in one file of the machine for all browsers of a kind: it may stand only when no other test of that
 * kind runs. So its projects have a run of their own, after the others (tests/commands/e2e-runs.ts). A project that depends on the others
 * would not do: a filter, as `--last-failed`, leaves it without tests and then runs nothing of what it depends on.
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

/** With `DISPARO_REAL_TIME=1` answers take as long as the slowest real ones, some minutes. */
const PATIENCE = process.env['DISPARO_REAL_TIME'] === '1' ? 4 : 1;

/**
 * Each worker has a browser, a profile, and for each test a sandbox on free ports of its own: tests run beside each other in any
 * order. Four of them keep two cores busy: alone, a test in Chromium uses a third of a core and one in Firefox three quarters, because
 * it mostly waits. No retries: a flake is a bug. The limits of time are no part of any test: they end one that hangs, on however busy a machine.
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
