import type { Locator } from '@playwright/test';

/** Page object of the place where numbers are pasted or a file is opened, and of what their look-up found. */
export class PasteSource {
  readonly #root: Locator;
  readonly #show: () => Promise<void>;

  constructor(root: Locator, show: () => Promise<void>) {
    this.#root = root;
    this.#show = show;
  }

  /** Pastes lines and looks them up; resolves when the look-up has begun. */
  async check(lines: readonly string[]): Promise<void> {
    await this.#show();
    await this.#root.getByRole('textbox', { name: 'One number per line' }).fill(lines.join('\n'));
    await this.#root.getByRole('button', { name: /^Check [\d,]+ lines?$/ }).click();
  }

  /** Opens a file as the file dialog would. */
  async openFile(name: string, content: Buffer | string): Promise<void> {
    await this.#show();
    await this.#root
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  }

  /** The button that shows the lines of one result only; it says how many there are. */
  filter(result: string): Locator {
    return this.#root
      .getByRole('group', { name: 'Filter by result' })
      .getByRole('button', { name: new RegExp(`^${result}\\s*[\\d,]+$`) });
  }

  /** The number of lines with a result; 0 when the filter has no such choice. */
  async count(result: string): Promise<number> {
    const [text] = await this.filter(result).allInnerTexts();
    return Number((/[\d,]+$/.exec(text?.trim() ?? '')?.[0] ?? '0').replace(',', ''));
  }
}
