import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { expect, SEED, test } from './harness.ts';
import { onPage, openCard, panelFrame } from './chats-page.ts';
import { seedDispatch } from './replies-desk.ts';
import { pickFlow, skipFirstRun } from './sending.ts';

/** Few people: every name is found once. */
test.use({ sandboxOptions: { contacts: 20 } });

test('the popup counts who replied and who is awaited, names them, and opens a chat by one click', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => desk.browser.badgeText()).toBe('1');

  const popup = await desk.browser.extensionPage('popup.html');
  await expect(popup.locator('.tile').first()).toContainText('1');
  await expect(popup.locator('.tile').nth(1)).toContainText('2');
  const line = popup.getByRole('button', { name: /Ana Souza/ });
  await expect(line).toBeVisible();
  // The popup closes itself: Firefox then never answers the click.
  line.click().catch(() => undefined);

  await expect.poll(() => onPage(page.mainFrame(), 'openRoomUuid')).not.toBeNull();
  await expect.poll(() => desk.browser.badgeText()).toBe('');
});

test('over a page that is none of Chats the popup leads to the tab that is', async ({ desk }) => {
  await desk.openChats();

  const popup = await desk.browser.extensionPage('popup.html');

  await expect(popup.getByText('This tab does not show Weni Chats.')).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Open Chats' })).toBeVisible();
});

test('over a Chats tab the popup leads to quick send for the chat on screen', async ({ desk }) => {
  const ana = desk.sandbox.contactByName('Ana Souza');
  desk.sandbox.openRoom({ contact: ana.uuid, user: SEED.people.agent1 });
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await openCard(page.mainFrame(), 'Ana Souza');
  await panel.getByRole('button', { name: 'Collapse the panel' }).click();
  const popup = await desk.browser.popupBehind(page.url());

  await expect(popup.getByText('Ready on this site')).toBeVisible();
  await expect(popup.getByRole('button', { name: 'Open Chats' })).toHaveCount(0);
  // No pointer reaches a tab that lies behind another.
  await popup.getByRole('button', { name: 'Quick send' }).evaluate((button: HTMLElement) => button.click());

  await pickFlow(panel, 'Retomar atendimento');
  await expect(panel.getByRole('heading', { name: 'Review' })).toBeVisible();
  await expect(panelFrame(panel)).toContainText('Ana Souza');
  expect(desk.sandbox.log({ path: 'start_flow', method: 'POST' })).toEqual([]);
});

test('without a live session the popup shows counts and no name', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await page.close();

  const popup = await desk.browser.extensionPage('popup.html');
  await expect(popup.locator('.tile').first()).toBeVisible();

  await expect(popup.getByText(/Ana|Bruno|Souza/)).toHaveCount(0);
  await expect(popup.getByText('Open Chats', { exact: false }).first()).toBeVisible();
});

test('the popup shows the shortcuts as the browser really assigned them, and the way to change them', async ({
  desk,
}) => {
  await desk.openChats();
  const popup = await desk.browser.extensionPage('popup.html');
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

test('the options page opens with its settings and remembers a change', async ({ desk }) => {
  await desk.openChats({ agent: SEED.people.agent1 });
  const options = await desk.browser.extensionPage('options.html');
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
