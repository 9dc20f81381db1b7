import { expect, type Frame, type Locator, type Page } from '@playwright/test';
import type { PageMode } from './harness.ts';

/** The frame in which the Chats page itself runs. */
export async function chatsFrame(page: Page, mode: PageMode = 'standalone'): Promise<Frame> {
  if (mode !== 'iframe') return page.mainFrame();
  const handle = await page.locator('iframe[name=chats]').elementHandle();
  const frame = await handle?.contentFrame();
  if (frame === null || frame === undefined) throw new Error('the host shows no Chats frame');
  return frame;
}

async function callOn(
  frame: Frame,
  owner: '__sandboxPage' | '__sandboxHost',
  name: string,
  args: readonly (string | null)[],
): Promise<unknown> {
  await frame.waitForFunction((key) => Reflect.has(window, key), owner);
  return await frame.evaluate(([key, method, values]) => Reflect.get(Reflect.get(window, key), method)(...values), [
    owner,
    name,
    args,
  ] as const);
}

/** Does to the page what its test hooks offer (tests/sandbox/page/README.md). */
export async function onPage(frame: Frame, name: string, ...args: (string | null)[]): Promise<unknown> {
  return await callOn(frame, '__sandboxPage', name, args);
}

/** Does to the host of the framed page what its test hooks offer. */
export async function onHost(page: Page, name: string, ...args: (string | null)[]): Promise<unknown> {
  return await callOn(page.mainFrame(), '__sandboxHost', name, args);
}

/** How many panels a tab holds, over all of its frames. */
export async function panelCount(page: Page): Promise<number> {
  const counts = await Promise.all(page.frames().map((frame) => frame.locator('disparo-panel').count()));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Waits until the page shows its desk: left column, and its first requests done. */
export async function deskReady(frame: Frame): Promise<void> {
  await frame.getByTestId('card-groups-container').waitFor();
}

/** Opens a chat as an agent does: by its card. */
export async function openCard(frame: Frame, name: string): Promise<void> {
  await frame.locator('.room-card__container', { hasText: name }).click();
  await expect(frame.locator('.message-manager textarea')).toBeVisible();
}

/** The frame around everything the panel draws: carries theme and placement. */
export function panelFrame(panel: Locator): Locator {
  return panel.getByRole('complementary');
}
