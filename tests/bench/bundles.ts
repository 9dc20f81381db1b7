import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rounded, type Figure, type Group } from './figure.ts';

const size = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Gzip -9 of the store build for Chrome; kB = 1,000 B. The panel is everything that is injected into the frame. */
export const bundles: Group = {
  ids: ['bundle.panel.gz_kb', 'bundle.observer.gz_kb', 'bundle.bootstrap.gz_kb', 'bundle.background.gz_kb'],
  async measure() {
    const folder = join(process.env['E2E_BUILDS'] ?? '.output', 'chrome-mv3');
    const scripts = ['content-scripts/panel.js', 'panel-parts.js'].map((name) => ({ name, bytes: size(join(folder, name)) }));
    const figure = (name: string, bytes: number, note?: string): Figure => ({ id: `bundle.${name}.gz_kb`, value: rounded(bytes / 1000, 3), unit: 'kB', n: 1, ...(note === undefined ? {} : { note }) });
    return [
      figure('panel', scripts.reduce((sum, { bytes }) => sum + bytes, 0), scripts.map(({ name, bytes }) => `${name} ${bytes} B`).join(' + ')),
      ...['observer', 'bootstrap', 'background'].map((name) => figure(name, size(join(folder, `${name}.js`)))),
    ];
  },
};
