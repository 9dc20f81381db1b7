import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { expect, SEED, test } from './harness.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

test('the popup counts who replied and who is awaited, names them, and opens a chat by one click', async ({ env }) => {
  const { panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  const popup = await env.browser.extensionPage('popup.html');
  await expect(popup.locator('.tile').first()).toContainText('1');
  await expect(popup.locator('.tile').nth(1)).toContainText('2');
  const line = popup.getByRole('button', { name: /Ana Souza/ });
  await expect(line).toBeVisible();
  // The popup closes itself on this click, which Firefox then never answers.
  line.click().catch(() => undefined);

  await expect.poll(() => chats.openRoomUuid()).not.toBeNull();
  await expect.poll(() => env.browser.badgeText()).toBe('');
});

test('over another site the popup leads to the tab with Chats', async ({ env }) => {
  await env.openChats();

  const popup = await env.browser.extensionPage('popup.html');

  await expect(popup.getByText('This tab does not show Weni Chats.')).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Open Chats' })).toBeVisible();
});

test('over a Chats tab the popup leads to quick send for the chat on screen', async ({ env }) => {
  const ana = env.sandbox.contactByName('Ana Souza');
  env.sandbox.openRoom({ contact: ana.uuid, user: SEED.people.agent1 });
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await chats.openCard('Ana Souza');
  await panel.collapse();
  const popup = await env.browser.popupBehind(page.url());

  await expect(popup.getByText('Ready on this site')).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Open Chats' })).toHaveCount(0);
  // The popup is a background tab, which no mouse click reaches.
  await popup.getByRole('button', { name: 'Quick send' }).evaluate((button: HTMLElement) => button.click());

  await panel.send.pickFlow('Retomar atendimento');
  await expect(panel.send.reviewHeading).toBeVisible();
  await expect(panel.landmark).toContainText('Ana Souza');
  expect(env.sandbox.log({ path: 'start_flow', method: 'POST' })).toEqual([]);
});

test('without a live session the popup shows counts and no name', async ({ env }) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await page.close();

  const popup = await env.browser.extensionPage('popup.html');
  await expect(popup.locator('.tile').first()).toBeVisible();

  await expect(popup.getByText(/Ana|Bruno|Souza/)).toHaveCount(0);
  await expect(popup.getByText('Open Chats', { exact: false }).first()).toBeVisible();
});

test('the popup shows the shortcuts as the browser really assigned them, and the way to change them', async ({
  env,
}) => {
  await env.openChats();
  const popup = await env.browser.extensionPage('popup.html');
  await expect(popup.getByRole('heading', { name: 'Shortcuts' })).toBeVisible();

  const assigned = await popup.evaluate(async () => {
    const api: { commands: { getAll(): Promise<{ name?: string; shortcut?: string }[]> } } =
      Reflect.get(globalThis, 'browser') ?? chrome;
    return (await api.commands.getAll()).map(({ name, shortcut }) => [name, shortcut]);
  });

  const own = assigned.filter(([name]) => SHORTCUTS.some((shortcut) => shortcut.name === name));
  expect(own).toHaveLength(SHORTCUTS.length);
  for (const [, key] of own) await expect(popup.getByRole('row').filter({ hasText: key ?? '' })).toHaveCount(1);
  await expect(popup.getByRole('button', { name: 'Change the shortcuts' })).toBeVisible();
  await expect(popup.getByText('left a shortcut unassigned')).toHaveCount(0);
});

test('the options page opens with its settings and remembers a change', async ({ env }) => {
  await env.openChats({ agent: SEED.people.agent1 });
  const options = await env.browser.extensionPage('options.html');
  await expect(options.getByRole('heading').first()).toBeVisible();
  const language = options.getByRole('combobox', { name: /language/i });
  const before = await language.inputValue();

  await language.selectOption('es');
  await expect(options.getByRole('heading').first()).toBeVisible();
  await options.reload();
  await expect(options.getByRole('combobox').filter({ has: options.locator('option[value=es]:checked') })).toHaveCount(
    1,
  );

  await options
    .getByRole('combobox')
    .filter({ has: options.locator('option[value=es]:checked') })
    .selectOption(before);
  await expect(options.getByRole('combobox', { name: /language/i })).toHaveValue(before);
});
