import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

/** Unit, contract and component tests. Component tests ask for happy-dom by a comment at the top of their file. */
export default defineConfig({
  root: '.',
  plugins: [WxtVitest(), preact({ prefreshEnabled: false, devToolsEnabled: false })],
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/bench/**'],
    environment: 'node',
    restoreMocks: true,
    allowOnly: false,
    testTimeout: 30_000,
  },
});
