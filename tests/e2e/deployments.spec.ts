import type { Page } from '@playwright/test';
import type { ExtensionBrowser } from './browser.ts';
import { launchGranting } from './granting.ts';
import { expect, test as base } from './harness.ts';

const OWN = 'https://chats.acme.example';
const PATTERN = `${OWN}/*`;

const test = base.extend<object, { extensionBrowser: ExtensionBrowser }>({
  extensionBrowser: [
    async ({ which }, use) => {
      const browser = await launchGranting(which, { api: [], hosts: [PATTERN] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});

/** Whether the browser lets the extension into a site, and which of its scripts run there. */
async function accessTo(page: Page, pattern: string): Promise<{ granted: boolean; scripts: number }> {
  return await page.evaluate(async (origin) => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    const scripts = await api.scripting.getRegisteredContentScripts();
    return { granted: await api.permissions.contains({ origins: [origin] }), scripts: scripts.filter(({ matches }) => matches?.includes(origin)).length };
  }, pattern);
}

test('a site of one\'s own is added with its permission and removed with it', async ({ desk }) => {
  const options = await desk.browser.extensionPage('options.html');
  const address = options.getByRole('textbox', { name: 'Address of another Chats' });
  const row = options.getByRole('listitem').filter({ hasText: OWN });
  expect(await accessTo(options, PATTERN)).toEqual({ granted: false, scripts: 0 });

  await address.fill('http://chats.acme.example');
  await expect(options.getByRole('button', { name: 'Add site' })).toBeDisabled();
  await address.fill('chats.acme.example/some/path');
  await options.getByRole('button', { name: 'Add site' }).focus();
  await options.keyboard.press('Enter');

  await expect(row).toBeVisible();
  await expect(address).toHaveValue('');
  await expect(row.getByText('Permission missing')).toHaveCount(0);
  await expect.poll(() => accessTo(options, PATTERN)).toMatchObject({ granted: true });
  expect((await accessTo(options, PATTERN)).scripts).toBeGreaterThan(0);

  await row.getByRole('button', { name: `Remove ${OWN}` }).focus();
  await options.keyboard.press('Enter');

  await expect(row).toHaveCount(0);
  await expect.poll(() => accessTo(options, PATTERN)).toEqual({ granted: false, scripts: 0 });
});

test('a permission taken away in the browser is told, and can be given again', async ({ desk }) => {
  const options = await desk.browser.extensionPage('options.html');
  const row = options.getByRole('listitem').filter({ hasText: OWN });
  await options.getByRole('textbox', { name: 'Address of another Chats' }).fill(OWN);
  await options.getByRole('button', { name: 'Add site' }).focus();
  await options.keyboard.press('Enter');
  await expect(row).toBeVisible();

  await options.evaluate(async (pattern) => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    await api.permissions.remove({ origins: [pattern] });
  }, PATTERN);
  await options.reload();

  await expect(row.getByText('Permission missing')).toBeVisible();
  await row.getByRole('button', { name: 'Allow' }).focus();
  await options.keyboard.press('Enter');
  await expect(row.getByText('Permission missing')).toHaveCount(0);
  await expect.poll(async () => (await accessTo(options, PATTERN)).scripts).toBeGreaterThan(0);
});
