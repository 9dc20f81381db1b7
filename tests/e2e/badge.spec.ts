import type { Page } from '@playwright/test';
import { chatsTab, expect, SEED, test, type TestEnvironment } from './harness.ts';
import type { PageMode } from './page-objects/panel.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const MODES = ['standalone', 'iframe', 'federated'] as const satisfies readonly PageMode[];

/** Sends a flow to people and lets each of them answer, one after the other. */
async function answered(env: TestEnvironment, names: readonly string[], mode: PageMode = 'standalone') {
  const { page, panel, chats } = await env.openChats({ mode });
  await panel.skipFirstRun();
  // A dispatch can be seeded only where Chats is alone in its tab; in an iframe it is clicked.
  if (mode === 'iframe') await panel.sendAndShowWaiting('Retomar atendimento', names);
  else await seedDispatch(env, panel, 'Retomar atendimento', names);
  for (const [index, name] of names.entries()) {
    env.sandbox.reply(env.sandbox.contactByName(name).uuid, { text: 'Oi!' });
    await expect.poll(() => env.browser.badgeText()).toBe(String(index + 1));
  }
  return { page, panel, chats };
}

/** Marking a room as read is a PATCH request, which only the page may send. */
function expectNoPatchOfOurs(env: TestEnvironment): void {
  expect(env.sandbox.log({ method: 'PATCH' }).filter((entry) => entry.client !== 'page')).toEqual([]);
}

for (const mode of MODES) {
  test(`${mode}: one click in the list opens the chat and takes it off the badge`, async ({ env }) => {
    const { panel, chats } = await answered(env, ['Ana Souza'], mode);

    await panel.waiting.openChat('Ana Souza');

    await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
    await expect(chats.frame.getByTestId('home-chat-headers')).toContainText('Ana Souza');
    await expect.poll(() => env.browser.badgeText()).toBe('');
    await expect(panel.waiting.row('Ana Souza')).toContainText('Opened');
    expectNoPatchOfOurs(env);
  });
}

test('a chat that the page has not loaded is opened all the same', async ({ env }) => {
  const { page, panel, chats } = await answered(env, ['Ana Souza']);
  await forgetRooms(page);
  expect(await chats.call('roomUuids')).toEqual([]);

  await panel.waiting.openChat('Ana Souza');

  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  await expect.poll(() => env.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(env);
});

test('where the page cannot be made to open a chat, the agent is asked before it is reloaded: no keeps what is typed, yes opens the chat', async ({
  env,
}) => {
  const { page, panel, chats } = await answered(env, ['Ana Souza', 'Bruno Lima']);
  await chats.openCard('Bruno Lima');
  await page.locator('.message-manager textarea').fill('Bom dia, Bruno');
  await forgetRooms(page);
  await page.evaluate(() => void Reflect.deleteProperty(document.querySelector('#app') ?? document, '__vue_app__'));
  const question = panel.root.getByRole('alert').filter({ hasText: 'Leave this page to open the chat?' });

  await panel.waiting.openChat('Ana Souza');
  await expect(question).toContainText('a message you are typing is lost');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  await expect(page.locator('.message-manager textarea')).toHaveValue('Bom dia, Bruno');
  expect(await env.browser.badgeText()).toBe('1');

  await panel.waiting.openChat('Ana Souza');
  await question.getByRole('button', { name: 'Reload and open' }).click();
  await expect.poll(() => chats.openRoomUuid().catch(() => null)).toBe(roomOf(env.sandbox, 'Ana Souza'));
  await expect.poll(() => env.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(env);
});

async function forgetRooms(page: Page): Promise<void> {
  await page.evaluate(() => {
    const app: unknown = Reflect.get(document.querySelector('#app') ?? document, '__vue_app__');
    const names = ['config', 'globalProperties', '$pinia', '_s'];
    const stores: unknown = names.reduce((value: unknown, name) => Reflect.get(Object(value), name), app);
    if (stores instanceof Map) Reflect.set(stores.get('rooms'), 'rooms', []);
  });
}

test('a chat opened by its card in the page leaves the badge', async ({ env }) => {
  const { panel, chats } = await answered(env, ['Ana Souza', 'Bruno Lima']);

  await chats.openCard('Bruno Lima');

  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await expect(panel.waiting.row('Bruno Lima')).toContainText('Opened');
  await expect(panel.waiting.row('Ana Souza')).toContainText('Replied');
  expectNoPatchOfOurs(env);
});

test('the address alone opens no chat, so it clears nothing', async ({ env }) => {
  const { panel, chats } = await answered(env, ['Ana Souza']);

  await chats.call('pushRoute', `/chats/${roomOf(env.sandbox, 'Ana Souza')}`);

  await expect.poll(() => chats.call('route')).toContain('/chats/');
  await expect(panel.waiting.row('Ana Souza')).toContainText('Replied');
  expect(await env.browser.badgeText()).toBe('1');
});

test('a reply to the chat on screen never counts', async ({ env }) => {
  const { sandbox } = env;
  const ana = sandbox.contactByName('Ana Souza');
  sandbox.openRoom({ contact: ana.uuid, user: SEED.people.agent1 });
  const { panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await chats.openCard('Ana Souza');
  await seedDispatch(env, panel, 'Só aviso', ['Ana Souza']);

  sandbox.reply(ana.uuid, { text: 'Oi!' });

  await expect(panel.waiting.row('Ana Souza')).toContainText('Opened');
  expect(await env.browser.badgeText()).toBe('');
});

test('the command "next reply" opens the replies one after the other, the longest waiting first', async ({ env }) => {
  const { chats } = await answered(env, ['Bruno Lima', 'Ana Souza']);

  await env.browser.command('next-reply');
  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Bruno Lima'));
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  await env.browser.command('next-reply');
  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  await expect.poll(() => env.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(env);
});

test('a reply that is dismissed leaves badge and list', async ({ env }) => {
  const { panel } = await answered(env, ['Ana Souza']);

  await panel.root.getByRole('button', { name: 'Remove Ana Souza from the list' }).click();

  await expect.poll(() => env.browser.badgeText()).toBe('');
  await expect(panel.root.getByRole('button', { name: 'Remove Ana Souza from the list' })).toHaveCount(0);
});

test('with two Chats tabs the reply opens in the tab of its own project', async ({ env }) => {
  const { page, chats } = await answered(env, ['Ana Souza']);
  const south = await env.openChats({ project: SEED.projects.south });

  await env.browser.command('next-reply');

  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  expect(await south.chats.openRoomUuid()).toBeNull();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
});

test('two windows show the same replies, and a reply opens in the window it is clicked in', async ({ env }) => {
  const { page, panel, chats } = await answered(env, ['Ana Souza', 'Bruno Lima']);
  const opening = env.browser.context.waitForEvent('page');
  await page.evaluate((address) => void window.open(address, '_blank', 'popup,width=1366,height=768'), page.url());
  const other = await opening;
  const { panel: otherPanel, chats: otherChats } = chatsTab(other);
  await otherPanel.showTab('Waiting');
  await expect(otherPanel.waiting.row('Ana Souza')).toContainText('Replied');

  await otherPanel.waiting.openChat('Ana Souza');

  await expect.poll(() => otherChats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  expect(await chats.openRoomUuid()).toBeNull();
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await expect(panel.waiting.row('Ana Souza')).toContainText('Opened');

  env.sandbox.reply(env.sandbox.contactByName('Bruno Lima').uuid, { text: 'E então?' });
  await panel.waiting.openChat('Bruno Lima');
  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Bruno Lima'));
  expect(await otherChats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  await expect.poll(() => env.browser.badgeText()).toBe('');
  expectNoPatchOfOurs(env);
});
