import { expect, type Frame, type Locator, type Page } from '@playwright/test';
import type { PageMode } from './panel.ts';

/** Page object of the Chats page, which is the host of the panel. */
export class ChatsPage {
  readonly page: Page;
  readonly #mode: PageMode;

  constructor(page: Page, mode: PageMode = 'standalone') {
    this.page = page;
    this.#mode = mode;
  }

  /** The frame in which Chats itself runs now. */
  get frame(): Frame {
    if (this.#mode !== 'iframe') return this.page.mainFrame();
    const frame = this.page.frame({ name: 'chats' });
    if (frame === null) throw new Error('the host page shows no Chats frame');
    return frame;
  }

  /** The text field of the open chat. */
  get composer(): Locator {
    return this.frame.getByTestId('message-manager').getByRole('textbox');
  }

  /** Calls a test hook of the page (tests/sandbox/page/README.md) and gives back its result. */
  async call(hook: string, ...args: readonly (string | null)[]): Promise<unknown> {
    return await callHook(this.frame, '__sandboxPage', hook, args);
  }

  /** Calls a test hook of the page that holds Chats in an iframe. */
  async callHost(hook: string, ...args: readonly (string | null)[]): Promise<unknown> {
    return await callHook(this.page.mainFrame(), '__sandboxHost', hook, args);
  }

  /** The room that is open in the page; null when none is. */
  async openRoomUuid(): Promise<unknown> {
    return await this.call('openRoomUuid');
  }

  /** Waits until the page shows the list of chats, and its first requests are done. */
  async ready(): Promise<void> {
    await this.frame.getByTestId('card-groups-container').waitFor();
  }

  /** Opens a chat as an agent does: by its card. */
  async openCard(name: string): Promise<void> {
    await this.frame.locator('.room-card__container', { hasText: name }).click();
    await expect(this.frame.locator('.message-manager textarea')).toBeVisible();
  }

  /** The number of panels that the tab holds, over all of its frames. */
  async panelCount(): Promise<number> {
    const counts = await Promise.all(this.page.frames().map((frame) => frame.locator('disparo-panel').count()));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

async function callHook(
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
