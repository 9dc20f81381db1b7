import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { launchBrowser, launchPlain } from './browser.ts';
import { expect, pageAddress, SEED, test } from './harness.ts';
import { ChatsPage } from './page-objects/chats-page.ts';
import { Panel } from './page-objects/panel.ts';

const AGENT = SEED.people.agent1;

/**
 * Plays what changes an agent's status in a day (opening the page, a lost socket, a chat, the Chats module unmounted
 * and mounted, closing the page) and gives back the rows of the status log.
 */
async function workADay(
  context: BrowserContext,
  sandbox: Sandbox,
  inBetween: (page: Page) => Promise<void>,
): Promise<readonly string[]> {
  /**
   * Waits until the status log has so many rows and the agent is online again. A step adds one row, or two where the
   * page goes offline first.
   */
  const settled = async (rows: number): Promise<void> => {
    await expect.poll(() => sandbox.statusLog(AGENT).length).toBeGreaterThanOrEqual(rows);
    await expect.poll(() => sandbox.agentStatus(AGENT)).toBe('ONLINE');
    await expect.poll(() => sandbox.openSockets().length).toBeGreaterThan(0);
  };
  const page = await context.newPage();
  await page.goto(pageAddress(sandbox, { mode: 'federated' }));
  const chats = new ChatsPage(page);
  await chats.ready();
  await settled(1);
  await inBetween(page);
  const before = sandbox.openSockets()[0]?.id ?? 0;
  await chats.call('dropSocket');
  await expect.poll(() => sandbox.openSockets().some((socket) => socket.id > before)).toBe(true);
  await settled(3);
  await chats.openCard(sandbox.contactAt(5).name ?? '');
  await chats.call('unmount');
  await chats.call('remount');
  await expect.poll(() => sandbox.openSockets().length).toBe(2);
  await settled(4);
  await page.close();
  await expect.poll(() => sandbox.agentStatus(AGENT)).toBe('OFFLINE');
  await expect.poll(() => sandbox.openSockets()).toEqual([]);
  return sandbox.statusLog(AGENT).map(({ from, to, cause, client }) => `${from} ${to} ${cause} ${client}`);
}

async function withSandbox(run: (sandbox: Sandbox) => Promise<readonly string[]>): Promise<readonly string[]> {
  const sandbox = await startSandbox({ contacts: 20, extension: { undoMs: 400 } });
  try {
    sandbox.openRoom({ contact: sandbox.contactAt(5).uuid, user: AGENT });
    return await run(sandbox);
  } finally {
    await sandbox.close();
  }
}

test("an agent's status has the same rows with the extension as without it, all of them the page's own", async ({
  which,
}) => {
  const withIt = await withSandbox(async (sandbox) => {
    const browser = await launchBrowser(which);
    try {
      return await workADay(browser.context, sandbox, async (page) => {
        const panel = Panel.of(page);
        await panel.landmark.waitFor();
        await panel.skipFirstRun();
        await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
        await browser.killBackground();
        sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
        await expect.poll(() => browser.badgeText()).toBe('1');
      });
    } finally {
      await browser.close();
      expect(
        sandbox
          .socketLog()
          .filter((entry) => (entry.event === 'open' || entry.event === 'refused') && entry.client !== 'page'),
      ).toEqual([]);
      expect(
        sandbox.log({ path: 'permission/project/status', method: 'POST' }).filter((entry) => entry.client !== 'page'),
      ).toEqual([]);
      expect(sandbox.log({ path: 'disconnect' })).toEqual([]);
    }
  });
  const without = await withSandbox(async (sandbox) => {
    const profile = mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
    const context = await launchPlain(which, profile);
    try {
      return await workADay(context, sandbox, async () => undefined);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  });

  expect(withIt.length).toBeGreaterThan(3);
  expect(withIt.filter((row) => !row.endsWith(' page'))).toEqual([]);
  expect(withIt).toEqual(without);
});
