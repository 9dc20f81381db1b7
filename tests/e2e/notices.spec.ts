import type { Page } from '@playwright/test';
import { chatsFrame, onPage } from './chats-page.ts';
import type { ExtensionBrowser } from './browser.ts';
import { launchGranting } from './granting.ts';
import { expect, test as base, type Desk } from './harness.ts';
import { countTones, watchNotices } from './notices-desk.ts';
import { roomOf, seedDispatch, waitingRow } from './replies-desk.ts';
import { skipFirstRun } from './sending.ts';

const test = base.extend<object, { extensionBrowser: ExtensionBrowser }>({
  extensionBrowser: [
    async ({ which }, use) => {
      const browser = await launchGranting(which, { api: ['notifications'], hosts: [] });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});
// A browser that may notify is started for the worker that runs this file, so one worker runs it all.
test.describe.configure({ mode: 'default' });
/** Few people: every name is found once. */
test.use({ sandboxOptions: { contacts: 20 } });

const FLOW = 'Retomar atendimento';

/** A dispatch that waits for answers, and the options page beside it. */
async function waiting(desk: Desk, names: readonly string[]) {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, FLOW, names);
  const options = await desk.browser.extensionPage('options.html');
  return { page, panel, options };
}

const VALUES = { Off: 'off', 'When Chats is not visible': 'hidden', Always: 'always' } as const;

/** The choice as the background has stored it. */
async function storedNotification(options: Page): Promise<unknown> {
  return await options.evaluate(async () => {
    const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
    const { settings } = await api.storage.local.get('settings');
    return Reflect.get(Object(settings), 'notification') ?? 'off';
  });
}

/** Chosen with a key, as a person does it: a script that sets the value is no gesture, and browsers ask only in one. */
async function turnOn(options: Page, setting: keyof typeof VALUES): Promise<void> {
  await options.bringToFront();
  const select = options.getByRole('combobox', { name: 'Notification' });
  // A window that just came to the front may not hear the first key.
  await expect
    .poll(async () => {
      await select.focus();
      await select.press(setting.slice(0, 1));
      return await select.inputValue();
    })
    .toBe(VALUES[setting]);
  // A reply that came before the choice is stored would be told, or not, by the choice before.
  await expect.poll(async () => await storedNotification(options)).toBe(VALUES[setting]);
  await expect
    .poll(() =>
      options.evaluate(() => Reflect.get(Reflect.get(globalThis, 'browser') ?? chrome, 'notifications') !== undefined),
    )
    .toBe(true);
}

/**
 * How many people the background has decided about, and null before it decided anything: it gathers replies for a moment and
 * goes by the settings at the end of it, so a choice made within that moment counts for them.
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

const say = (desk: Desk, name: string, text = 'Oi!') =>
  desk.sandbox.reply(desk.sandbox.contactByName(name).uuid, { text });
const badge = (desk: Desk) => expect.poll(() => desk.browser.badgeText());

test('turned on by a choice, a reply is told once, and the click opens the chat in its tab', async ({ desk }) => {
  const { page, options } = await waiting(desk, ['Ana Souza', 'Bruno Lima']);
  await turnOn(options, 'Always');
  const notices = await watchNotices(desk.browser, options);

  say(desk, 'Ana Souza');
  await badge(desk).toBe('1');
  await expect.poll(notices.shown).toHaveLength(1);
  say(desk, 'Ana Souza', 'E mais uma coisa');
  say(desk, 'Bruno Lima');
  await badge(desk).toBe('2');
  await expect.poll(notices.shown).toHaveLength(2);
  const [ana = ''] = await notices.shown();

  await notices.click(ana);

  await expect
    .poll(async () => await onPage(await chatsFrame(page), 'openRoomUuid'))
    .toBe(roomOf(desk.sandbox, 'Ana Souza'));
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
  await badge(desk).toBe('1');
  expect(await notices.shown()).toHaveLength(2);
});

test('the click is heard by a background that was stopped meanwhile', async ({ desk }) => {
  const { page, options } = await waiting(desk, ['Ana Souza']);
  await turnOn(options, 'Always');
  const notices = await watchNotices(desk.browser, options);
  say(desk, 'Ana Souza');
  await expect.poll(notices.shown).toHaveLength(1);
  const [ana = ''] = await notices.shown();
  await desk.browser.killBackground();
  // Whatever wakes it has it listen anew: here an extension page that says hello.
  await options.reload().catch(() => null);
  await expect(options.getByRole('combobox', { name: 'Notification' })).toHaveValue('always');

  await notices.click(ana);

  await expect
    .poll(async () => await onPage(await chatsFrame(page), 'openRoomUuid'))
    .toBe(roomOf(desk.sandbox, 'Ana Souza'));
});

test('more than three people at once are one notification, whose click opens the first', async ({ desk }) => {
  const names = ['Ana Souza', 'Bruno Lima', 'Carla Dias', 'Diego Alves'];
  const { page, options } = await waiting(desk, names);
  await turnOn(options, 'Always');
  const notices = await watchNotices(desk.browser, options);

  for (const name of names) say(desk, name);
  await badge(desk).toBe(String(names.length));
  await expect.poll(notices.shown).toEqual(['replies']);
  await notices.click('replies');

  await badge(desk).toBe(String(names.length - 1));
  await expect.poll(async () => await onPage(await chatsFrame(page), 'openRoomUuid')).not.toBeNull();
});

test('nothing is told while off, while do-not-disturb lasts, or while Chats is visible and it should not', async ({
  desk,
}) => {
  const { page, options } = await waiting(desk, ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  await turnOn(options, 'Always');
  const notices = await watchNotices(desk.browser, options);
  await options.getByRole('button', { name: 'For 1 hour' }).click();
  await expect(options.getByText(/^Until \w+ \d/)).toBeVisible();
  say(desk, 'Ana Souza');
  await badge(desk).toBe('1');
  // Nobody is noted while it is quiet.
  await decided(options).toBe(0);

  await options.getByRole('button', { name: 'Off', exact: true }).click();
  await turnOn(options, 'When Chats is not visible');
  await page.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('visible');
  say(desk, 'Bruno Lima');
  await badge(desk).toBe('2');
  await decided(options).toBe(1);

  await turnOn(options, 'Always');
  say(desk, 'Carla Dias');
  await badge(desk).toBe('3');
  await expect.poll(notices.shown).toHaveLength(1);
});

test('the sound is off until it is switched on, and then one tab is heard once per reply', async ({ desk }) => {
  const { page, panel, options } = await waiting(desk, ['Ana Souza', 'Bruno Lima']);
  const second = await desk.openChats();
  await second.panel.getByRole('tab', { name: 'Waiting' }).click();
  const tones = [await countTones(desk.browser, page), await countTones(desk.browser, second.page)];
  const heard = async () => ((await tones[0]?.()) ?? 0) + ((await tones[1]?.()) ?? 0);
  say(desk, 'Ana Souza');
  await badge(desk).toBe('1');
  await decided(options).toBe(1);
  await options.bringToFront();
  await options.getByRole('switch', { name: 'Sound' }).click();
  await expect(options.getByRole('switch', { name: 'Sound' })).toBeChecked();
  await second.page.bringToFront();

  say(desk, 'Bruno Lima');
  await badge(desk).toBe('2');

  await expect.poll(heard).toBe(1);
  await expect(waitingRow(panel, 'Bruno Lima')).toContainText('Replied');
});
