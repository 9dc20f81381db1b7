import type { Page } from '@playwright/test';
import { Panel } from '../e2e/page-objects/panel.ts';
import { chatsAddress, launchBare, withEnvironment } from './browsers.ts';
import { mean, median, pairedRatio, rounded, type Group } from './figure.ts';

const ROUNDS = 60;
const KEYS = 'ola, preciso de ajuda com o pedido de ontem';

/** Types in the composer of an open chat; each key is timed from its event to the frame after the change. */
async function openComposer(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.room-card').first().click();
  await page.locator('.message-manager textarea').click();
  await page.evaluate(() => {
    const delays: number[] = [];
    Object.assign(window, { benchDelays: delays });
    document.addEventListener(
      'keydown',
      (event) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          // The message event runs after the frame was painted.
          channel.port1.addEventListener('message', () => delays.push(performance.now() - event.timeStamp));
          channel.port1.start();
          channel.port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
}

/**
 * The mean of a round, not its median: some keys are painted at once (3 ms) and others in the next frame (up to 17 ms).
 * The median of two such groups lies between them, where a tenth of a millisecond moves it by a fifth.
 */
async function typeMs(page: Page): Promise<number> {
  await page.bringToFront();
  await page.locator('.message-manager textarea').fill('');
  await page.evaluate(() => void Reflect.get(window, 'benchDelays').splice(0));
  await page.keyboard.type(KEYS, { delay: 20 });
  await page.waitForFunction((count) => Reflect.get(window, 'benchDelays').length >= count, KEYS.length);
  return mean(await page.evaluate(() => [...(Reflect.get(window, 'benchDelays') as number[])]));
}

/**
 * Types into three pages in turns: one with the extension, one in a browser without it, and one in a second browser
 * without it, which shows how much two equal browsers differ.
 */
export const composer: Group = {
  ids: ['page.composer_delay.ratio'],
  async measure() {
    return await withEnvironment({ openRooms: 8 }, async ({ sandbox, openChats }) => {
      const [bare, control] = [await launchBare(), await launchBare()];
      try {
        const { page } = await openChats();
        await openComposer(page, chatsAddress(sandbox));
        await Panel.of(page).root.getByRole('tab').first().waitFor();
        const targets = [{ page, samples: [] as number[] }];
        for (const { context } of [bare, control]) {
          const plain = await context.newPage();
          await openComposer(plain, chatsAddress(sandbox));
          targets.push({ page: plain, samples: [] });
        }
        for (let round = 0; round < ROUNDS; round += 1) {
          const start = round % targets.length;
          for (const target of [...targets.slice(start), ...targets.slice(0, start)])
            target.samples.push(await typeMs(target.page));
        }
        const [ours = [], theirs = [], others = []] = targets.map(({ samples }) => samples);
        const { ratio, low, high } = pairedRatio(ours, theirs);
        const apart = pairedRatio(others, theirs);
        return [
          {
            id: 'page.composer_delay.ratio',
            value: rounded(ratio, 3),
            unit: '',
            baseline: rounded(median(theirs)),
            ratio: rounded(ratio, 3),
            low: rounded(low, 3),
            high: rounded(high, 3),
            n: ROUNDS,
            note: `${KEYS.length} keys a round; median of their means ${rounded(median(ours))} ms with, ${rounded(median(theirs))} ms without; a second browser without: ${rounded(apart.ratio, 3)} (${rounded(apart.low, 3)}–${rounded(apart.high, 3)})`,
          },
        ];
      } finally {
        await bare.close();
        await control.close();
      }
    });
  },
};
