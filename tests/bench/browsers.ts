import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { findChromium } from '../commands/browsers.ts';
import { launchBrowser, type ExtensionBrowser, type Which } from '../e2e/browser.ts';
import { chatsTab, type ChatsTab } from '../e2e/harness.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/api.ts';
import { startSandbox } from '../sandbox/server.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';

/** Starts Chromium as the end-to-end tests do, but without the extension. */
export async function launchBare(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const found = findChromium();
  if (found === null) throw new Error('no Chromium');
  const profile = mkdtempSync(join(tmpdir(), 'disparo-bare-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: found.path,
    headless: true,
    viewport: { width: 1366, height: 768 },
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export function chatsAddress(sandbox: Sandbox): string {
  return `${sandbox.pageOrigin}/?${new URLSearchParams({ agent: SEED.people.agent1, project: SEED.projects.central, status: 'ONLINE', lang: 'en' })}`;
}

/**
 * Runs `work` with a sandbox and a browser with the extension, past the first-run steps, and closes both afterwards.
 */
export async function withEnvironment<Result>(
  options: SandboxOptions,
  work: (env: { sandbox: Sandbox; browser: ExtensionBrowser; openChats(): Promise<ChatsTab> }) => Promise<Result>,
  which: Which = 'chromium',
): Promise<Result> {
  const sandbox = await startSandbox(options);
  const browser = await launchBrowser(which);
  const openChats = async () => {
    const page = await browser.context.newPage();
    await page.goto(chatsAddress(sandbox));
    const tab = chatsTab(page);
    await tab.panel.landmark.waitFor();
    await tab.panel.skipFirstRun();
    return tab;
  };
  try {
    return await work({ sandbox, browser, openChats });
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

/** Opens Chats once, so that the toggle is read and everything that only the first visit shows is over. */
export async function warmUp(openChats: () => Promise<{ page: Page }>): Promise<void> {
  const { page } = await openChats();
  await page.close();
}
