import { chatsAddress, withEnvironment } from './browsers.ts';
import { median, quantile, rounded, type Group } from './figure.ts';

const ROUNDS = 20;

/** Measures from the Chats root in the document to a panel with its tabs; the background is stopped before each run. */
export const panelMount: Group = {
  ids: ['panel.mount.ms'],
  async measure() {
    return await withEnvironment({ openRooms: 8 }, async ({ sandbox, browser, openChats }) => {
      const { page: first } = await openChats();
      await first.close();
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await browser.killBackground();
        const page = await browser.context.newPage();
        await page.addInitScript(() => {
          new MutationObserver((_changes, observer) => {
            if (document.querySelector('.chats-webapp .chats-layout') === null) return;
            observer.disconnect();
            performance.mark('root');
            const look = () => {
              const tab = document.querySelector('disparo-panel')?.shadowRoot?.querySelector('[role="tab"]');
              if (tab) performance.mark('usable');
              else requestAnimationFrame(look);
            };
            look();
          }).observe(document, { childList: true, subtree: true });
        });
        await page.goto(chatsAddress(sandbox));
        await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0);
        samples.push(await page.evaluate(() => performance.measure('mount', 'root', 'usable').duration));
        await page.close();
      }
      return [
        {
          id: 'panel.mount.ms',
          value: rounded(median(samples)),
          unit: 'ms',
          n: ROUNDS,
          note: `p95 ${rounded(quantile(samples, 0.95))} ms; background stopped before each`,
        },
      ];
    });
  },
};
