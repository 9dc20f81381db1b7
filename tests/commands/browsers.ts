import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { run } from './run.ts';

/**
 * A browser on this machine. `loadsUnpacked`: whether it accepts `--load-extension`, as Chromium and Chrome for Testing
 * do. Google Chrome (≥ 137) and Edge ignore it and get the extension over the debugging pipe.
 */
export interface FoundBrowser {
  readonly kind: 'chromium' | 'firefox';
  readonly path: string;
  readonly loadsUnpacked: boolean;
}

function onPath(names: readonly string[]): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // The file is not in this folder, so the next one is tried. The result is null when no folder has it.
        continue;
      }
    }
  }
  return null;
}

const firstExisting = (files: readonly string[]) => files.find((file) => existsSync(file)) ?? null;

const named = (variable: string): string | null => {
  const path = process.env[variable];
  return path !== undefined && existsSync(path) ? path : null;
};

/** Finds Chromium or Chrome for Testing; DISPARO_CHROMIUM may name the file. */
export function findOpenChromium(): FoundBrowser | null {
  const path =
    named('DISPARO_CHROMIUM') ??
    onPath(['chromium', 'chromium-browser']) ??
    firstExisting([
      chromium.executablePath(),
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    ]);
  return path === null ? null : { kind: 'chromium', path, loadsUnpacked: true };
}

/** Finds Google Chrome or Edge; DISPARO_CHROME may name the file (also a Chromium, which is then treated the same). */
export function findBrandedChrome(): FoundBrowser | null {
  const programs = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']].filter(
    (folder) => folder !== undefined,
  );
  const path =
    named('DISPARO_CHROME') ??
    onPath(['google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'chrome', 'msedge']) ??
    firstExisting([
      '/opt/google/chrome/chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ...programs.flatMap((folder) => [
        join(folder, 'Google/Chrome/Application/chrome.exe'),
        join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]),
    ]);
  return path === null ? null : { kind: 'chromium', path, loadsUnpacked: false };
}

export function findChromium(): FoundBrowser | null {
  return findOpenChromium() ?? findBrandedChrome();
}

/** Finds Firefox. Only ESR, Developer Edition and Nightly can install an unsigned extension permanently. */
export function findFirefox(): FoundBrowser | null {
  const programs = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)']].filter(
    (folder) => folder !== undefined,
  );
  const path =
    named('DISPARO_FIREFOX') ??
    onPath(['firefox-esr', 'firefox-developer-edition', 'firefox-nightly', 'firefox']) ??
    firstExisting([
      '/Applications/Firefox Developer Edition.app/Contents/MacOS/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      ...programs.flatMap((folder) => [
        join(folder, 'Firefox Developer Edition/firefox.exe'),
        join(folder, 'Mozilla Firefox/firefox.exe'),
      ]),
    ]);
  return path === null ? null : { kind: 'firefox', path, loadsUnpacked: true };
}

let aptUpdated = false;

async function aptInstall(packages: readonly string[]): Promise<void> {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return;
  console.log(`Installing ${packages.join(', ')} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!aptUpdated) await run('apt-get', ['update', '-qq'], { env, quiet: true });
  aptUpdated = true;
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, quiet: true });
}

/** Finds a Chromium or installs one: by Playwright's download if that works, else by apt-get when run as root. */
async function installChromium(): Promise<FoundBrowser | null> {
  console.log('Downloading a Chromium for this project …');
  // Behind some proxies the download hangs, so after two minutes apt-get is tried instead.
  await run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], {
    quiet: true,
    timeoutMs: 120_000,
  });
  if (findOpenChromium() === null) await aptInstall(['chromium', 'fonts-liberation']);
  return findOpenChromium();
}

const NO_CHROMIUM =
  'No Chromium or Chrome for Testing was found, and none could be installed.\n' +
  'Install one (https://www.chromium.org/getting-involved/download-chromium/, or "apt install chromium") and run the command again,\n' +
  'or name its program in DISPARO_CHROMIUM.';

/** The Chromium for the end-to-end tests. Google Chrome and Edge cannot be used: they ignore `--load-extension`. */
export async function ensureChromium(): Promise<FoundBrowser> {
  const found = findOpenChromium() ?? (await installChromium());
  if (found !== null) return found;
  throw new Error(NO_CHROMIUM);
}

export async function ensureFirefox(): Promise<FoundBrowser> {
  const found = findFirefox();
  if (found !== null) return found;
  await aptInstall(['firefox-esr']);
  const installed = findFirefox();
  if (installed !== null) return installed;
  throw new Error(
    'No Firefox was found, and none could be installed.\n' +
      'Install Firefox ESR or Developer Edition (https://www.mozilla.org/firefox/enterprise/, or "apt install firefox-esr") and run the command\n' +
      'again, or name its program in DISPARO_FIREFOX. Release Firefox refuses unsigned extensions.',
  );
}

/**
 * Every browser that can show the product, best first: Chromium or Chrome for Testing, Firefox, Google Chrome or Edge.
 * If there is none, one is installed. A browser named in DISPARO_CHROME comes first.
 *
 * @throws {Error} whose message says what to do
 */
export async function browsersToTry(wanted: 'chromium' | 'firefox' | null): Promise<readonly FoundBrowser[]> {
  const chrome = wanted === 'firefox' ? null : findBrandedChrome();
  const others = [wanted === 'firefox' ? null : findOpenChromium(), wanted === 'chromium' ? null : findFirefox()];
  const found = (named('DISPARO_CHROME') === null ? [...others, chrome] : [chrome, ...others]).filter(
    (browser) => browser !== null,
  );
  if (found.length > 0) return found;
  return [wanted === 'firefox' ? await ensureFirefox() : await ensureChromium()];
}
