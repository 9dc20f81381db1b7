import type { Page } from '@playwright/test';
import type { ExtensionBrowser } from './browser.ts';
import { expect, test as base } from './harness.ts';
import { launchWithPermissions } from './permissions.ts';
import { startedNames } from './sandbox-data.ts';

const OWN = 'https://chats.acme.example';
const PATTERN = `${OWN}/*`;

const test = base.extend<object, { extensionBrowser: ExtensionBrowser }>({
  extensionBrowser: [
    async ({ which }, use) => {
      const browser = await launchWithPermissions(which, { api: [], hosts: [PATTERN, 'https://localhost/*'] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});

/** Whether the extension has the permission for a site, and how many of its scripts are registered there. */
async function accessTo(page: Page, pattern: string): Promise<{ granted: boolean; scripts: number }> {
  return await page.evaluate(async (origin) => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    const scripts = await api.scripting.getRegisteredContentScripts();
    return {
      granted: await api.permissions.contains({ origins: [origin] }),
      scripts: scripts.filter(({ matches }) => matches?.includes(origin)).length,
    };
  }, pattern);
}

test("a site of one's own is added with its permission and removed with it", async ({ env }) => {
  const options = await env.browser.extensionPage('options.html');
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

test('a permission taken away in the browser is told, and can be given again', async ({ env }) => {
  const options = await env.browser.extensionPage('options.html');
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

test.describe('where the API lies on another address than the page', () => {
  test.use({
    sandboxOptions: {
      contacts: 20,
      tls: 'http/1.1',
      isApiForeign: true,
      extension: { undoMs: 300, notFoundMs: 1_500 },
    },
  });

  test('nothing is asked of it until it is allowed by its name, and then people are sent to', async ({ env }) => {
    const { sandbox, browser } = env;
    const { page, panel } = await env.openChats();
    await panel.skipFirstRun();
    await expect(panel.root.getByText('One permission is missing')).toBeVisible();
    await expect(panel.root.getByText(sandbox.apiOrigin)).toBeVisible();
    const byUs = (): number => sandbox.log({}).filter(({ client }) => client !== 'page').length;
    const before = byUs();

    const options = await browser.extensionPage('options.html');
    await options.getByRole('button', { name: `Allow ${new URL(sandbox.apiOrigin).host}` }).focus();
    await options.keyboard.press('Enter');
    await expect(options.getByRole('button', { name: /^Allow localhost/ })).toHaveCount(0);
    await options.close();
    await page.bringToFront();
    const name = sandbox.contactAt(0).name ?? '';
    await panel.send.toPeople([name]);
    await panel.dispatch.expectDone();

    expect(startedNames(sandbox)).toEqual([name]);
    expect([before, byUs() > 0]).toEqual([0, true]);
  });
});
