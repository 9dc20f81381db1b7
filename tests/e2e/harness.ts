import { writeFileSync } from 'node:fs';
import { test as base, expect, type Locator, type Page, type TestInfo } from '@playwright/test';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { eraseEverything, seeFirstSteps } from './own-pages.ts';
import { isRenewable, launchRenewable } from './fresh-browser.ts';
import { launchBrowser, type ExtensionBrowser, type Which } from './browser.ts';

export interface WorkerOptions {
  which: Which;
}

export type PageMode = 'standalone' | 'iframe' | 'federated';

export interface OpenOptions {
  readonly agent?: string;
  readonly project?: string;
  readonly mode?: PageMode;
  /** Further query parameters of the page, e.g. `lang`, `theme`, `status`. */
  readonly query?: Readonly<Record<string, string>>;
}

/** A Chats tab with our panel in it. */
export interface ChatsTab {
  readonly page: Page;
  /** The panel's own content: locators reach into its open shadow root. */
  readonly panel: Locator;
}

export interface Desk {
  readonly browser: ExtensionBrowser;
  readonly sandbox: Sandbox;
  /** Opens Chats and waits until the panel is there. */
  openChats(options?: OpenOptions): Promise<ChatsTab>;
  /** Opens the page without waiting for a panel. */
  openPage(options?: OpenOptions): Promise<Page>;
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

export function panelOf(page: Page, mode: PageMode = 'standalone'): Locator {
  return mode === 'iframe'
    ? page.frameLocator('iframe[name=chats]').locator('disparo-panel')
    : page.locator('disparo-panel');
}

/** What every panel said when a test failed: the context is ours, so Playwright takes no pictures of it. */
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

export const test = base.extend<{ desk: Desk } & TestOptions, WorkerOptions & { extensionBrowser: ExtensionBrowser }>({
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
  // Each test has a sandbox of its own, on ports of its own: the extension keeps what belongs to other addresses apart.
  desk: async ({ extensionBrowser, sandboxOptions }, use, testInfo) => {
    const sandbox = await startSandbox({ extension: { undoMs: 400, notFoundMs: 1_500 }, ...sandboxOptions });
    await seeFirstSteps(extensionBrowser, true);
    const openPage = async (options: OpenOptions = {}) => {
      const page = await extensionBrowser.context.newPage();
      await page.goto(pageAddress(sandbox, options));
      return page;
    };
    await use({
      browser: extensionBrowser,
      sandbox,
      openPage,
      async openChats(options = {}) {
        const page = await openPage(options);
        const panel = panelOf(page, options.mode);
        await panel.getByRole('complementary').waitFor();
        return { page, panel };
      },
    });
    if (testInfo.status !== testInfo.expectedStatus) await attachPanels(extensionBrowser, testInfo);
    const own = await extensionBrowser.ownResource();
    for (const page of extensionBrowser.context.pages().slice(1)) if (page !== own) await page.close();
    // Ports are used again by and by: what is kept for this address must not meet the next test.
    await eraseEverything(extensionBrowser);
    await sandbox.close();
    if (isRenewable(extensionBrowser)) await extensionBrowser.renewIfGrown();
  },
});

export { expect, SEED };
