import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, firefox, type BrowserContext } from '@playwright/test';
import type { FoundBrowser } from './browsers.ts';
import { installTemporarily } from './firefox-install.ts';

export interface OpenedBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const VIEWPORT = { width: 1366, height: 768 };

/** Chromium does not start with its sandbox when it is run as root. */
const asRoot = () => process.getuid?.() === 0;

/**
 * Starts a browser with an empty profile and the sandbox build; `close` removes the profile.
 *
 * Chromium and Chrome for Testing get the folder on the command line. Google Chrome and Edge ignore that since 137 and
 * get it over the debugging pipe (CDP Extensions.loadUnpacked). Firefox installs it as a temporary add-on over
 * WebDriver BiDi (webExtension.install), which works in every edition, also in those that refuse unsigned packages.
 */
export async function openBrowser(browser: FoundBrowser, headless: boolean): Promise<OpenedBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'disparo-start-'));
  const own = {
    executablePath: browser.path,
    headless,
    viewport: headless ? VIEWPORT : null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
  let context: BrowserContext | null = null;
  const close = async () => {
    await context?.close().catch(() => undefined);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (browser.kind === 'firefox') {
      context = await firefox.launchPersistentContext(profile, { ...own, channel: 'moz-firefox' });
      await installTemporarily(context, resolve('.output/firefox-mv3-sandbox'));
      return { context, close };
    }
    const extension = resolve('.output/chrome-mv3-sandbox');
    const loading = browser.loadsUnpacked
      ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`]
      : ['--enable-unsafe-extension-debugging'];
    context = await chromium.launchPersistentContext(profile, {
      ...own,
      ignoreDefaultArgs: ['--disable-extensions'],
      args: [...(asRoot() ? ['--no-sandbox'] : []), ...loading, '--no-first-run', '--start-maximized'],
    });
    if (!browser.loadsUnpacked) {
      const session = await context.browser()?.newBrowserCDPSession();
      if (session === undefined) throw new Error(`${browser.path} gives no debugging session`);
      await session.send('Extensions.loadUnpacked', { path: extension });
    }
    return { context, close };
  } catch (error) {
    await close();
    throw error;
  }
}
