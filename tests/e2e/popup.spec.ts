import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { expect, SEED, test } from './harness.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

test('over another page the popup leads to Chats, shows the shortcuts as the browser assigned them, counts who replied and who is awaited, and opens a chat by one click; without a live session it names nobody', async ({
  env,
}) => {
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  for (const [index, name] of ['Ana Souza', 'Bruno Lima'].entries()) {
    env.sandbox.reply(env.sandbox.contactByName(name).uuid, { text: 'Oi!' });
    await expect.poll(() => env.browser.badgeText()).toBe(String(index + 1));
  }

  const popup = await env.browser.extensionPage('popup.html');
  await expect(popup.getByText('This tab does not show Weni Chats.')).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Open Chats' })).toBeVisible();
  await expect(popup.getByRole('heading', { name: 'Shortcuts' })).toBeVisible();
  const assigned = await popup.evaluate(async () => {
    const api: { commands: { getAll(): Promise<{ name?: string; shortcut?: string }[]> } } =
      Reflect.get(globalThis, 'browser') ?? chrome;
    return (await api.commands.getAll()).map(({ name, shortcut }) => [name, shortcut]);
  });
  const own = assigned.filter(([name]) => SHORTCUTS.some((shortcut) => shortcut.name === name));
  expect(own).toHaveLength(SHORTCUTS.length);
  // A command without a suggested key has none until the agent assigns one.
  const keys = own.flatMap(([, key]) => (key === undefined || key === '' ? [] : [key]));
  expect(keys).toHaveLength(4);
  for (const key of keys) await expect(popup.getByRole('row').filter({ hasText: key })).toHaveCount(1);
  await expect(popup.getByRole('button', { name: 'Change the shortcuts' })).toBeVisible();
  await expect(popup.getByText('left a shortcut unassigned')).toHaveCount(0);

  await expect(popup.locator('.tile').first()).toContainText('2');
  await expect(popup.locator('.tile').nth(1)).toContainText('1');
  const line = popup.getByRole('button', { name: /Ana Souza/ });
  await expect(line).toBeVisible();
  // The popup closes itself on this click, which Firefox then never answers.
  line.click().catch(() => undefined);
  await expect.poll(() => chats.openRoomUuid()).not.toBeNull();
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  await page.close();
  const signedOut = await env.browser.extensionPage('popup.html');
  await expect(signedOut.locator('.tile').first()).toBeVisible();
  await expect(signedOut.getByText(/Ana|Bruno|Souza/)).toHaveCount(0);
  await expect(signedOut.getByText('Open Chats', { exact: false }).first()).toBeVisible();
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
