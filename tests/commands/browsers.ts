import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { run, runTool } from './run.ts';

/**
 * A browser on this machine. `loadsUnpacked`: Chromium and Chrome for Testing take `--load-extension`; Google Chrome
 * (≥ 137) and Edge ignore it and are told over the debugging pipe.
 */
export interface FoundBrowser {
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
        // Not in this folder: the next one is tried, and null is the answer when none has it.
        continue;
      }
    }
  }
  return null;
}

const firstExisting = (files: readonly string[]) => files.find((file) => existsSync(file)) ?? null;

export function findChromium(): FoundBrowser | null {
  const named = process.env['DISPARO_CHROMIUM'];
  if (named !== undefined && existsSync(named)) return { path: named, loadsUnpacked: true };
  const open =
    onPath(['chromium', 'chromium-browser']) ??
    firstExisting([chromium.executablePath(), '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing']);
  if (open !== null) return { path: open, loadsUnpacked: true };
  const programs = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']].filter((folder) => folder !== undefined);
  const branded =
    onPath(['google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'chrome', 'msedge']) ??
    firstExisting([
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ...programs.flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
    ]);
  return branded === null ? null : { path: branded, loadsUnpacked: false };
}

/** Firefox as found; only ESR, Developer Edition and Nightly take an unsigned extension for good. */
export function findFirefox(): FoundBrowser | null {
  const named = process.env['DISPARO_FIREFOX'];
  if (named !== undefined && existsSync(named)) return { path: named, loadsUnpacked: true };
  const path =
    onPath(['firefox-esr', 'firefox-developer-edition', 'firefox-nightly', 'firefox']) ??
    firstExisting(['/Applications/Firefox Developer Edition.app/Contents/MacOS/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox']);
  return path === null ? null : { path, loadsUnpacked: true };
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

/** A Chromium, installed if need be: Playwright's download where that works, else apt-get where we are root. */
export async function ensureChromium(): Promise<FoundBrowser> {
  const found = findChromium();
  if (found !== null) return found;
  await aptInstall(['chromium', 'fonts-liberation']);
  if (findChromium() === null) {
    console.log('Downloading a Chromium for this project …');
    await runTool('playwright', ['install', 'chromium']);
  }
  const installed = findChromium();
  if (installed !== null) return installed;
  throw new Error(
    'No Chromium, Chrome or Edge was found, and none could be installed.\n' +
      'Install one (https://www.chromium.org/getting-involved/download-chromium/, or "apt install chromium") and run the command again,\n' +
      'or name its program in DISPARO_CHROMIUM.',
  );
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
