import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rounded, type Figure, type Group } from './figure.ts';

const size = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Sizes of the store build for Chrome, gzip -9, in kB of 1,000 B. */
export const bundles: Group = {
  ids: ['bundle.panel.gz_kb', 'bundle.observer.gz_kb', 'bundle.bootstrap.gz_kb', 'bundle.background.gz_kb'],
  async measure() {
    const folder = join(process.env['E2E_BUILDS'] ?? '.output', 'chrome-mv3');
    const figure = (name: string, script: string): Figure => ({
      id: `bundle.${name}.gz_kb`,
      value: rounded(size(join(folder, script)) / 1000, 3),
      unit: 'kB',
      n: 1,
    });
    return [
      figure('panel', 'content-scripts/panel.js'),
      ...['observer', 'bootstrap', 'background'].map((name) => figure(name, `${name}.js`)),
    ];
  },
};
