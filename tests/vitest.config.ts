import { globSync, readFileSync } from 'node:fs';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

const FILES = 'tests/**/*.test.{ts,tsx}';

/** Signs that a file changes its process for other files: the environment, globals, modules, the fake browser. */
const SHARED =
  /@vitest-environment|\bvi\.(?:mock|doMock|stubGlobal|stubEnv|resetModules|useFakeTimers)\b|fakeBrowser|wxt\/browser|\/world\.ts'|fake-indexeddb\/auto|globalThis\.|process\.env/;

/**
 * Files without such a sign in their text. They run one after another in one process, which saves its start and
 * imports.
 */
const lean = globSync('tests/unit/**/*.test.ts').filter((file) => !SHARED.test(readFileSync(file, 'utf8')));

/** Unit, contract and component tests. Component tests ask for happy-dom by a comment at the top of their file. */
export default defineConfig({
  root: '.',
  plugins: [WxtVitest(), preact({ prefreshEnabled: false, devToolsEnabled: false })],
  test: {
    environment: 'node',
    restoreMocks: true,
    allowOnly: false,
    // Ends a test that hangs. No test checks how long something takes.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    projects: [
      { extends: true, test: { name: 'lean', include: lean, isolate: false } },
      {
        extends: true,
        test: { name: 'own process', include: [FILES], exclude: ['tests/e2e/**', 'tests/bench/**', ...lean] },
      },
    ],
  },
});
