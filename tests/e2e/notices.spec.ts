import type { Page } from '@playwright/test';
import { expect, test as base, type TestEnvironment } from './harness.ts';
import { countTones, watchNotifications } from './notifications.ts';
import { launchWithPermissions } from './permissions.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';
import type { ExtensionBrowser } from './browser.ts';

const test = base.extend<object, { extensionBrowser: ExtensionBrowser }>({
  extensionBrowser: [
    async ({ which }, use) => {
      const browser = await launchWithPermissions(which, { api: ['notifications'], hosts: [] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});
// A browser with the permission to notify is started once per worker, so one worker runs the whole file.
test.describe.configure({ mode: 'default' });
/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const FLOW = 'Retomar atendimento';

/** Seeds a dispatch that waits for answers and opens the options page in another tab. */
async function waiting(env: TestEnvironment, names: readonly string[]) {
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, FLOW, names);
  const options = await env.browser.extensionPage('options.html');
  return { page, panel, options, chats };
}

const VALUES = { Off: 'off', 'When Chats is not visible': 'hidden', Always: 'always' } as const;

/** The choice of notifications as it is stored. */
async function storedNotification(options: Page): Promise<unknown> {
  return await options.evaluate(async () => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    const { settings } = await api.storage.local.get('settings');
    return Reflect.get(Object(settings), 'notification') ?? 'off';
  });
}

/**
 * Chooses with a key, as a person does: browsers ask for a permission only after a user gesture, and a script that
 * sets the value is none.
 */
async function turnOn(options: Page, setting: keyof typeof VALUES): Promise<void> {
  await options.bringToFront();
  const select = options.getByRole('combobox', { name: 'Notification' });
  // A window that has just come to the front may lose the first key.
  await expect
    .poll(async () => {
      await select.focus();
      await select.press(setting.slice(0, 1));
      return await select.inputValue();
    })
    .toBe(VALUES[setting]);
  // A reply that comes before the choice is stored would be handled by the previous choice.
  await expect.poll(async () => await storedNotification(options)).toBe(VALUES[setting]);
  await expect
    .poll(() =>
      options.evaluate(() => Reflect.get(Reflect.get(globalThis, 'browser') ?? chrome, 'notifications') !== undefined),
    )
    .toBe(true);
}

/**
 * The number of people the background has decided about; null before its first decision. It gathers replies for a
 * moment and uses the settings at the end of that moment, so a test must wait for the decision before it changes
 * them.
 */
const decided = (options: Page) =>
  expect.poll(
    async () =>
      await options.evaluate(async () => {
        const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
        const { notifiedAt } = await api.storage.session.get('notifiedAt');
        return notifiedAt === undefined ? null : Object.keys(Object(notifiedAt)).length;
      }),
  );

const say = (env: TestEnvironment, name: string, text = 'Oi!') =>
  env.sandbox.reply(env.sandbox.contactByName(name).uuid, { text });
const badge = (env: TestEnvironment) => expect.poll(() => env.browser.badgeText());

test('with notifications on, a reply is notified once, and a click on it opens the chat in its tab, also when the background was stopped meanwhile', async ({
  env,
}) => {
  const { page, options, chats } = await waiting(env, ['Ana Souza', 'Bruno Lima']);
  await turnOn(options, 'Always');
  const notices = await watchNotifications(env.browser, options);

  say(env, 'Ana Souza');
  await badge(env).toBe('1');
  await expect.poll(notices.shown).toHaveLength(1);
  say(env, 'Ana Souza', 'E mais uma coisa');
  say(env, 'Bruno Lima');
  await badge(env).toBe('2');
  await expect.poll(notices.shown).toHaveLength(2);
  const [ana = '', bruno = ''] = await notices.shown();

  await notices.click(ana);

  await expect.poll(async () => await chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Ana Souza'));
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
  await badge(env).toBe('1');
  expect(await notices.shown()).toHaveLength(2);

  await env.browser.killBackground();
  // The background listens again once something wakes it: here an extension page that connects.
  await options.reload().catch(() => null);
  await expect(options.getByRole('combobox', { name: 'Notification' })).toHaveValue('always');
  await notices.click(bruno);
  await expect.poll(async () => await chats.openRoomUuid()).toBe(roomOf(env.sandbox, 'Bruno Lima'));
  await badge(env).toBe('');
});

test('more than three people at once are one notification, whose click opens the first', async ({ env }) => {
  const names = ['Ana Souza', 'Bruno Lima', 'Carla Dias', 'Diego Alves'];
  const { options, chats } = await waiting(env, names);
  await turnOn(options, 'Always');
  const notices = await watchNotifications(env.browser, options);

  for (const name of names) say(env, name);
  await badge(env).toBe(String(names.length));
  await expect.poll(notices.shown).toEqual(['replies']);
  await notices.click('replies');

  await badge(env).toBe(String(names.length - 1));
  await expect.poll(async () => await chats.openRoomUuid()).not.toBeNull();
});

test('nothing is notified while notifications are off, during do-not-disturb, or while Chats is visible if that was chosen', async ({
  env,
}) => {
  const { page, options } = await waiting(env, ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  await turnOn(options, 'Always');
  const notices = await watchNotifications(env.browser, options);
  await options.getByRole('button', { name: 'For 1 hour' }).click();
  await expect(options.getByText(/^Until \w+ \d/)).toBeVisible();
  say(env, 'Ana Souza');
  await badge(env).toBe('1');
  // During do-not-disturb the background notes nobody.
  await decided(options).toBe(0);

  await options.getByRole('button', { name: 'Off', exact: true }).click();
  await turnOn(options, 'When Chats is not visible');
  await page.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
  say(env, 'Bruno Lima');
  await badge(env).toBe('2');
  await decided(options).toBe(1);

  await turnOn(options, 'Always');
  say(env, 'Carla Dias');
  await badge(env).toBe('3');
  await expect.poll(notices.shown).toHaveLength(1);
});

test('the sound is off until it is switched on, and then one tab is heard once per reply', async ({ env }) => {
  const { page, panel, options } = await waiting(env, ['Ana Souza', 'Bruno Lima']);
  const second = await env.openChats();
  await second.panel.showTab('Waiting');
  const tones = [await countTones(env.browser, page), await countTones(env.browser, second.page)];
  const heard = async () => ((await tones[0]?.()) ?? 0) + ((await tones[1]?.()) ?? 0);
  say(env, 'Ana Souza');
  await badge(env).toBe('1');
  await decided(options).toBe(1);
  await options.bringToFront();
  await options.getByRole('switch', { name: 'Sound' }).click();
  await expect(options.getByRole('switch', { name: 'Sound' })).toBeChecked();
  await second.page.bringToFront();

  say(env, 'Bruno Lima');
  await badge(env).toBe('2');

  await expect.poll(heard).toBe(1);
  await expect(panel.waiting.row('Bruno Lima')).toContainText('Replied');
});
