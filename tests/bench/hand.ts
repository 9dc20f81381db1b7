import type { Locator, Page } from '@playwright/test';
import type { SHORTCUTS } from '../../lib/shortcuts.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';

/** What an agent's hands did. */
export interface Effort {
  readonly clicks: number;
  readonly keys: number;
  /** Letters typed into a search, told apart from keys that do something. */
  readonly letters: number;
}

/** An agent with a mouse and a keyboard, each press of whom counts. */
export interface Hand {
  click(target: Locator): Promise<void>;
  /** A key, or several held together: one press. */
  press(key: string): Promise<void>;
  /** A shortcut of the browser: one press. No driver can press a key of the browser itself, so it is fired as the browser would. */
  shortcut(name: (typeof SHORTCUTS)[number]['name']): Promise<void>;
  /** Digits that are asked for: each one is a key. */
  typeDigits(digits: string): Promise<void>;
  /** Letters of a search, where the focus is. */
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
