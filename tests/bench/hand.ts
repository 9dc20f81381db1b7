import type { Locator, Page } from '@playwright/test';
import type { SHORTCUTS } from '../../lib/shortcuts.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';

/** The number of an agent's presses, by kind. */
export interface Effort {
  readonly clicks: number;
  readonly keys: number;
  /** Letters typed into a search, counted apart from keys with a function. */
  readonly letters: number;
}

/** Simulates an agent with mouse and keyboard, and counts each press. */
export interface Hand {
  click(target: Locator): Promise<void>;
  /** A click while Shift is held: one click. */
  shiftClick(target: Locator): Promise<void>;
  /** Presses a key, or several together, as one press. */
  press(key: string): Promise<void>;
  /** Uses a shortcut of the extension as one press. No driver can press such keys, so the browser's event is fired. */
  shortcut(name: (typeof SHORTCUTS)[number]['name']): Promise<void>;
  /** Types a number that the panel asks for; each digit counts as a key. */
  typeDigits(digits: string): Promise<void>;
  /** Types letters of a search where the focus is. */
  search(text: string): Promise<void>;
  effort(): Effort;
}

export function createHand(page: Page, browser: ExtensionBrowser): Hand {
  let clicks = 0;
  let keys = 0;
  let letters = 0;
  return {
    async click(target) {
      clicks += 1;
      await target.click();
    },
    async shiftClick(target) {
      clicks += 1;
      await target.click({ modifiers: ['Shift'] });
    },
    async press(key) {
      keys += 1;
      await page.keyboard.press(key);
    },
    async shortcut(name) {
      keys += 1;
      await browser.command(name);
    },
    async typeDigits(digits) {
      keys += digits.length;
      await page.keyboard.type(digits);
    },
    async search(text) {
      letters += text.length;
      await page.keyboard.type(text);
    },
    effort: () => ({ clicks, keys, letters }),
  };
}
