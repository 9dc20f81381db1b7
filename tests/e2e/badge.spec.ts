import type { Page } from '@playwright/test';
import { chatsTab, expect, SEED, test, type TestEnvironment } from './harness.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

/** Sends a flow to people and lets each of them answer, one after the other. */
async function answered(env: TestEnvironment, names: readonly string[]) {
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', names);
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

test('a chat that the page has not loaded is opened all the same; where the page cannot be made to open a chat, the agent is asked before it is reloaded: no keeps what is typed, yes opens the chat', async ({
  env,
}) => {
  const { page, panel, chats } = await answered(env, ['Ana Souza', 'Bruno Lima']);
  await forgetRooms(page);
  expect(await chats.call('roomUuids')).toEqual([]);
  await panel.waiting.openChat('Bruno Lima');
  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Bruno Lima'));
  await expect.poll(() => env.browser.badgeText()).toBe('1');

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

test('the address alone opens no chat and clears nothing; a chat opened by its card leaves the badge, a reply to it never counts, and one that is dismissed leaves badge and list', async ({
  env,
}) => {
  const { sandbox } = env;
  const { page, panel, chats } = await answered(env, ['Ana Souza', 'Bruno Lima']);

  await chats.call('pushRoute', `/chats/${roomOf(sandbox, 'Ana Souza')}`);
  await expect.poll(() => chats.call('route')).toContain('/chats/');
  await expect(panel.waiting.row('Ana Souza')).toContainText('Replied');
  expect(await env.browser.badgeText()).toBe('2');

  await chats.openCard('Bruno Lima');
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await expect(panel.waiting.row('Bruno Lima')).toContainText('Opened');
  await expect(panel.waiting.row('Ana Souza')).toContainText('Replied');
  expectNoPatchOfOurs(env);

  const carla = sandbox.contactByName('Carla Dias');
  sandbox.openRoom({ contact: carla.uuid, user: SEED.people.agent1 });
  await page.reload();
  await chats.openCard('Carla Dias');
  await seedDispatch(env, panel, 'Só aviso', ['Carla Dias']);
  sandbox.reply(carla.uuid, { text: 'Oi!' });
  await expect(panel.waiting.row('Carla Dias')).toContainText('Opened');
  expect(await env.browser.badgeText()).toBe('1');

  await panel.root.getByRole('button', { name: 'Mark Ana Souza as done' }).click();
  await expect.poll(() => env.browser.badgeText()).toBe('');
  await expect(panel.root.getByRole('button', { name: 'Mark Ana Souza as done' })).toHaveCount(0);
});

test('the command "next reply" opens the replies one after the other, the longest waiting first, in the tab of their own project', async ({
  env,
}) => {
  const { page, chats } = await answered(env, ['Bruno Lima', 'Ana Souza']);
  const south = await env.openChats({ project: SEED.projects.south });

  await env.browser.command('next-reply');
  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Bruno Lima'));
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  await env.browser.command('next-reply');
  await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  await expect.poll(() => env.browser.badgeText()).toBe('');
  expect(await south.chats.openRoomUuid()).toBeNull();
  expectNoPatchOfOurs(env);
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
