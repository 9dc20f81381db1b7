import { expect, SEED, test, type TestEnvironment } from './harness.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const NAMES = ['Ana Souza', 'Bruno Lima', 'Carla Dias'];

/** A tab with the Waiting tab, and replies of these people, in this order. */
async function answered(env: TestEnvironment, names: readonly string[] = NAMES) {
  const tab = await env.openChats();
  await tab.panel.skipFirstRun();
  await seedDispatch(env, tab.panel, 'Retomar atendimento', names);
  for (const [index, name] of names.entries()) {
    env.sandbox.reply(env.sandbox.contactByName(name).uuid, { text: `Oi, sou ${name}` });
    await expect.poll(() => env.browser.badgeText()).toBe(String(index + 1));
  }
  return tab;
}

/** Gives the command a key, as an agent does. Chrome's own events need none, and Chrome has no call for it. */
async function assignDoneNext(env: TestEnvironment): Promise<void> {
  const page = await env.browser.ownResource();
  await page.evaluate(async () => {
    const api: unknown = Reflect.get(globalThis, 'browser');
    if (typeof api !== 'object' || api === null) return;
    const commands: object = Reflect.get(api, 'commands');
    const update: unknown = Reflect.get(commands, 'update');
    if (typeof update === 'function') await update.call(commands, { name: 'done-next', shortcut: 'Alt+Shift+9' });
  });
}

test('at 1366×768 eight people fit, each once, with the time whole and the words of the reply; in a low window the list keeps rows', async ({
  env,
}) => {
  const names = Array.from({ length: 12 }, (_, index) => env.sandbox.contactAt(index).name ?? '');
  const { page, panel } = await env.openChats();
  await page.setViewportSize({ width: 1366, height: 768 });
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', names);
  const first = names[0] ?? '';
  env.sandbox.reply(env.sandbox.contactByName(first).uuid, { text: 'Quero sim, pode mandar' });
  await expect(panel.waiting.row(first)).toContainText('Quero sim, pode mandar');

  await expect.poll(() => panel.waiting.rowsVisible()).toBeGreaterThanOrEqual(8);
  for (const when of await panel.waiting.list.locator('.when').all())
    expect(await when.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);

  await page.setViewportSize({ width: 683, height: 384 });
  await panel.open();
  await expect(panel.waiting.list).toBeInViewport();
});

test('Enter opens the chat and puts the caret into its composer; the command for the next marks it as done, opens the next reply, and is undone', async ({
  env,
}) => {
  const { page, panel, chats } = await answered(env);
  await panel.waiting.row('Ana Souza').locator('[data-row]').focus();
  await page.keyboard.press('Enter');
  await expect(chats.composer).toBeFocused();
  await page.keyboard.type('Bom dia, Ana');
  await expect(chats.composer).toHaveValue('Bom dia, Ana');

  await assignDoneNext(env);
  await env.browser.command('done-next');
  await expect(panel.waiting.row('Bruno Lima')).toContainText('Opened');
  await expect(panel.waiting.row('Ana Souza')).toHaveCount(0);
  await expect(chats.composer).toBeFocused();

  await panel.root.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.waiting.row('Ana Souza')).toBeVisible();
});

test('keys of the list mark people as done, one or several, and they are found under Done', async ({ env }) => {
  const { page, panel } = await answered(env);
  await panel.waiting.row('Ana Souza').locator('[data-row]').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(panel.root.getByText('2 people picked')).toBeVisible();
  await page.keyboard.press('e');
  await expect(panel.waiting.row('Ana Souza')).toHaveCount(0);
  await expect(panel.waiting.row('Bruno Lima')).toHaveCount(0);
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  await panel.root.getByRole('button', { name: /^Done/ }).first().click();
  await expect(panel.waiting.row('Ana Souza')).toBeVisible();
  await panel.root.getByRole('button', { name: 'Put Ana Souza back on the list' }).click();
  await expect.poll(() => env.browser.badgeText()).toBe('2');
});

test('a reply that the agent reads on another device leaves badge and list at the next look', async ({ env }) => {
  const { sandbox } = env;
  const { panel } = await answered(env, ['Ana Souza', 'Bruno Lima']);
  const read = await fetch(`${sandbox.apiOrigin}/v1/room/${roomOf(sandbox, 'Ana Souza')}/bulk_update_msgs/`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${sandbox.issueToken(SEED.people.agent1)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ seen: true }),
  });
  expect(read.status).toBe(200);

  await panel.waiting.lookNow.click();
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await expect(panel.waiting.row('Ana Souza')).toContainText('Opened');
  await expect(panel.waiting.row('Bruno Lima')).toContainText('Replied');
});
