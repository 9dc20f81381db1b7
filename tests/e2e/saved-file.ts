import type { Page } from '@playwright/test';

/** The text of the file that a press saves. */
export async function savedBy(page: Page, press: () => Promise<void>): Promise<string> {
  await page.evaluate(() => {
    const real = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob) => {
      void blob.arrayBuffer().then((bytes) => Reflect.set(globalThis, 'saved', [...new Uint8Array(bytes)]));
      return real(blob);
    };
  });
  await press();
  await page.waitForFunction(() => Reflect.has(globalThis, 'saved'));
  const bytes = await page.evaluate(() => Reflect.get(globalThis, 'saved') as number[]);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(bytes));
}
