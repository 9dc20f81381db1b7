import { globSync, readFileSync } from 'node:fs';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

const FILES = 'tests/**/*.test.{ts,tsx}';

/** What a file changes for every other file in its process: the environment, global names, modules, the faked browser. */
const SHARED = /@vitest-environment|\bvi\.(?:mock|doMock|stubGlobal|stubEnv|resetModules|useFakeTimers)\b|fakeBrowser|wxt\/browser|\/world\.ts'|fake-indexeddb\/auto|globalThis\.|process\.env/;

/** Files that touch nothing shared, by their own text: they may follow each other in one process, which saves its start and every import. */
const lean = globSync('tests/unit/**/*.test.ts').filter((file) => !SHARED.test(readFileSync(file, 'utf8')));

/** Unit, contract and component tests. Component tests ask for happy-dom by a comment at the top of their file. */
export default defineConfig({
  root: '.',
  plugins: [WxtVitest(), preact({ prefreshEnabled: false, devToolsEnabled: false })],
  test: {
    environment: 'node',
    restoreMocks: true,
    allowOnly: false,
    // Ends a test that hangs; no test is about how long it takes.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'lean', include: lean, isolate: false } },
      { extends: true, test: { name: 'own process', include: [FILES], exclude: ['tests/e2e/**', 'tests/bench/**', ...lean] } },
    ],
  },
});
