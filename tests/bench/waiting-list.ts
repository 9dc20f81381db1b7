import type { Page } from '@playwright/test';
import { awaitPeople } from './awaited.ts';
import { warmUp, withEnvironment } from './browsers.ts';
import { median, quantile, rounded, type Group } from './figure.ts';

const ROUNDS = 20;
const AWAITED = 2_000;

/** Records the time of the next click, and of the end of the first frame with a row. */
async function watchFirstRow(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.addEventListener(
      'click',
      (event) => {
        const look = (): void => {
          const row = document
            .querySelector('disparo-panel')
            ?.shadowRoot?.querySelector('[role="list"] [role="listitem"] [data-row]');
          requestAnimationFrame(() => {
            if (!row) return look();
            const channel = new MessageChannel();
            channel.port1.addEventListener('message', () =>
              Object.assign(window, { benchFirstRowMs: performance.now() - event.timeStamp }),
            );
            channel.port1.start();
            channel.port2.postMessage(null);
          });
        };
        // Runs after the panel's own handlers of this click.
        queueMicrotask(look);
      },
      { capture: true, once: true },
    );
  });
}

/** Measures the Waiting tab of a page that was just loaded, with all people of a large dispatch. */
export const waitingList: Group = {
  ids: ['reply.list2000.open_ms'],
  async measure() {
    return await withEnvironment({ contacts: AWAITED + 100 }, async ({ sandbox, browser, openChats }) => {
      await warmUp(openChats);
      await awaitPeople(browser, sandbox, { count: AWAITED });
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { page, panel } = await openChats();
        await panel.root.getByRole('option').first().waitFor();
        await watchFirstRow(page);
        await panel.showTab('Waiting');
        const handle = await page.waitForFunction(() => Reflect.get(window, 'benchFirstRowMs'));
        samples.push(Number(await handle.jsonValue()));
        if (round === 0)
          await panel.root.getByRole('button', { name: new RegExp(`^Waiting\\s*${AWAITED}$`) }).waitFor();
        await page.close();
      }
      return [
        {
          id: 'reply.list2000.open_ms',
          value: rounded(median(samples)),
          unit: 'ms',
          n: ROUNDS,
          note: `${AWAITED} people; a fresh page each time; p95 ${rounded(quantile(samples, 0.95))} ms`,
        },
      ];
    });
  },
};
