import type { BrowserContext } from '@playwright/test';
import { Panel } from '../e2e/page-objects/panel.ts';
import { chatsAddress, launchBare, withEnvironment } from './browsers.ts';
import { median, pairedRatio, rounded, type Group } from './figure.ts';

const ROUNDS = 40;

/** The time from navigation to the first room card, measured in the page. */
async function firstCardMs(context: BrowserContext, address: string, hasPanel: boolean): Promise<number> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (document.querySelector('.room-card') === null) return;
      observer.disconnect();
      performance.mark('first-card');
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName('first-card').length > 0);
  const at = await page.evaluate(() => performance.getEntriesByName('first-card')[0]?.startTime ?? Number.NaN);
  // The figure is only valid for a page in which the panel appeared.
  if (hasPanel) await Panel.of(page).landmark.waitFor();
  await page.close();
  return at;
}

export const pageLoad: Group = {
  ids: ['page.first_card.ratio'],
  async measure() {
    return await withEnvironment({ openRooms: 8, latencyMs: 0 }, async ({ sandbox, browser }) => {
      const bare = await launchBare();
      const ours: number[] = [];
      const theirs: number[] = [];
      try {
        const address = chatsAddress(sandbox);
        const measureOurs = async () => ours.push(await firstCardMs(browser.context, address, true));
        const measureTheirs = async () => theirs.push(await firstCardMs(bare.context, address, false));
        for (let round = 0; round < 3 + ROUNDS; round += 1) {
          // The second of two runs meets a busier machine, so the browsers take turns in being first.
          for (const measure of round % 2 === 0 ? [measureOurs, measureTheirs] : [measureTheirs, measureOurs])
            await measure();
        }
      } finally {
        await bare.close();
      }
      const [a, b] = [ours.slice(3), theirs.slice(3)];
      const { ratio, low, high } = pairedRatio(a, b);
      return [
        {
          id: 'page.first_card.ratio',
          value: rounded(ratio, 3),
          unit: '',
          baseline: rounded(median(b)),
          ratio: rounded(ratio, 3),
          low: rounded(low, 3),
          high: rounded(high, 3),
          n: ROUNDS,
          note: `median ${rounded(median(a))} ms with, ${rounded(median(b))} ms without`,
        },
      ];
    });
  },
};
