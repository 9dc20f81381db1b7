import { createRequire } from 'node:module';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'wxt';
import { COUNTRY_ZONES_FILE, PHONE_METADATA_FILE } from './lib/background/services/phones.ts';
import { buildManifest } from './lib/platform/manifest.ts';

// Store builds go to .output/<browser>-mv3, the end-to-end build (--mode sandbox) to .output/<browser>-mv3-sandbox.
// wxt names NODE_ENV after the mode; only `production` keeps the JSX compiler from adding its development code.
if (process.env['NODE_ENV'] === 'sandbox') process.env['NODE_ENV'] = 'production';

export default defineConfig({
  imports: false,
  manifestVersion: 3,
  modules: ['@wxt-dev/webextension-polyfill'],
  vite: () => ({
    plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false })],
    build: { target: ['chrome120', 'firefox142'], cssMinify: true },
  }),
  hooks: {
    // wxt 0.21.4 runs its auto-import plugin even with `imports: false`, and takes a parameter called `storage` for its own
    // storage library: with nothing to import it leaves our code alone.
    'config:resolved': (wxt) => {
      wxt.config.imports.presets = [];
      wxt.config.imports.imports = [];
    },
    // A fifth of the background's code would be these tables: they go along as files, read when a number is first looked at.
    'build:publicAssets': (_wxt, files) => {
      files.push({
        absoluteSrc: createRequire(import.meta.url).resolve('libphonenumber-js/metadata.min.json'),
        relativeDest: PHONE_METADATA_FILE,
      });
      files.push({
        absoluteSrc: join(import.meta.dirname, 'lib/numbers/country-zones.json'),
        relativeDest: COUNTRY_ZONES_FILE,
      });
    },
    'build:manifestGenerated': (wxt, manifest) => {
      const built = buildManifest({
        browser: wxt.config.browser === 'firefox' ? 'firefox' : 'chrome',
        mode: wxt.config.mode === 'sandbox' ? 'sandbox' : 'store',
        generated: manifest,
      });
      for (const key of Object.keys(manifest)) delete manifest[key as keyof typeof manifest];
      Object.assign(manifest, built);
    },
  },
});
