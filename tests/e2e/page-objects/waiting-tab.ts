import { expect, type Locator } from '@playwright/test';

/** Page object of the Waiting tab: the people awaited, and those who replied. */
export class WaitingTab {
  readonly #root: Locator;

  constructor(root: Locator) {
    this.#root = root;
  }

  /** Shows the tab and waits until it is drawn. */
  async show(): Promise<void> {
    await this.#root.getByRole('tab', { name: 'Waiting' }).click();
    await expect(this.lookNow).toBeVisible();
  }

  get list(): Locator {
    return this.#root.getByRole('list', { name: 'People awaited and replies' });
  }

  /** The row of one person, by name. */
  row(name: string): Locator {
    return this.list.getByRole('listitem').filter({ hasText: name });
  }

  /** How many rows are wholly visible in the list. */
  async rowsVisible(): Promise<number> {
    return await this.list.evaluate((list) => {
      const { top, bottom } = list.getBoundingClientRect();
      return [...list.querySelectorAll('[role="listitem"]')].filter((row) => {
        const box = row.getBoundingClientRect();
        return box.top >= top - 1 && box.bottom <= Math.min(bottom, innerHeight) + 1;
      }).length;
    });
  }

  /** The button that folds the other starts of a person out below their row. */
  older(name: string): Locator {
    return this.row(name).getByRole('button', { name: /earlier start/ });
  }

  /** Opens the chat of a person by a click on their row. */
  async openChat(name: string): Promise<void> {
    await this.row(name).locator('[data-row]').click();
  }

  /** The button that asks the server for replies at once. */
  get lookNow(): Locator {
    return this.#root.getByRole('button', { name: 'Look for replies now' });
  }
}
