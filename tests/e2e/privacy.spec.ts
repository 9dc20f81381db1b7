import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Page } from '@playwright/test';
import { startSandbox } from '../sandbox/server.ts';
import { launchBrowser, launchPlain } from './browser.ts';
import { chatsTab, expect, pageAddress, SEED, test } from './harness.ts';
import { ChatsPage } from './page-objects/chats-page.ts';

/**
 * The places in the files of a closed profile that hold a text, in UTF-8 or UTF-16LE. Digits in their names are
 * replaced, so that two runs can be compared.
 */
function placesOf(profile: string, texts: readonly string[]): readonly string[] {
  const needles = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  const found = new Set<string>();
  for (const entry of readdirSync(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    if (needles.some((needle) => bytes.includes(needle))) found.add(relative(profile, path).replaceAll(/\d+/g, '#'));
  }
  return [...found].sort();
}

/** Web storage of the page's own origin: Chromium keeps all origins in two databases, Firefox one folder each. */
const PAGE_STORAGE = /^Default\/(Local|Session) Storage\/|^storage\/default\/http\+\+\+localhost\+#\/ls\//;
const OUR_STORAGE = /^Default\/IndexedDB\/chrome-extension_|^storage\/default\/moz-extension\+\+\+[^/]+\/idb\//;

async function tokenOf(page: Page): Promise<string> {
  return await page.evaluate(() => sessionStorage.getItem('chats_token') ?? '');
}

test('the token is on disk only where the page itself puts it, and in no line that is logged', async ({ which }) => {
  const sandbox = await startSandbox({ contacts: 20, extension: { undoMs: 400 } });
  const ours = mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
  const control = mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
  try {
    const logged: string[] = [];
    const browser = await launchBrowser(which, { profile: ours });
    browser.context.on('console', (message) => logged.push(message.text()));
    for (const worker of browser.context.serviceWorkers())
      worker.on('console', (message) => logged.push(message.text()));
    const page = await browser.context.newPage();
    await page.goto(pageAddress(sandbox));
    const { panel, chats } = chatsTab(page);
    await panel.landmark.waitFor();
    await panel.skipFirstRun();
    const tokens = [await tokenOf(page)];
    await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);
    sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
    await expect.poll(() => browser.badgeText()).toBe('1');
    // A refused token and a new one are the moments at which a token could get into a log or onto the disk.
    sandbox.expireToken(SEED.people.agent1);
    await panel.waiting.lookNow.click();
    await chats.call('pushToken', sandbox.issueToken(SEED.people.agent1));
    tokens.push(await tokenOf(page));
    await panel.waiting.lookNow.click();
    await browser.close();

    const plain = await launchPlain(which, control);
    const alone = await plain.newPage();
    await alone.goto(pageAddress(sandbox));
    const aloneChats = new ChatsPage(alone);
    await aloneChats.ready();
    const controlTokens = [await tokenOf(alone)];
    await aloneChats.call('pushToken', sandbox.issueToken(SEED.people.agent1));
    controlTokens.push(await tokenOf(alone));
    await plain.close();

    expect(new Set([...tokens, ...controlTokens]).size).toBe(4);
    const places = placesOf(ours, tokens);
    expect(places).not.toEqual([]);
    expect(places.filter((place) => !PAGE_STORAGE.test(place))).toEqual([]);
    expect(places).toEqual(placesOf(control, controlTokens));
    // The same search finds what the extension does store, so it looks in the right place.
    expect(placesOf(ours, ['Ana Souza']).some((place) => OUR_STORAGE.test(place))).toBe(true);
    expect(
      logged.filter((line) => tokens.some((token) => line.includes(token) || line.includes(token.slice(0, 40)))),
    ).toEqual([]);
  } finally {
    await sandbox.close();
    rmSync(ours, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    rmSync(control, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

test('the words of a reply are in the panel and nowhere on the disk, where the names are', async ({ which }) => {
  const said = 'Quero o azul-petroleo 4711';
  const sandbox = await startSandbox({ contacts: 20, extension: { undoMs: 400 } });
  const profile = mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
  try {
    const logged: string[] = [];
    const browser = await launchBrowser(which, { profile });
    browser.context.on('console', (message) => logged.push(message.text()));
    for (const worker of browser.context.serviceWorkers())
      worker.on('console', (message) => logged.push(message.text()));
    const page = await browser.context.newPage();
    await page.goto(pageAddress(sandbox));
    const { panel } = chatsTab(page);
    await panel.landmark.waitFor();
    await panel.skipFirstRun();
    await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);
    sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: said });
    await expect.poll(() => browser.badgeText()).toBe('1');
    await expect(panel.waiting.row('Ana Souza')).toContainText(said);
    // A stopped background has lost the words; the row says so until a look at the server shows them again.
    await browser.killBackground();
    await panel.waiting.lookNow.click();
    await expect(panel.waiting.row('Ana Souza')).toContainText(said);
    await browser.close();

    expect(placesOf(profile, ['Ana Souza']).some((place) => OUR_STORAGE.test(place))).toBe(true);
    expect(placesOf(profile, [said, 'azul-petroleo'])).toEqual([]);
    expect(logged.filter((line) => line.includes('azul-petroleo'))).toEqual([]);
  } finally {
    await sandbox.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});
