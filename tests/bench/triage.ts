import { expect } from '@playwright/test';
import { seedDispatch } from '../e2e/seeding.ts';
import { withEnvironment } from './browsers.ts';
import type { Group } from './figure.ts';
import { createHand } from './hand.ts';

const WINDOW = { width: 1366, height: 768 };
const PEOPLE = 12;
/** A short undo window, so that the dispatch is out soon; and no step is judged by the limit of a single wait. */
const SANDBOX = { contacts: 40, extension: { undoMs: 400 } };
const SOON = { timeout: 60_000 };

/** Measures the waiting list as an agent works through it: how much is seen at once, and what a reply costs in keys. */
export const triage: Group = {
  ids: ['waiting.rows_768', 'triage.keys_per_reply'],
  async measure() {
    return await withEnvironment(SANDBOX, async ({ sandbox, browser, openChats }) => {
      const { page, panel } = await openChats();
      await page.setViewportSize(WINDOW);
      const names = Array.from({ length: PEOPLE }, (_, index) => sandbox.contactAt(index).name ?? '');
      await seedDispatch({ sandbox, browser }, panel, 'Retomar atendimento', names);
      for (const name of names) sandbox.reply(sandbox.contactByName(name).uuid, { text: `Oi, sou ${name}` });
      await expect.poll(() => browser.badgeText(), SOON).toBe(String(PEOPLE));
      await panel.waiting.show();
      await expect(panel.waiting.list.getByRole('listitem').first()).toBeVisible();
      const rows = await panel.waiting.rowsVisible();

      const hand = createHand(page, browser);
      const [first, ...others] = await panel.waiting.list.locator('[data-row]').all();
      await first?.click();
      await expect.poll(() => browser.badgeText(), SOON).toBe(String(PEOPLE - 1));
      const walked = Math.min(5, others.length);
      for (let n = 1; n <= walked; n += 1) {
        await hand.shortcut('done-next');
        await expect.poll(() => browser.badgeText(), SOON).toBe(String(PEOPLE - 1 - n));
      }
      return [
        {
          id: 'waiting.rows_768',
          value: rows,
          unit: 'rows',
          n: 1,
          note: `${WINDOW.width}×${WINDOW.height}, rows wholly visible`,
        },
        {
          id: 'triage.keys_per_reply',
          value: hand.effort().keys / walked,
          unit: 'keys',
          n: walked,
          note: 'from the composer of one opened reply to that of the next, the first marked as done; writing not counted',
        },
      ];
    });
  },
};
