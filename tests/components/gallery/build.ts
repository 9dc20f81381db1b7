import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import preact from '@preact/preset-vite';
import { chromium } from 'playwright-core';
import { build } from 'vite';

/**
 * Draws every state of the panel with invented data and looks at each: axe (violations and incomplete), text that is cut or overflows.
 * `node tests/components/gallery/build.ts <out> [state,…] [light|dark] [locale,…] [width,…]`
 */
const here = fileURLToPath(new URL('.', import.meta.url));
const [out = '/tmp/disparo-gallery', only = '', themes = 'light,dark', locales = 'pt_BR,en', widths = '380'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

async function bundle(entry: string, name: string): Promise<string> {
  await build({
    root: here,
    configFile: false,
    logLevel: 'error',
    plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false })],
    build: { outDir: join(out, name), emptyOutDir: true, target: 'chrome120', cssMinify: true, lib: { entry, formats: ['iife'], name: 'x', fileName: () => `${name}.js` } },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return join(out, name, `${name}.js`);
}

const panel = readFileSync(await bundle(join(here, '../../../components/panel/mount.tsx'), 'panel'));
console.log(`panel: ${panel.length} B, ${gzipSync(panel, { level: 9 }).length} B gz`);
const script = await bundle(join(here, 'states.tsx'), 'gallery');
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');
writeFileSync(join(out, 'index.html'), `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gallery</title></head><body style="margin:0"><main><h1 style="font:14px sans-serif">Chats</h1></main><script src="gallery/gallery.js"></script></body></html>`);
void script;

interface Look {
  gallery: { names: string[]; show: (name: string, look: { theme: string; locale: string; width: number }) => Promise<void> };
  axe: { run: (context: unknown, options: unknown) => Promise<Record<'violations' | 'incomplete', { id: string; nodes: { target: unknown; any: { message: string }[]; html: string }[] }[]>> };
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
let troubles = 0;
try {
  for (const theme of themes.split(',')) {
    for (const locale of locales.split(',')) {
      for (const width of widths.split(',').map(Number)) {
        const page = await browser.newPage({ viewport: { width: Math.max(width + 20, 420), height: 760 }, colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
        page.on('pageerror', (error) => {
          troubles += 1;
          console.log('page error', error.message);
        });
        const url = pathToFileURL(join(out, 'index.html')).href;
        await page.goto(url);
        const names = await page.evaluate(() => (window as unknown as Look).gallery.names);
        // Tall while it is judged, so that nothing is half under an edge; the picture is as tall as a window.
        for (const name of names.filter((one) => only === '' || only.split(',').includes(one))) {
          await page.setViewportSize({ width: Math.max(width + 20, 420), height: 2600 });
          await page.goto(url);
          await page.addScriptTag({ content: axe });
          const shown = await page.evaluate(
            async ([state, look]) => {
              const view = window as unknown as Look;
              await view.gallery.show(state, look);
              const root = [...document.querySelectorAll('div')].find((element) => element.shadowRoot !== null)?.shadowRoot;
              const cut: string[] = [];
              for (const element of root?.querySelectorAll<HTMLElement>('button, h1, h2, h3, p, label, dt, dd, legend') ?? []) {
                if (element.closest('.sr') === null && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow === 'visible' && element.clientWidth > 0) cut.push(element.textContent?.slice(0, 40) ?? '');
              }
              for (const element of root?.querySelectorAll<HTMLElement>('.frame, .scroll, .tabpanel, .list') ?? []) {
                if (element.scrollWidth > element.clientWidth + 1) cut.push(`sideways: ${element.className}`);
              }
              const result = await view.axe.run(document, { resultTypes: ['violations', 'incomplete'] });
              const found = (['violations', 'incomplete'] as const).flatMap((kind) => result[kind].map((rule) => `${kind} ${rule.id} ${rule.nodes.map((node) => `${JSON.stringify(node.target)} ${node.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`));
              return { cut, found };
            },
            [name, { theme, locale, width }] as const,
          );
          await page.setViewportSize({ width: Math.max(width + 20, 420), height: 760 });
          await page.screenshot({ path: join(out, `${name}-${theme}-${locale}-${width}.png`) });
          for (const problem of [...shown.found, ...shown.cut.map((text) => `cut ${text}`)]) {
            troubles += 1;
            console.log(`${name} ${theme} ${locale} ${width}: ${problem}`);
          }
        }
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
}
console.log(troubles === 0 ? 'no violation, nothing incomplete, nothing cut' : `${troubles} troubles`);
process.exitCode = troubles === 0 ? 0 : 1;
