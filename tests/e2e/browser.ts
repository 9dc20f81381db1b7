import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { chromium, firefox, type BrowserContext, type CDPSession, type Page, type Worker } from '@playwright/test';
import { findChromium, findFirefox } from '../commands/browsers.ts';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import { chromeScope } from './firefox-chrome-scope.ts';

export type Which = 'chromium' | 'firefox';

/** The installed extension in a real browser, and what only the browser can tell or do. */
export interface ExtensionBrowser {
  readonly which: Which;
  readonly context: BrowserContext;
  readonly profile: string;
  badgeText(): Promise<string>;
  actionTitle(): Promise<string>;
  /** Fires a keyboard command as the browser would. */
  command(name: string): Promise<void>;
  /** Stops the background and resolves only when it was seen stopped. */
  killBackground(): Promise<void>;
  /** Opens one of the extension's own pages. */
  extensionPage(path: string): Promise<Page>;
  close(): Promise<void>;
}

const FIREFOX_UUID = '11111111-2222-4333-8444-555555555555';

export interface LaunchOptions {
  readonly profile?: string;
  readonly firefoxPrefs?: Record<string, string | number | boolean>;
  /** Chromium: language of the browser, e.g. `pt_BR`. */
  readonly language?: string;
  readonly viewport?: { width: number; height: number };
}

export async function launchBrowser(which: Which, options: LaunchOptions = {}): Promise<ExtensionBrowser> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
  return which === 'chromium' ? await launchChromium(profile, options) : await launchFirefox(profile, options);
}

async function launchChromium(profile: string, options: LaunchOptions): Promise<ExtensionBrowser> {
  const found = findChromium();
  if (found === null) throw new Error('no Chromium: run npm test, which installs one');
  const extension = '.output/chrome-mv3-sandbox';
  if (!existsSync(extension)) throw new Error('no sandbox build: run npm run build:sandbox');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: found.path,
    headless: true,
    viewport: options.viewport ?? { width: 1366, height: 768 },
    env: { ...process.env, ...(options.language === undefined ? {} : { LANGUAGE: options.language }) },
    args: [
      '--no-sandbox',
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      '--no-first-run',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const worker = async (): Promise<Worker> => context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const root = (await worker()).url().replace(/background\.js$/, '');
  const extensionPage = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(root + path);
    return page;
  };
  // One quiet extension resource (no script of ours runs in it) carries what needs an extension context or a debugging session: the badge must be
  // readable while the background is stopped, and reading it must not wake it.
  let helper: Page | null = null;
  let cdp: CDPSession | null = null;
  const withHelper = async (): Promise<{ page: Page; cdp: CDPSession }> => {
    if (helper === null || helper.isClosed() || cdp === null) {
      helper = await extensionPage('icon/16.png');
      cdp = await context.newCDPSession(helper);
      await cdp.send('ServiceWorker.enable');
    }
    return { page: helper, cdp };
  };
  return {
    which: 'chromium',
    context,
    profile,
    extensionPage,
    badgeText: async () => await (await withHelper()).page.evaluate(() => chrome.action.getBadgeText({})),
    actionTitle: async () => await (await withHelper()).page.evaluate(() => chrome.action.getTitle({})),
    async command(name) {
      const running = await worker();
      await running.evaluate((command: string) => Reflect.get(chrome.commands.onCommand, 'dispatch').call(chrome.commands.onCommand, command), name);
    },
    async killBackground() {
      const { cdp: session } = await withHelper();
      const stopped = new Promise<void>((resolve) => {
        session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
          if (versions.some((version) => version.runningStatus === 'stopped')) resolve();
        });
      });
      await session.send('ServiceWorker.stopAllWorkers');
      await stopped;
    },
    async close() {
      await context.close();
      if (options.profile === undefined) rmSync(profile, { recursive: true, force: true });
    },
  };
}

function firefoxPackage(): string {
  const built = '.output/firefox-mv3-sandbox';
  if (!existsSync(built)) throw new Error('no sandbox build: run npm run build:sandbox');
  const folder = mkdtempSync(join(tmpdir(), 'disparo-xpi-'));
  const file = join(folder, 'disparo.xpi');
  execFileSync('node_modules/.bin/web-ext', ['build', '--source-dir', built, '--artifacts-dir', folder, '--filename', 'disparo.xpi', '--overwrite-dest'], { stdio: 'ignore' });
  if (!existsSync(file)) throw new Error(`web-ext made no package: ${readdirSync(folder).join(', ')}`);
  return file;
}

async function launchFirefox(profile: string, options: LaunchOptions): Promise<ExtensionBrowser> {
  const found = findFirefox();
  if (found === null) throw new Error('no Firefox: run npm test, which installs one');
  mkdirSync(join(profile, 'extensions'), { recursive: true });
  copyFileSync(firefoxPackage(), join(profile, 'extensions', `${GECKO_ID}.xpi`));
  const context = await firefox.launchPersistentContext(profile, {
    channel: 'moz-firefox',
    executablePath: found.path,
    headless: true,
    viewport: options.viewport ?? { width: 1366, height: 768 },
    args: ['--remote-allow-system-access'],
    firefoxUserPrefs: {
      'xpinstall.signatures.required': false,
      'extensions.autoDisableScopes': 0,
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: FIREFOX_UUID }),
      'extensions.webextOptionalPermissionPrompts': false,
      'intl.locale.requested': 'en-US',
      ...options.firefoxPrefs,
    },
  });
  const scope = await chromeScope(context);
  return {
    which: 'firefox',
    context,
    profile,
    badgeText: async () =>
      await scope.run((id) => {
        const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        return ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID(id).extension).action.getContextData(gBrowser.selectedTab).badgeText;
      }, GECKO_ID),
    actionTitle: async () =>
      await scope.run((id) => {
        const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        return ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID(id).extension).action.getContextData(gBrowser.selectedTab).title;
      }, GECKO_ID),
    async command(name) {
      await scope.run(
        (id, command) => {
          const { extension } = WebExtensionPolicy.getByID(id);
          const index = Object.keys(extension.manifest.commands).indexOf(command);
          document.querySelectorAll(`keyset[id*="${id.split('@')[0]}"] key`)[index]?.doCommand();
        },
        GECKO_ID,
        name,
      );
    },
    async killBackground() {
      const state = await scope.run(async (id) => {
        const { extension } = WebExtensionPolicy.getByID(id);
        await extension.terminateBackground({ disableResetIdleForTest: true, ignoreDevToolsAttached: true });
        return extension.backgroundState;
      }, GECKO_ID);
      if (state !== 'stopped') throw new Error(`the background is ${String(state)}, not stopped`);
    },
    async extensionPage(path) {
      const page = await context.newPage();
      // The page loads, but Playwright never hears of it: the load event of moz-extension documents is not reported.
      await page.goto(`moz-extension://${FIREFOX_UUID}/${path}`, { timeout: 1_500, waitUntil: 'commit' }).catch(() => null);
      await page.waitForFunction(() => location.protocol === 'moz-extension:' && document.readyState === 'complete');
      return page;
    },
    async close() {
      await context.close();
      if (options.profile === undefined) rmSync(profile, { recursive: true, force: true });
    },
  };
}
