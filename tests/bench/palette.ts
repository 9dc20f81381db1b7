import type { Page } from '@playwright/test';
import { withEnvironment } from './browsers.ts';
import { median, quantile, rounded, type Group } from './figure.ts';

const ROUNDS = 20;

/** Records the time of the next Ctrl+K, and of the end of the first frame with an action of the palette. */
async function watchPalette(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.addEventListener(
      'keydown',
      (event) => {
        const look = (): void => {
          const action = document
            .querySelector('disparo-panel')
            ?.shadowRoot?.querySelector('[role="dialog"] [role="option"]');
          requestAnimationFrame(() => {
            if (!action) return look();
            const channel = new MessageChannel();
            channel.port1.addEventListener('message', () =>
              Object.assign(window, { benchPaletteMs: performance.now() - event.timeStamp }),
            );
            channel.port1.start();
            channel.port2.postMessage(null);
          });
        };
        look();
      },
      { capture: true, once: true },
    );
  });
}

/**
 * Measures from Ctrl+K to the first action on screen, in a fresh page each time, so that the palette was never drawn.
 */
export const palette: Group = {
  ids: ['palette.open_ms'],
  async measure() {
    return await withEnvironment({}, async ({ openChats }) => {
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { page, panel } = await openChats();
        await panel.root.getByRole('option').first().waitFor();
        await panel.tab('Send').focus();
        await watchPalette(page);
        await page.keyboard.press('Control+k');
        const handle = await page.waitForFunction(() => Reflect.get(window, 'benchPaletteMs'));
        samples.push(Number(await handle.jsonValue()));
        await page.close();
      }
      return [
        {
          id: 'palette.open_ms',
          value: rounded(median(samples)),
          unit: 'ms',
          n: ROUNDS,
          note: `p95 ${rounded(quantile(samples, 0.95))} ms; a fresh page each time`,
        },
      ];
    });
  },
};
