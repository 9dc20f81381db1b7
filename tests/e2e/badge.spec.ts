import type { Page } from '@playwright/test';
import { chatsFrame, onPage, openCard } from './chats-page.ts';
import { expect, panelOf, SEED, test, type Desk, type PageMode } from './harness.ts';
import { dispatch, openFromList, roomOf, seedDispatch, waitingRow } from './replies-desk.ts';
import { skipFirstRun } from './sending.ts';

/** Few people: every name is found once. */
test.use({ sandboxOptions: { contacts: 20 } });

const MODES = ['standalone', 'iframe', 'federated'] as const satisfies readonly PageMode[];

/** A dispatch that everybody answered, one after the other. */
async function answered(desk: Desk, names: readonly string[], mode: PageMode = 'standalone') {
  const { page, panel } = await desk.openChats({ mode });
  await skipFirstRun(panel);
  // Only a page of its own can be seeded; in a frame it is clicked.
  if (mode === 'iframe') await dispatch(panel, 'Retomar atendimento', names);
  else await seedDispatch(desk, panel, 'Retomar atendimento', names);
  for (const [index, name] of names.entries()) {
    desk.sandbox.reply(desk.sandbox.contactByName(name).uuid, { text: 'Oi!' });
    await expect.poll(() => desk.browser.badgeText()).toBe(String(index + 1));
  }
  return { page, panel, frame: await chatsFrame(page, mode) };
}

/** Rooms are marked read by the page alone. */
function expectNoPatchOfOurs(desk: Desk): void {
  expect(desk.sandbox.log({ method: 'PATCH' }).filter((entry) => entry.client !== 'page')).toEqual([]);
}

for (const mode of MODES) {
  test(`${mode}: one click in the list opens the chat and takes it off the badge`, async ({ desk }) => {
    const { panel, frame } = await answered(desk, ['Ana Souza'], mode);

    await openFromList(panel, 'Ana Souza');

    await expect.poll(() => onPage(frame, 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Ana Souza'));
    await expect(frame.getByTestId('home-chat-headers')).toContainText('Ana Souza');
    await expect.poll(() => desk.browser.badgeText()).toBe('');
    await expect(waitingRow(panel, 'Ana Souza')).toContainText('Opened');
    expectNoPatchOfOurs(desk);
  });
}

test('a chat that the page has not loaded is opened all the same', async ({ desk }) => {
  const { page, panel, frame } = await answered(desk, ['Ana Souza']);
  await forgetRooms(page);
  expect(await onPage(frame, 'roomUuids')).toEqual([]);

  await openFromList(panel, 'Ana Souza');

  await expect.poll(() => onPage(frame, 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Ana Souza'));
  await expect.poll(() => desk.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(desk);
});

test('when the page can be asked no more, leaving it is asked first: no keeps what is typed, yes opens the chat', async ({
  desk,
}) => {
  const { page, panel } = await answered(desk, ['Ana Souza', 'Bruno Lima']);
  await openCard(page.mainFrame(), 'Bruno Lima');
  await page.locator('.message-manager textarea').fill('Bom dia, Bruno');
  await forgetRooms(page);
  await page.evaluate(() => void Reflect.deleteProperty(document.querySelector('#app') ?? document, '__vue_app__'));
  const question = panel.getByRole('alert').filter({ hasText: 'Leave this page to open the chat?' });

  await openFromList(panel, 'Ana Souza');
  await expect(question).toContainText('a message you are typing is lost');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  await expect(page.locator('.message-manager textarea')).toHaveValue('Bom dia, Bruno');
  expect(await desk.browser.badgeText()).toBe('1');

  await openFromList(panel, 'Ana Souza');
  await question.getByRole('button', { name: 'Reload and open' }).click();
  await expect
    .poll(() => onPage(page.mainFrame(), 'openRoomUuid').catch(() => null))
    .toBe(roomOf(desk.sandbox, 'Ana Souza'));
  await expect.poll(() => desk.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(desk);
});

async function forgetRooms(page: Page): Promise<void> {
  await page.evaluate(() => {
    const app: unknown = Reflect.get(document.querySelector('#app') ?? document, '__vue_app__');
    const names = ['config', 'globalProperties', '$pinia', '_s'];
    const stores: unknown = names.reduce((value: unknown, name) => Reflect.get(Object(value), name), app);
    if (stores instanceof Map) Reflect.set(stores.get('rooms'), 'rooms', []);
  });
}

test('a chat opened by its card in the page leaves the badge', async ({ desk }) => {
  const { panel, frame } = await answered(desk, ['Ana Souza', 'Bruno Lima']);

  await openCard(frame, 'Bruno Lima');

  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await expect(waitingRow(panel, 'Bruno Lima')).toContainText('Opened');
  await expect(waitingRow(panel, 'Ana Souza')).toContainText('Replied');
  expectNoPatchOfOurs(desk);
});

test('the address alone opens no chat, so it clears nothing', async ({ desk }) => {
  const { panel, frame } = await answered(desk, ['Ana Souza']);

  await onPage(frame, 'pushRoute', `/chats/${roomOf(desk.sandbox, 'Ana Souza')}`);

  await expect.poll(() => onPage(frame, 'route')).toContain('/chats/');
  await expect(waitingRow(panel, 'Ana Souza')).toContainText('Replied');
  expect(await desk.browser.badgeText()).toBe('1');
});

test('a reply to the chat on screen never counts', async ({ desk }) => {
  const { sandbox } = desk;
  const ana = sandbox.contactByName('Ana Souza');
  sandbox.openRoom({ contact: ana.uuid, user: SEED.people.agent1 });
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await openCard(page.mainFrame(), 'Ana Souza');
  await seedDispatch(desk, panel, 'Só aviso', ['Ana Souza']);

  sandbox.reply(ana.uuid, { text: 'Oi!' });

  await expect(waitingRow(panel, 'Ana Souza')).toContainText('Opened');
  expect(await desk.browser.badgeText()).toBe('');
});

test('the command "next reply" opens the replies one after the other, the longest waiting first', async ({ desk }) => {
  const { frame } = await answered(desk, ['Bruno Lima', 'Ana Souza']);

  await desk.browser.command('next-reply');
  await expect.poll(() => onPage(frame, 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Bruno Lima'));
  await expect.poll(() => desk.browser.badgeText()).toBe('1');

  await desk.browser.command('next-reply');
  await expect.poll(() => onPage(frame, 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Ana Souza'));
  await expect.poll(() => desk.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(desk);
});

test('a reply that is dismissed leaves badge and list', async ({ desk }) => {
  const { panel } = await answered(desk, ['Ana Souza']);

  await panel.getByRole('button', { name: 'Remove Ana Souza from the list' }).click();

  await expect.poll(() => desk.browser.badgeText()).toBe('');
  await expect(panel.getByRole('button', { name: 'Remove Ana Souza from the list' })).toHaveCount(0);
});

test('with two Chats tabs the reply opens in the tab of its own project', async ({ desk }) => {
  const { page, frame } = await answered(desk, ['Ana Souza']);
  const south = await desk.openChats({ project: SEED.projects.south });

  await desk.browser.command('next-reply');

  await expect.poll(() => onPage(frame, 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Ana Souza'));
  expect(await onPage(south.page.mainFrame(), 'openRoomUuid')).toBeNull();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
});

test('in two windows one truth: both show the reply, and it opens in the window it is clicked in', async ({ desk }) => {
  const { page, panel, frame } = await answered(desk, ['Ana Souza', 'Bruno Lima']);
  const opening = desk.browser.context.waitForEvent('page');
  await page.evaluate((address) => void window.open(address, '_blank', 'popup,width=1366,height=768'), page.url());
  const other = await opening;
  const otherPanel = panelOf(other);
  await otherPanel.getByRole('tab', { name: 'Waiting' }).click();
  await expect(waitingRow(otherPanel, 'Ana Souza')).toContainText('Replied');

  await openFromList(otherPanel, 'Ana Souza');

  await expect.poll(() => onPage(other.mainFrame(), 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Ana Souza'));
  expect(await onPage(frame, 'openRoomUuid')).toBeNull();
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await expect(waitingRow(panel, 'Ana Souza')).toContainText('Opened');

  desk.sandbox.reply(desk.sandbox.contactByName('Bruno Lima').uuid, { text: 'E então?' });
  await openFromList(panel, 'Bruno Lima');
  await expect.poll(() => onPage(frame, 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Bruno Lima'));
  expect(await onPage(other.mainFrame(), 'openRoomUuid')).toBe(roomOf(desk.sandbox, 'Ana Souza'));
  await expect.poll(() => desk.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(desk);
});
