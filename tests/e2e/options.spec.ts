import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, test } from './harness.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

/** Everything the extension stores in this browser, as an extension page can read it. */
async function everythingStored(page: Page): Promise<Readonly<Record<string, number>>> {
  return await page.evaluate(async () => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    const rows = async (name: string): Promise<number> => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
      let sum = 0;
      for (const store of database.objectStoreNames) {
        sum += await new Promise<number>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAllKeys();
          // The time and number of erasures are kept; they name nobody. Work that began before an erasure is not
          // stored after it.
          request.addEventListener('success', () => resolve(request.result.filter((key) => key !== 'erasure').length));
        });
      }
      database.close();
      return sum;
    };
    let records = 0;
    for (const { name } of await indexedDB.databases()) records += await rows(name ?? '');
    return {
      records,
      local: Object.keys(await api.storage.local.get(null)).length,
      session: Object.keys(await api.storage.session.get(null)).length,
      alarms: (await api.alarms.getAll()).length,
      scripts: (await api.scripting.getRegisteredContentScripts()).length,
    };
  });
}

test('erase everything lasts while Chats stays open, where nobody is stored again, and leaves no record in database, storage, alarms and registered scripts', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Carla Dias']);
  const options = await env.browser.extensionPage('options.html');
  const erase = async (): Promise<void> => {
    await options.getByRole('button', { name: 'Erase everything' }).click();
    await options.getByRole('alert').getByRole('button', { name: 'Erase everything' }).click();
    await expect(options.getByText('Erased. Records left: 0')).toBeVisible();
  };

  await erase();
  // The settings are erased too, so the first-run steps are offered again. The panel reads its lists again a moment
  // before it learns of the settings.
  await panel.root.getByRole('button', { name: 'Skip' }).click();
  await panel.showTab('Waiting');
  await expect(panel.root.getByText('No replies pending')).toBeVisible();
  await panel.waiting.lookNow.click();
  const exported = await options.evaluate(async () => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    return JSON.stringify(await api.runtime.sendMessage({ name: 'data:export', input: {} }));
  });
  for (const secret of ['Ana Souza', 'Carla Dias']) expect(exported).not.toContain(secret);
  expect(exported).toContain('erasure');

  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza']);
  await options.getByRole('spinbutton', { name: 'Keep the history (days)' }).fill('12');
  await options.getByRole('spinbutton', { name: 'Keep the history (days)' }).press('Tab');
  await expect.poll(async () => (await everythingStored(options))['local']).toBeGreaterThan(0);
  expect((await everythingStored(options))['records']).toBeGreaterThan(0);
  // An open Chats tab would report its session again at once, so none is open here.
  await page.close();
  await options.reload();
  await erase();
  expect(await everythingStored(options)).toEqual({ records: 0, local: 0, session: 0, alarms: 0, scripts: 0 });
  await expect(options.getByRole('spinbutton', { name: 'Keep the history (days)' })).toHaveValue('30');
});

test('a server address is kept only where a Chats API answers', async ({ env }) => {
  const html = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end('<h1>Hello</h1>'),
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => html.once('listening', resolve));
  const { port } = html.address() as AddressInfo;
  const options = await env.browser.extensionPage('options.html');
  const server = options.getByRole('textbox', { name: 'Server of http://localhost', exact: true });
  const row = options.getByRole('listitem').filter({ has: server });

  await server.fill(`http://127.0.0.1:${port}`);
  await row.getByRole('button', { name: 'Save and test' }).click();
  await expect(options.getByText('No Chats API answered at this address.')).toBeVisible();
  await server.fill('not an address');
  await row.getByRole('button', { name: 'Save and test' }).click();
  await expect(options.getByText('This is not an address of a site.')).toBeVisible();
  await server.fill(env.sandbox.apiOrigin);
  await row.getByRole('button', { name: 'Save and test' }).click();
  await expect(options.getByText('Saved.')).toBeVisible();

  await server.fill('');
  await row.getByRole('button', { name: 'Save and test' }).click();
  html.close();
});

test('language, theme and width change the open panel at once, which speaks the language of the page until then; they and do not disturb are kept', async ({
  env,
}) => {
  const { panel } = await env.openChats({ mode: 'federated', query: { lang: 'pt-br' } });
  const frame = panel.landmark;
  await expect(frame).toHaveAttribute('lang', 'pt-BR');
  const options = await env.browser.extensionPage('options.html');
  // Without a choice our own pages speak it too.
  await options.getByRole('combobox', { name: 'Idioma' }).selectOption('en');
  await expect(frame).toHaveAttribute('lang', 'en');

  await options.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await expect(frame).toHaveAttribute('data-theme', 'dark');
  // The value is typed with keys, because Firefox fires `change` only for typed text.
  const width = options.getByRole('spinbutton', { name: 'Width of the panel (px)' });
  await width.press('ControlOrMeta+a');
  await width.pressSequentially('480');
  await width.press('Enter');
  await expect.poll(async () => Math.round((await frame.boundingBox())?.width ?? 0)).toBe(480);
  await options.getByRole('combobox', { name: 'Language' }).selectOption('pt_BR');
  await expect(frame).toHaveAttribute('lang', 'pt-BR');
  await expect(panel.root.getByRole('tab', { name: 'Enviar' })).toBeVisible();
  await options.getByRole('combobox', { name: 'Idioma' }).selectOption('es');
  await expect(frame).toHaveAttribute('lang', 'es');
  await options.reload();
  await expect(options.getByRole('combobox').filter({ has: options.locator('option[value=es]:checked') })).toHaveCount(
    1,
  );

  await options.getByRole('combobox', { name: 'Idioma' }).selectOption('en');
  await options.getByRole('combobox', { name: 'Theme' }).selectOption('page');
  await width.press('ControlOrMeta+a');
  await width.pressSequentially('380');
  await width.press('Enter');
  await expect(frame).toHaveAttribute('data-theme', 'light');

  await options.getByRole('button', { name: 'For 1 hour' }).click();
  await expect(options.getByText(/^Until /).first()).toBeVisible();
  const again = await env.browser.extensionPage('options.html');
  await again.getByRole('button', { name: 'Off', exact: true }).click();
  await expect(again.getByRole('button', { name: 'Off', exact: true })).toBeDisabled();
});
