import type { Locator } from '@playwright/test';

/** Page object of the History tab: the dispatches of this agent. */
export class HistoryTab {
  readonly #root: Locator;

  constructor(root: Locator) {
    this.#root = root;
  }

  async show(): Promise<void> {
    await this.#root.getByRole('tab', { name: 'History' }).click();
  }

  get dispatches(): Locator {
    return this.#root.getByRole('region', { name: 'Dispatches by day' });
  }

  /** Opens the one dispatch of the history; fails when there are several. */
  async openOnlyDispatch(): Promise<void> {
    await this.show();
    await this.dispatches.getByRole('button').click();
  }
}
