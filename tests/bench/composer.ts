import type { Page } from '@playwright/test';
import { chatsAddress, launchBare, panelIn, withDesk } from './browsers.ts';
import { median, pairedRatio, rounded, type Group } from './figure.ts';

const ROUNDS = 40;
const KEYS = 'preciso de ajuda';

/** A chat on screen, every key in its composer timed from the event to the frame after the change. */
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
          // The message comes after the frame was painted.
          channel.port1.addEventListener('message', () => delays.push(performance.now() - event.timeStamp));
          channel.port1.start();
          channel.port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
}

async function typeMs(page: Page): Promise<number> {
  await page.bringToFront();
  await page.locator('.message-manager textarea').fill('');
  await page.evaluate(() => void Reflect.get(window, 'benchDelays').splice(0));
  await page.keyboard.type(KEYS, { delay: 20 });
  await page.waitForFunction((count) => Reflect.get(window, 'benchDelays').length >= count, KEYS.length);
  return median(await page.evaluate(() => [...(Reflect.get(window, 'benchDelays') as number[])]));
}

export const composer: Group = {
  ids: ['page.composer_delay.ratio'],
  async measure() {
    return await withDesk({ openRooms: 8 }, async ({ sandbox, openChats }) => {
      const bare = await launchBare();
      try {
        const { page } = await openChats();
        await openComposer(page, chatsAddress(sandbox));
        await panelIn(page).getByRole('tab').first().waitFor();
        const plain = await bare.context.newPage();
        await openComposer(plain, chatsAddress(sandbox));
        const ours: number[] = [];
        const theirs: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const [target, samples] of round % 2 === 0 ? ([[page, ours], [plain, theirs]] as const) : ([[plain, theirs], [page, ours]] as const)) samples.push(await typeMs(target));
        }
        const { ratio, low, high } = pairedRatio(ours, theirs);
        return [
          { id: 'page.composer_delay.ratio', value: rounded(ratio, 3), unit: '', baseline: rounded(median(theirs)), ratio: rounded(ratio, 3), low: rounded(low, 3), high: rounded(high, 3), n: ROUNDS, note: `${KEYS.length} keys a round; median ${rounded(median(ours))} ms with, ${rounded(median(theirs))} ms without` },
        ];
      } finally {
        await bare.close();
      }
    });
  },
};
