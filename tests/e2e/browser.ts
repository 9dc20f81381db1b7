import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execFileSync } from 'node:child_process';
import { chromium, firefox, type BrowserContext, type CDPSession, type Page, type Worker } from '@playwright/test';
import { findChromium, findFirefox } from '../commands/browsers.ts';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import { chromeScope, tellRequests } from './firefox-chrome-scope.ts';

export type Which = 'chromium' | 'firefox';

/**
 * The installed extension in a real browser: reads what only the browser knows (badge, icon) and does what only the
 * browser can (commands, stopping the background).
 */
export interface ExtensionBrowser {
  readonly which: Which;
  readonly context: BrowserContext;
  readonly profile: string;
  badgeText(): Promise<string>;
  actionTitle(): Promise<string>;
  /** Fires a keyboard command as the browser would. */
  command(name: string): Promise<void>;
  /** Stops the background; resolves when the browser reports it as stopped. False when it was not running. */
  killBackground(): Promise<boolean>;
  /** Reloads the whole extension while its pages stay open, as an update does. */
  reloadExtension(): Promise<void>;
  /** Takes the network away from the whole browser, the background included, or gives it back. */
  setOffline(offline: boolean): Promise<void>;
  /** Puts the icon into the toolbar, or away into the menu of extensions, as a person does. */
  pinIcon(isPinned: boolean): Promise<void>;
  /** Answers one address with this script instead of what the server has, for this page only. */
  answerInstead(page: Page, url: string, script: string): Promise<void>;
  /** Opens an extension page (popup, options, history). */
  extensionPage(path: string): Promise<Page>;
  /**
   * A picture of the extension in a tab that stays open: extension calls work there, no script of ours runs in it,
   * and it wakes nothing.
   */
  ownResource(): Promise<Page>;
  /**
   * Opens the popup as a background tab of the window whose active tab shows that site. A driver cannot reach a real
   * popup, which lies over the active tab.
   */
  popupBehind(siteUrl: string): Promise<Page>;
  /** Makes the browser collect the memory of closed pages, which a busy Firefox puts off. */
  freeMemory(): Promise<void>;
  close(): Promise<void>;
}

/** The folder of the builds. A long run can use another one, so that a build meanwhile does not change it. */
const BUILDS = process.env['E2E_BUILDS'] ?? '.output';
const FIREFOX_UUID = '11111111-2222-4333-8444-555555555555';

const VIEWPORT = { width: 1366, height: 768 };
/** `--ignore-certificate-errors`: the sandbox behind TLS shows a certificate that it made itself. */
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--ignore-certificate-errors',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

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

/** A picture: it exists in every build, and no script of ours runs in its document. */
const OWN_RESOURCE = 'icon/16.png';

/**
 * A page that is opened when it is first needed, and opened again when it is gone, for example after a reload of the
 * extension.
 */
function keptPage(open: () => Promise<Page>): () => Promise<Page> {
  let kept: Page | null = null;
  return async () => {
    const isThere =
      kept !== null &&
      !kept.isClosed() &&
      (await within(
        5_000,
        kept.evaluate(() => location.protocol.endsWith('extension:')).catch(() => false),
        false,
      ));
    if (kept === null || !isThere) {
      await kept?.close().catch(() => undefined);
      kept = await open();
    }
    return kept;
  };
}

/** The same browser without the extension, to compare with. */
export async function launchPlain(which: Which, profile: string): Promise<BrowserContext> {
  const found = which === 'chromium' ? findChromium() : findFirefox();
  if (found === null) throw new Error(`no ${which}: run npm test, which installs one`);
  const common = { executablePath: found.path, headless: true, viewport: VIEWPORT };
  return which === 'chromium'
    ? await chromium.launchPersistentContext(profile, { ...common, args: CHROMIUM_ARGS })
    : await firefox.launchPersistentContext(profile, { ...common, channel: 'moz-firefox' });
}

async function launchChromium(profile: string, options: LaunchOptions): Promise<ExtensionBrowser> {
  const found = findChromium();
  if (found === null) throw new Error('no Chromium: run npm test, which installs one');
  const extension = resolve(BUILDS, 'chrome-mv3-sandbox');
  if (!existsSync(extension)) throw new Error('no sandbox build: run npm run build:sandbox');
  allowReload(profile);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: found.path,
    headless: true,
    viewport: options.viewport ?? VIEWPORT,
    env: { ...process.env, ...(options.language === undefined ? {} : { LANGUAGE: options.language }) },
    args: [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`, ...CHROMIUM_ARGS],
  });
  const worker = async (): Promise<Worker> =>
    context.serviceWorkers().at(-1) ?? (await context.waitForEvent('serviceworker'));
  const root = (await worker()).url().replace(/background\.js$/, '');
  const extensionPage = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(root + path);
    return page;
  };
  // The picture carries what needs an extension context or a debugging session. The badge must be readable while the
  // background is stopped, and no script of ours runs in a picture that could wake it.
  const ownResource = keptPage(() => extensionPage(OWN_RESOURCE));
  let watched: { page: Page; cdp: CDPSession } | null = null;
  const states = new Map<string, string>();
  const isRunning = () => [...states.values()].some((state) => state !== 'stopped');
  const withHelper = async (): Promise<{ page: Page; cdp: CDPSession }> => {
    const page = await ownResource();
    if (watched?.page !== page) {
      const session = await context.newCDPSession(page);
      // The workers that run now are reported after the answer to `enable`.
      const isTold = new Promise<void>((resolve) => {
        session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
          for (const version of versions) states.set(version.versionId, version.runningStatus);
          if (versions.length > 0) resolve();
        });
      });
      await session.send('ServiceWorker.enable');
      await isTold;
      watched = { page, cdp: session };
    }
    return watched;
  };
  return {
    which: 'chromium',
    context,
    profile,
    extensionPage,
    ownResource,
    popupBehind: async (siteUrl) => await openPopupBehind(context, await ownResource(), siteUrl),
    badgeText: async () => await (await withHelper()).page.evaluate(() => chrome.action.getBadgeText({})),
    actionTitle: async () => await (await withHelper()).page.evaluate(() => chrome.action.getTitle({})),
    async command(name) {
      const running = await worker();
      await running.evaluate(
        (command: string) =>
          Reflect.get(chrome.commands.onCommand, 'dispatch').call(chrome.commands.onCommand, command),
        name,
      );
    },
    async killBackground() {
      const { cdp: session } = await withHelper();
      if (!isRunning()) return false;
      const stopped = new Promise<void>((resolve) => {
        const look = ({ versions }: { versions: { runningStatus: string }[] }) => {
          if (!versions.some((version) => version.runningStatus === 'stopped')) return;
          session.off('ServiceWorker.workerVersionUpdated', look);
          resolve();
        };
        session.on('ServiceWorker.workerVersionUpdated', look);
      });
      await session.send('ServiceWorker.stopAllWorkers');
      await stopped;
      return true;
    },
    setOffline: (offline) => context.setOffline(offline),
    answerInstead,
    // Chromium ends the process of a closed page.
    freeMemory: () => Promise.resolve(),
    async pinIcon(isPinned) {
      const page = await context.newPage();
      await page.goto('chrome://extensions/');
      await page.evaluate(
        async ([extensionId, pinnedToToolbar]) => {
          const api: unknown = Reflect.get(chrome, 'developerPrivate');
          await Reflect.get(Object(api), 'updateExtensionConfiguration').call(api, { extensionId, pinnedToToolbar });
        },
        [new URL(root).host, isPinned] as const,
      );
      await page.close();
    },
    async reloadExtension() {
      const old = await worker();
      const fresh = context.waitForEvent('serviceworker');
      // The worker may be gone before it answers.
      await old.evaluate(() => chrome.runtime.reload()).catch(() => null);
      await fresh;
    },
    async close() {
      await context.close();
      if (options.profile === undefined)
        rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function answerInstead(page: Page, url: string, script: string): Promise<void> {
  await page.route(url, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
}

async function openPopupBehind(context: BrowserContext, own: Page, siteUrl: string): Promise<Page> {
  const opening = context.waitForEvent('page');
  await own.evaluate(async (url) => {
    // In Firefox only `browser` returns promises; `chrome` takes callbacks.
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    const tab = (await api.tabs.query({})).find((other) => other.url === url);
    if (tab?.id === undefined) throw new Error(`no tab shows ${url}`);
    await api.tabs.update(tab.id, { active: true });
    await api.tabs.create({ url: api.runtime.getURL('popup.html'), windowId: tab.windowId, active: false });
  }, siteUrl);
  return await opening;
}

/**
 * Turns the developer mode on: without it Chromium does not start an unpacked extension again after
 * `runtime.reload()`.
 */
function allowReload(profile: string): void {
  const preferences = join(profile, 'Default', 'Preferences');
  if (existsSync(preferences)) return;
  mkdirSync(join(profile, 'Default'), { recursive: true });
  writeFileSync(preferences, JSON.stringify({ extensions: { ui: { developer_mode: true } } }));
}

/** The value of a promise, or another value when the promise takes longer than the limit. */
async function within<Result>(timeoutMs: number, work: Promise<Result>, otherwise: Result): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const OPEN_ATTEMPTS = 10;
const QUESTIONS = 6;

/**
 * Whether a page of Firefox shows that document of the extension, complete. A question put to a document that is
 * about to go is never answered, so it is put again, with more time each time.
 */
async function isOwnDocument(page: Page, path: string): Promise<boolean> {
  const isComplete = (name: string): boolean =>
    location.protocol === 'moz-extension:' && location.pathname === name && document.readyState === 'complete';
  const pathname = `/${path.split(/[?#]/)[0] ?? ''}`;
  for (let asked = 1; asked <= QUESTIONS; asked += 1) {
    const isShown = await page.waitForFunction(isComplete, pathname, { timeout: 300 * asked }).then(
      () => true,
      () => false,
    );
    if (isShown) return true;
  }
  return false;
}

/**
 * Opens an extension page in Firefox. Playwright learns of an HTML document under moz-extension only when the tab is
 * in the extension's process already, and then only that it was committed, never that it was loaded. So a picture of
 * the extension is opened first, which moves the tab into that process, and the document is asked whether it is
 * complete. Sometimes Playwright misses the commit all the same; then the tab starts again from about:blank.
 */
async function openExtensionDocument(page: Page, path: string): Promise<void> {
  for (let attempt = 1; attempt <= OPEN_ATTEMPTS; attempt += 1) {
    const options = { waitUntil: 'commit', timeout: 1_500 * attempt } as const;
    for (const each of new Set([OWN_RESOURCE, path]))
      await page.goto(`moz-extension://${FIREFOX_UUID}/${each}`, options).catch(() => null);
    if (await isOwnDocument(page, path)) return;
    await page.goto('about:blank', options).catch(() => null);
  }
  throw new Error(`Firefox did not show ${path} of the extension`);
}

/** Makes `reload` and `close` of a moz-extension page work: Playwright waits for events of both that never come. */
function tellsItself(page: Page, path: string): Page {
  page.reload = async () => {
    await page.goto('about:blank', { timeout: 3_000 }).catch(() => null);
    await openExtensionDocument(page, path);
    return null;
  };
  const close = page.close.bind(page);
  // Playwright can close the page once it shows an ordinary document.
  page.close = async (...args) => {
    const hasLeft = await page.goto('about:blank', { timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    // A page that has closed itself cannot navigate, and a call of `close` would never return.
    if (hasLeft) await close(...args);
  };
  return page;
}

/**
 * The path of the Firefox build as an installable package. Packing takes longer than starting the browser, so a
 * package is made once for each state of the build. Several processes may need it at once, so it is packed in a
 * folder of its own and then moved into place.
 */
function firefoxPackage(): string {
  const built = resolve(BUILDS, 'firefox-mv3-sandbox');
  if (!existsSync(built)) throw new Error('no sandbox build: run npm run build:sandbox');
  const state = createHash('sha256');
  for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const about = statSync(join(built, name));
    if (about.isFile()) state.update(`${name} ${about.size} ${about.mtimeMs}\n`);
  }
  const file = `${built}.${state.digest('hex').slice(0, 16)}.xpi`;
  if (existsSync(file)) return file;
  const folder = mkdtempSync(join(BUILDS, 'packing-'));
  execFileSync(
    'node_modules/.bin/web-ext',
    ['build', '--source-dir', built, '--artifacts-dir', folder, '--filename', 'disparo.xpi', '--overwrite-dest'],
    { stdio: 'ignore' },
  );
  const packed = join(folder, 'disparo.xpi');
  if (!existsSync(packed)) throw new Error(`web-ext made no package: ${readdirSync(folder).join(', ')}`);
  for (const name of readdirSync(BUILDS))
    if (/^firefox-mv3-sandbox\.\w+\.xpi$/.test(name) && !file.endsWith(name))
      rmSync(join(BUILDS, name), { force: true });
  renameSync(packed, file);
  rmSync(folder, { recursive: true, force: true });
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
    viewport: options.viewport ?? VIEWPORT,
    args: ['--remote-allow-system-access'],
    firefoxUserPrefs: {
      'xpinstall.signatures.required': false,
      'extensions.autoDisableScopes': 0,
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: FIREFOX_UUID }),
      'extensions.webextOptionalPermissionPrompts': false,
      'intl.locale.requested': 'en-US',
      // Firefox pings a silent HTTP/2 connection after a second instead of a minute.
      'network.http.http2.ping-threshold': 1,
      'network.http.http2.ping-timeout': 1,
      ...options.firefoxPrefs,
    },
  });
  await tellRequests(context, false);
  const scope = await chromeScope(context);
  // The sandbox behind TLS shows a certificate that it made itself.
  await scope.run(() =>
    Cc['@mozilla.org/security/certoverride;1']
      .getService(Ci.nsICertOverrideService)
      .setDisableAllSecurityChecksAndLetAttackersInterceptMyData(true),
  );
  const extensionPage = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    await openExtensionDocument(page, path);
    return tellsItself(page, path);
  };
  const ownResource = keptPage(() => extensionPage(OWN_RESOURCE));
  return {
    which: 'firefox',
    context,
    profile,
    badgeText: async () =>
      await scope.run((id) => {
        const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        // Shortly after the start of the browser the extension or its icon does not exist yet, and nothing is shown.
        const policy = WebExtensionPolicy.getByID(id);
        const icon = policy === null ? undefined : ExtensionParent.apiManager.global.browserActionFor(policy.extension);
        return icon?.action.getContextData(gBrowser.selectedTab).badgeText ?? '';
      }, GECKO_ID),
    actionTitle: async () =>
      await scope.run((id) => {
        const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        // Shortly after the start of the browser the extension or its icon does not exist yet, and nothing is shown.
        const policy = WebExtensionPolicy.getByID(id);
        const icon = policy === null ? undefined : ExtensionParent.apiManager.global.browserActionFor(policy.extension);
        return icon?.action.getContextData(gBrowser.selectedTab).title ?? '';
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
      const [before, after] = await scope.run(async (id) => {
        const { extension } = WebExtensionPolicy.getByID(id);
        const wasIn = extension.backgroundState;
        if (wasIn !== 'stopped')
          await extension.terminateBackground({ disableResetIdleForTest: true, ignoreDevToolsAttached: true });
        return [wasIn, extension.backgroundState] as const;
      }, GECKO_ID);
      if (after !== 'stopped') throw new Error(`the background is ${after}, not stopped`);
      return before !== 'stopped';
    },
    async freeMemory() {
      // Does what the button of about:memory does: frees the memory of the other processes, then of this one, three
      // times.
      await scope.run(async () => {
        Services.obs.notifyObservers(null, 'child-mmu-request');
        const manager = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
        await new Promise<void>((resolve) => manager.minimizeMemoryUsage(() => resolve()));
      });
    },
    async answerInstead(page, url, script) {
      await tellRequests(context, true);
      // The browser may have been closed together with the page.
      page.once('close', () => void tellRequests(context, false).catch(() => undefined));
      await answerInstead(page, url, script);
    },
    async setOffline(offline) {
      await scope.run((isOffline) => {
        Services.io.offline = isOffline;
      }, offline);
    },
    async pinIcon(isPinned) {
      await scope.run(
        (id, area) => {
          const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
          CustomizableUI.addWidgetToArea(
            ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID(id).extension)?.widget.id ??
              '',
            area,
          );
        },
        GECKO_ID,
        isPinned ? 'nav-bar' : 'unified-extensions-area',
      );
    },
    async reloadExtension() {
      await scope.run(async (id) => {
        const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
        await (await AddonManager.getAddonByID(id)).reload();
      }, GECKO_ID);
    },
    extensionPage,
    ownResource,
    popupBehind: async (siteUrl) =>
      tellsItself(await openPopupBehind(context, await ownResource(), siteUrl), 'popup.html'),
    async close() {
      await context.close();
      if (options.profile === undefined)
        rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
