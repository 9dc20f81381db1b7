import { writeFileSync } from 'node:fs';
import { test as base, expect, type Page, type TestInfo } from '@playwright/test';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { eraseEverything, seeFirstSteps } from './extension-pages.ts';
import { isRenewable, launchRenewable } from './fresh-browser.ts';
import { launchBrowser, type ExtensionBrowser, type Which } from './browser.ts';
import { ChatsPage } from './page-objects/chats-page.ts';
import { Panel, type PageMode } from './page-objects/panel.ts';

export interface WorkerOptions {
  which: Which;
}

export interface OpenOptions {
  readonly agent?: string;
  readonly project?: string;
  readonly mode?: PageMode;
  /** Further query parameters of the page, e.g. `lang`, `theme`, `status`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A tab with Chats, and the page objects of what it shows. */
export interface ChatsTab {
  readonly page: Page;
  readonly chats: ChatsPage;
  readonly panel: Panel;
}

/** What a test runs in: a browser with the extension, and a sandbox of its own. */
export interface TestEnvironment {
  readonly browser: ExtensionBrowser;
  readonly sandbox: Sandbox;
  /** Opens Chats and waits until the panel is there. */
  openChats(options?: OpenOptions): Promise<ChatsTab>;
  /** Opens Chats without waiting for a panel. */
  openPage(options?: OpenOptions): Promise<ChatsTab>;
}

/** The address of the sandbox page in one of its three modes. */
export function pageAddress(sandbox: Sandbox, options: OpenOptions = {}): string {
  const project = options.project ?? SEED.projects.central;
  const path = { standalone: '/', iframe: '/iframe-host', federated: `/projects/${project}/chats/init` }[
    options.mode ?? 'standalone'
  ];
  const query = new URLSearchParams({
    agent: options.agent ?? SEED.people.agent1,
    project,
    status: 'ONLINE',
    lang: 'en',
    ...options.query,
  });
  return `${sandbox.pageOrigin}${path}?${query}`;
}

/** The page objects of a tab with Chats; nothing is awaited. */
export function chatsTab(page: Page, mode: PageMode = 'standalone'): ChatsTab {
  return { page, chats: new ChatsPage(page, mode), panel: Panel.of(page, mode) };
}

/**
 * Attaches what every panel shows when a test fails. The browser context is not Playwright's own, so Playwright takes
 * no screenshots of it.
 */
async function attachPanels(browser: ExtensionBrowser, testInfo: TestInfo): Promise<void> {
  const own = await browser.ownResource();
  for (const [index, page] of browser.context
    .pages()
    .slice(1)
    .filter((each) => each !== own)
    .entries()) {
    const said = await page
      .getByRole('complementary', { name: 'Disparo' })
      .ariaSnapshot({ timeout: 1_000 })
      .catch((error: unknown) => String(error));
    const path = testInfo.outputPath(`panel-${index + 1}.txt`);
    writeFileSync(path, `${page.url()}\n${said}\n`);
    await testInfo.attach(`panel ${index + 1}`, { path, contentType: 'text/plain' });
  }
}

interface TestOptions {
  readonly sandboxOptions: SandboxOptions;
}

export const test = base.extend<
  { env: TestEnvironment } & TestOptions,
  WorkerOptions & { extensionBrowser: ExtensionBrowser }
>({
  which: ['chromium', { option: true, scope: 'worker' }],
  sandboxOptions: [{}, { option: true }],
  extensionBrowser: [
    async ({ which }, use) => {
      const browser = await launchRenewable(() => launchBrowser(which));
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  // Each test has a sandbox on ports of its own, because the extension keeps the data of different addresses apart.
  env: async ({ extensionBrowser, sandboxOptions }, use, testInfo) => {
    const sandbox = await startSandbox({ extension: { undoMs: 400, notFoundMs: 1_500 }, ...sandboxOptions });
    await seeFirstSteps(extensionBrowser, true);
    const openPage = async (options: OpenOptions = {}) => {
      const page = await extensionBrowser.context.newPage();
      await page.goto(pageAddress(sandbox, options));
      return chatsTab(page, options.mode);
    };
    await use({
      browser: extensionBrowser,
      sandbox,
      openPage,
      async openChats(options = {}) {
        const tab = await openPage(options);
        await tab.panel.landmark.waitFor();
        return tab;
      },
    });
    if (testInfo.status !== testInfo.expectedStatus) await attachPanels(extensionBrowser, testInfo);
    const own = await extensionBrowser.ownResource();
    for (const page of extensionBrowser.context.pages().slice(1)) if (page !== own) await page.close();
    // A later test may get the same ports: nothing stored for this address may be left.
    await eraseEverything(extensionBrowser);
    await sandbox.close();
    if (isRenewable(extensionBrowser)) await extensionBrowser.renewIfGrown();
  },
});

export { expect, SEED };
