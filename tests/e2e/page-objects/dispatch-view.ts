import { expect, type Locator } from '@playwright/test';

/** The outcomes of people, by the words that agents read. */
export type OutcomeWord =
  | 'Queued'
  | 'Sending'
  | 'Checking'
  | 'Accepted'
  | 'Refused'
  | 'Unknown'
  | 'Skipped'
  | 'Cancelled';

/** Page object of the dispatch on show: counting down, running or over. */
export class DispatchView {
  readonly #root: Locator;

  constructor(root: Locator) {
    this.#root = root;
  }

  /** The outcome list: one row per person that is drawn. */
  get rows(): Locator {
    return this.#root.getByRole('list', { name: 'Outcome of each person' }).getByRole('listitem');
  }

  /** The row of one person, by name. */
  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  get undo(): Locator {
    return this.#root.getByRole('button', { name: 'Undo' });
  }

  get pause(): Locator {
    return this.#root.getByRole('button', { name: 'Pause' });
  }

  get goOn(): Locator {
    return this.#root.getByRole('button', { name: 'Go on' });
  }

  /** Leaves this dispatch for the first step of another. */
  get newDispatch(): Locator {
    return this.#root.getByRole('button', { name: 'New dispatch' });
  }

  /** The heading of a dispatch that is over. */
  get doneHeading(): Locator {
    return this.#root.getByRole('heading', { name: /^(Done|Cancelled by you)/ });
  }

  /** Waits for the end of the dispatch. */
  async expectDone(): Promise<void> {
    await expect(this.doneHeading).toBeVisible();
  }

  /** The button that shows the people of one outcome only, and what can be done for them. */
  filter(outcome: OutcomeWord): Locator {
    return this.#filters.getByRole('button', { name: new RegExp(`^${outcome}\\s*[\\d,.]+$`) });
  }

  /** The number of people with an outcome, as the filter says it; 0 when the filter has no such choice. */
  async count(outcome: OutcomeWord): Promise<number> {
    await this.#filters.getByRole('button').first().waitFor();
    const [text] = await this.filter(outcome).allInnerTexts();
    const digits = /\d[\d,.\s]*$/.exec(text ?? '')?.[0] ?? '0';
    return Number(digits.replace(/\D/g, ''));
  }

  get #filters(): Locator {
    return this.#root.getByRole('group', { name: 'Filter by outcome' });
  }
}
