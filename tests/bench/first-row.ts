import type { Page } from '@playwright/test';
import { Panel } from '../e2e/page-objects/panel.ts';
import { chatsAddress, withEnvironment } from './browsers.ts';
import { median, rounded, type Group } from './figure.ts';

const ROUNDS = 20;

/** Records the time of the next click, and of the first frame in which a row exists. */
async function watchFirstRow(page: Page, where: 'panel' | 'page'): Promise<void> {
  await page.evaluate((place) => {
    window.addEventListener(
      'click',
      (event) => {
        const startedAt = event.timeStamp;
        const look = () => {
          const row =
            place === 'page'
              ? document.querySelector('[data-testid="flows-contact-card"]')
              : document
                  .querySelector('disparo-panel')
                  ?.shadowRoot?.querySelector('[role="listbox"][aria-multiselectable="true"] [role="option"]');
          if (row) Object.assign(window, { benchFirstRowMs: performance.now() - startedAt });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      },
      { capture: true, once: true },
    );
  }, where);
}

async function firstRowMs(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => Reflect.get(window, 'benchFirstRowMs'));
  return Number(await handle.jsonValue());
}

/**
 * Measures from the press that shows the contacts to the first row, on a page that was just loaded. The alternative is
 * the page's own drawer, in the same run: it reads the organisation's projects (30 ms) and then the contacts (90 ms)
 * from the same server.
 */
export const firstRow: Group = {
  ids: ['picker.first_row.ms'],
  async measure() {
    return await withEnvironment({ openRooms: 8 }, async ({ sandbox, browser, openChats }) => {
      sandbox.faults.add({ endpoint: 'org', action: { kind: 'latency', delayMs: 30 } });
      for (const endpoint of ['list_contacts', 'contacts_elastic.json'])
        sandbox.faults.add({ endpoint, action: { kind: 'latency', delayMs: 90 } });
      const { page: first } = await openChats();
      await first.close();
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { page, panel } = await openChats();
        await panel.root.getByRole('option').first().waitFor();
        await watchFirstRow(page, 'panel');
        await panel.root.getByRole('option').first().click();
        ours.push(await firstRowMs(page));
        await page.close();

        const plain = await browser.context.newPage();
        await plain.goto(chatsAddress(sandbox));
        await Panel.of(plain).root.getByRole('option').first().waitFor();
        await plain.getByTestId('view-btn').click();
        await watchFirstRow(plain, 'page');
        await plain.getByTestId('show-flows-trigger').click();
        theirs.push(await firstRowMs(plain));
        await plain.close();
      }
      return [
        {
          id: 'picker.first_row.ms',
          value: rounded(median(ours)),
          unit: 'ms',
          baseline: rounded(median(theirs)),
          ratio: rounded(median(ours) / median(theirs)),
          n: ROUNDS,
          note: 'baseline: the page’s own drawer in the same run',
        },
      ];
    });
  },
};
