import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { captureTool } from './commands/run.ts';

/** The four folders of builds. `npm test` builds them first; run alone, this file builds the missing ones. */
const BUILDS = [
  { browser: 'chrome', mode: 'store', folder: '.output/chrome-mv3' },
  { browser: 'chrome', mode: 'sandbox', folder: '.output/chrome-mv3-sandbox' },
  { browser: 'firefox', mode: 'store', folder: '.output/firefox-mv3' },
  { browser: 'firefox', mode: 'sandbox', folder: '.output/firefox-mv3-sandbox' },
] as const;
const STORE_BUILDS = BUILDS.filter(({ mode }) => mode === 'store');
const SANDBOX_BUILDS = BUILDS.filter(({ mode }) => mode === 'sandbox');
const LOCALES = ['pt_BR', 'es', 'en'] as const;
const HOSTS = ['https://*.weni.ai/*'];
const LOCAL_HOSTS = ['http://localhost/*', 'http://127.0.0.1/*', 'https://127.0.0.1/*'];
/**
 * Manifest keys per browser: oldest version, background and, in Firefox, the data that is sent to the user's own Weni.
 */
const AGE = {
  chrome: {
    minimum_chrome_version: '120',
    background: { service_worker: 'background.js' },
    browser_specific_settings: undefined,
  },
  firefox: {
    minimum_chrome_version: undefined,
    background: { scripts: ['background.js'] },
    browser_specific_settings: {
      gecko: {
        id: 'disparo@disparo.app',
        strict_min_version: '142.0',
        data_collection_permissions: {
          required: ['authenticationInfo', 'personallyIdentifyingInfo', 'personalCommunications'],
        },
      },
    },
  },
} as const;
/** Limits of both stores. */
const LIMITS = { extension_name: 75, extension_description: 132 } as const;
/**
 * Size limits, gzip -9, in bytes. Observer and bootstrap load on every page of the hosts: their limits are fixed. The
 * others are the sizes at the time of writing plus a tenth, so that a new library in a bundle fails the test.
 */
const BUDGETS = { observer: 2_000, bootstrap: 4_000, panel: 126_400, background: 147_800 } as const;

const readManifest = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const holding = (folder: string, needle: string | RegExp) =>
  filesOf(folder).filter((file) => {
    if (!/\.(js|html|css|json)$/.test(file)) return false;
    const text = readFileSync(file, 'utf8');
    return typeof needle === 'string' ? text.includes(needle) : needle.test(text);
  });
const gzipped = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);

beforeAll(async () => {
  for (const { browser, mode, folder } of BUILDS) {
    if (existsSync(join(folder, 'manifest.json'))) continue;
    const { code, output } = await captureTool(
      'wxt',
      ['build', '-b', browser, ...(mode === 'sandbox' ? ['--mode', 'sandbox'] : [])],
      {
        ...process.env,
        // The NODE_ENV of the test runner would switch on development code.
        NODE_ENV: 'production',
      },
    );
    if (code !== 0) throw new Error(`${folder} does not build:\n${output}`);
  }
});

describe.each(BUILDS)('the $mode build for $browser', ({ browser, mode, folder }) => {
  const hosts = mode === 'sandbox' ? [...HOSTS, ...LOCAL_HOSTS] : HOSTS;

  it('asks for the permissions that were fixed, and no more', () => {
    const manifest = readManifest(folder);

    expect(manifest).toMatchObject({ manifest_version: 3, incognito: 'not_allowed' });
    expect(manifest['permissions']).toEqual(['storage', 'alarms', 'scripting', 'unlimitedStorage']);
    expect(manifest['optional_permissions']).toEqual(['notifications']);
    expect(manifest['host_permissions']).toEqual(hosts);
    expect(manifest['optional_host_permissions']).toEqual(['https://*/*']);
  });

  it('exposes nothing to pages', () => {
    const manifest = readManifest(folder);

    for (const key of [
      'web_accessible_resources',
      'externally_connectable',
      'content_security_policy',
      'sandbox',
      'update_url',
    ])
      expect(manifest).not.toHaveProperty(key);
  });

  it('runs two small scripts on its hosts and nothing elsewhere', () => {
    expect(readManifest(folder)['content_scripts']).toEqual([
      { matches: hosts, js: ['observer.js'], world: 'MAIN', run_at: 'document_start', all_frames: true },
      { matches: hosts, js: ['bootstrap.js'], css: ['page.css'], run_at: 'document_start', all_frames: true },
    ]);
  });

  it('names the oldest browser it works in', () => {
    const { minimum_chrome_version, background, browser_specific_settings } = readManifest(folder);

    expect({ minimum_chrome_version, background, browser_specific_settings }).toEqual(AGE[browser]);
  });

  it('suggests at most four shortcuts', () => {
    const commands = z
      .record(z.string(), z.object({ suggested_key: z.optional(z.object({ default: z.string() })) }))
      .parse(readManifest(folder)['commands']);

    expect(Object.values(commands).filter(({ suggested_key: key }) => key !== undefined).length).toBeLessThanOrEqual(4);
    expect(Object.keys(commands)).toContain('toggle-panel');
    expect(Object.keys(commands)).toContain('next-reply');
  });

  it('holds every file that its manifest names', () => {
    const named = [...JSON.stringify(readManifest(folder)).matchAll(/"([\w./-]+\.(?:js|html|css|png|json))"/g)].map(
      ([, file]) => file ?? '',
    );

    expect(named).toContain('icon/16.png');
    expect(named.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  });

  it.each(LOCALES)('has a name and a description in %s that the stores take', (locale) => {
    const messages = z
      .record(z.string(), z.object({ message: z.string() }))
      .parse(JSON.parse(readFileSync(join(folder, '_locales', locale, 'messages.json'), 'utf8')));
    const lengths = Object.entries(LIMITS).map(([key, limit]) => {
      const length = messages[key]?.message.length ?? 0;
      return length > 0 && length <= limit;
    });
    const used = [...JSON.stringify(readManifest(folder)).matchAll(/__MSG_(\w+)__/g)].map(([, key]) => key ?? '');

    expect(lengths).toEqual([true, true]);
    expect(used.filter((key) => (messages[key]?.message ?? '') === '')).toEqual([]);
  });
});

describe('code that belongs only to the sandbox build', () => {
  it.each(STORE_BUILDS)('is missing in the store build for $browser', ({ folder }) => {
    expect(holding(folder, /localhost|127\.0\.0\.1/)).toEqual([]);
    expect(holding(folder, '/sandbox/')).toEqual([]);
    expect(
      holding(folder, /__preactSource|jsxDEV|prefresh|preact\/debug|webpack-dev|import\.meta\.hot|\bdebugger\b/),
    ).toEqual([]);
    expect(filesOf(folder).filter((file) => file.endsWith('.map'))).toEqual([]);
    expect(readManifest(folder)).not.toHaveProperty('key');
  });

  it.each(SANDBOX_BUILDS)('is there in the sandbox build for $browser', ({ folder }) => {
    expect(holding(folder, '/sandbox/settings')).toEqual([join(folder, 'background.js')]);
    expect(holding(folder, /localhost/)).toContain(join(folder, 'manifest.json'));
  });
});

describe.each(STORE_BUILDS)('the bundles for $browser', ({ folder }) => {
  it.each(['observer', 'bootstrap', 'background'] as const)('keep %s within its budget', (name) => {
    expect(gzipped([join(folder, `${name}.js`)])).toBeLessThanOrEqual(BUDGETS[name]);
  });

  it('keep the panel one script within its budget', () => {
    expect(filesOf(join(folder, 'content-scripts')).filter((file) => file.endsWith('.js'))).toEqual([
      join(folder, 'content-scripts/panel.js'),
    ]);
    expect(gzipped([join(folder, 'content-scripts/panel.js')])).toBeLessThanOrEqual(BUDGETS.panel);
  });

  it('load no remote code and evaluate no text as code', () => {
    const scripts = filesOf(folder).filter((file) => file.endsWith('.js'));
    const remote = scripts.filter((file) =>
      /\bimport\(\s*["'`]https?:|importScripts\(|<script[^>]+src=["']https?:/.test(readFileSync(file, 'utf8')),
    );
    const evaluated = scripts.filter((file) => /\beval\(|new Function\(/.test(readFileSync(file, 'utf8')));

    expect({ remote, evaluated }).toEqual({ remote: [], evaluated: [] });
  });
});

/**
 * Known warnings of third-party code: Preact's use of innerHTML for `dangerouslySetInnerHTML`, which no component uses.
 */
const THIRD_PARTY = [
  {
    code: 'UNSAFE_VAR_ASSIGNMENT',
    file: /^(content-scripts\/panel|chunks\/[\w-]+)\.js$/,
    message: 'Unsafe assignment to innerHTML',
  },
];
const LintMessage = z.object({ code: z.string(), message: z.string(), file: z.optional(z.string()) });
const LintReport = z.object({ errors: z.array(LintMessage), warnings: z.array(LintMessage) });

describe('web-ext lint', () => {
  it('finds no error, and no warning about our own code, in the Firefox store build', async () => {
    const run = promisify(execFile)(
      'node_modules/.bin/web-ext',
      ['lint', '--source-dir', '.output/firefox-mv3', '--output', 'json'],
      { maxBuffer: 20_000_000 },
    );
    const { stdout } = await run.catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
    const { errors, warnings } = LintReport.parse(JSON.parse(stdout));
    const ours = warnings.filter(
      ({ code, file, message }) =>
        !THIRD_PARTY.some((known) => known.code === code && known.message === message && known.file.test(file ?? '')),
    );

    expect({ errors, ours }).toEqual({ errors: [], ours: [] });
    expect(
      filesOf('components').filter((file) => readFileSync(file, 'utf8').includes('dangerouslySetInnerHTML')),
    ).toEqual([]);
  });
});
