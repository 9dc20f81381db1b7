import type { Page } from '@playwright/test';
import { expect, test } from './harness.ts';
import { uniqueNames } from './sandbox-data.ts';

/** Raises the version of our database as a newer Disparo would. */
async function setVersion(page: Page, version: number): Promise<void> {
  await page.evaluate(
    (wanted) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('disparo', wanted);
        request.addEventListener('success', () => {
          request.result.close();
          resolve();
        });
        request.addEventListener('error', () => reject(request.error));
      }),
    version,
  );
}

test('after a newer version was there nothing is sent without a durable intent, panel, popup and badge say that its data cannot be read, and erasing helps', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.send.compose({ people: uniqueNames(env.sandbox, 1) });
  await panel.send.review();
  const press = panel.send.button;
  await expect(press).toBeEnabled();
  const options = await env.browser.extensionPage('options.html');
  await setVersion(options, 99);
  const confirm = panel.send.preflightHeading;
  const unstored = panel.root.getByText(/could not store/).first();
  await press.click();
  await confirm.or(unstored).first().waitFor();
  if (!(await unstored.isVisible())) await press.click();
  await expect(unstored).toBeVisible();

  await page.reload();
  await expect(panel.root.getByRole('alert')).toContainText('The data is from a newer version of Disparo');
  await expect(panel.root.getByRole('alert')).toContainText('Update Disparo to the newest version');
  await expect(panel.root.getByRole('tab')).toHaveCount(0);
  const popup = await env.browser.extensionPage('popup.html');
  await expect(popup.getByRole('alert')).toContainText('The data is from a newer version of Disparo');
  await expect.poll(() => env.browser.badgeText()).toBe('!');
  expect(env.sandbox.flowsStarts()).toEqual([]);

  await options.getByRole('button', { name: 'Erase everything' }).click();
  await options.getByRole('alert').getByRole('button', { name: 'Erase everything' }).click();
  await expect(options.getByText('Erased. Records left: 0')).toBeVisible();
  await panel.skipFirstRun();
  await expect(panel.tab('Send')).toBeVisible();
  await expect.poll(() => env.browser.badgeText()).toBe('');
});
