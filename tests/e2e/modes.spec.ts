import type { Frame } from '@playwright/test';
import { expect, SEED, test } from './harness.ts';
import { layoutTroubles } from './layout-check.ts';
import type { PageMode } from './page-objects/panel.ts';
import { uniqueNames } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

const MODES = ['standalone', 'iframe', 'federated'] as const satisfies readonly PageMode[];
const WIDTH_PX = 380;

/** The width in CSS pixels of the strip that the page leaves to the panel; -1 when the page has no Chats root. */
async function pushedPx(frame: Frame): Promise<number> {
  return await frame.evaluate(() => {
    const root = document.querySelector('.chats-webapp');
    return root === null ? -1 : Math.round(document.documentElement.clientWidth - root.getBoundingClientRect().right);
  });
}

/** The elements of the page that a person may want to see or press and that reach under the panel, one line each. */
async function underThePanel(frame: Frame): Promise<readonly string[]> {
  return await frame.evaluate(() => {
    const panel = document.querySelector('disparo-panel')?.shadowRoot?.querySelector('[role=complementary]');
    const root = document.querySelector('.chats-webapp');
    if (panel === null || panel === undefined || root === null) return ['no panel or no page'];
    const { left } = panel.getBoundingClientRect();
    const wanted =
      'button, input, textarea, a, h1, h2, p, img, [role=button], [role=dialog], [role=status], [role=alert], section, header';
    return Array.from(root.querySelectorAll(wanted))
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return (
          box.width > 0 &&
          box.height > 0 &&
          element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
          box.right > left + 0.5
        );
      })
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className} right ${Math.round(element.getBoundingClientRect().right)} of ${Math.round(left)}`,
      );
  });
}

/** The points of the controls of a chat (nine of each) at which a press reaches something else, one line each. */
async function deafPoints(frame: Frame): Promise<readonly string[]> {
  return await frame.evaluate(() => {
    const wanted = {
      composer: '.message-manager textarea',
      Send: '.message-manager__send',
      'End chat': '[data-testid=end-chat]',
      header: '[data-testid=home-chat-headers]',
    };
    return Object.entries(wanted).flatMap(([name, selector]) => {
      const element = document.querySelector(selector);
      if (element === null) return [`no ${name}`];
      const box = element.getBoundingClientRect();
      return [0.02, 0.5, 0.98].flatMap((x) =>
        [0.1, 0.5, 0.9].flatMap((y) => {
          const hit = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
          return hit !== null && element.contains(hit)
            ? []
            : [`${name} at ${x}, ${y}: ${hit?.tagName ?? 'nothing'}.${hit?.className ?? ''}`];
        }),
      );
    });
  });
}

/** The second size is a screen of 1366 px at 125 % zoom, in CSS pixels. */
const NARROW = [
  { width: 1024, height: 768 },
  { width: 1093, height: 614 },
] as const;

for (const mode of MODES) {
  test(`${mode}: the panel comes and goes with the Chats root, follows its light and dark, lies over nothing of it from 1280 px up, and folds where it would cover the chat`, async ({
    env,
  }) => {
    const person = env.sandbox.contactAt(0);
    env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
    const { page, panel, chats } = await env.openChats({ mode, query: { theme: 'light' } });
    const { frame } = chats;
    const handle = panel.handle;

    expect(await chats.panelCount()).toBe(1);
    await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
    await chats.call('unmount');
    await expect(panel.root).toHaveCount(0);
    await expect.poll(() => pushedPx(frame)).toBe(0);
    await chats.call('remount');
    await expect(panel.landmark).toBeVisible();
    expect(await chats.panelCount()).toBe(1);
    await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);

    for (const theme of ['light', 'dark', 'light']) {
      await chats.call('setTheme', theme);
      await expect(panel.landmark).toHaveAttribute('data-theme', theme);
    }

    await panel.skipFirstRun();
    await chats.ready();
    await chats.openCard(person.name ?? '');
    await expect(frame.locator('section.aside')).toBeVisible();
    for (const size of NARROW) {
      await page.setViewportSize(size);

      await expect(handle).toBeVisible();
      await expect(panel.root.getByText(/^The panel made room for the chat\./)).toBeVisible();
      expect(await deafPoints(frame), `chat at ${size.width}`).toEqual([]);
      await frame.locator('.message-manager textarea').click();
      await page.keyboard.type('x');
      expect(await deafPoints(frame), `chat written in at ${size.width}`).toEqual([]);
      await handle.click();
      await expect(panel.tab('Send')).toBeVisible();

      await page.setViewportSize({ width: 1366, height: 768 });
      await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
      expect(await deafPoints(frame), 'chat at 1366').toEqual([]);
      await page.setViewportSize(size);
      await expect(handle).toBeVisible();
      await page.setViewportSize({ width: 1366, height: 768 });
      await expect(handle).toHaveCount(0);
    }

    for (const width of [1280, 1366, 1440, 1920]) {
      await page.setViewportSize({ width, height: 768 });
      await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
      await expect.poll(() => underThePanel(frame), { message: `chat at ${width}` }).toEqual([]);
      await chats.call('toast');
      await chats.call('openDialog');
      await expect(frame.getByRole('dialog')).toBeVisible();
      expect(await underThePanel(frame), `dialog and toast at ${width}`).toEqual([]);
      await frame.getByRole('button', { name: 'Cancel' }).click();
      await chats.call('openMedia');
      await expect(frame.getByTestId('fullscreen-preview')).toBeVisible();
      expect(await underThePanel(frame), `media at ${width}`).toEqual([]);
      await frame.getByTestId('fullscreen-preview').getByRole('button', { name: 'Close' }).click();
      await expect(frame.getByTestId('fullscreen-preview')).toHaveCount(0);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
  });
}

test('federated: the panel goes when Connect shows another module, also when Chats is unmounted there, and comes back with Chats', async ({
  env,
}) => {
  const { panel, chats } = await env.openChats({ mode: 'federated', query: { unmountAfterMs: '300' } });
  const { frame } = chats;

  await chats.call('navigate', 'dashboard');
  await expect(panel.root).toHaveCount(0);
  await expect(frame.locator('.chats-webapp__root > #app')).toHaveCount(0);

  await chats.call('navigate', 'chats');
  await expect(panel.landmark).toBeVisible();
  expect(await chats.panelCount()).toBe(1);

  await chats.call('navigate', 'settings');
  await chats.call('navigate', 'chats');
  await expect(panel.landmark).toBeVisible();
  expect(await chats.panelCount()).toBe(1);
  await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
});

test('where it has no room beside the page it says so, yields to a chat that is opened under it, and folds while a dialog of the page is open', async ({
  env,
}) => {
  const person = env.sandbox.contactAt(0);
  env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel, chats } = await env.openChats();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  await panel.skipFirstRun();
  await chats.ready();
  const handle = panel.handle;

  await page.setViewportSize({ width: 683, height: 384 });
  await expect(panel.root.getByText(/^There is no room for the panel beside the page\./)).toBeVisible();
  await handle.click();
  await expect(panel.tab('Send')).toBeVisible();
  await chats.openCard(person.name ?? '');
  await expect(handle).toBeVisible();
  await expect(panel.root.getByText(/^The panel made room for the chat\./)).toBeVisible();

  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(panel.landmark).toHaveAttribute('data-placement', 'overlay');
  await handle.click();
  const search = panel.send.flowSearch;
  await search.fill('Boas');
  await chats.call('openDialog');
  await expect(handle).toBeVisible();
  await expect(search).toHaveCount(0);
  await page.keyboard.press('Escape');

  await expect(search).toBeVisible();
  await expect(search).toHaveValue('Boas');
  await expect(handle).toHaveCount(0);
  expect(troubles).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('a 1366×768 screen at 125 % and at 200 %: everything is in reach, people are picked one after the other and sent to, and nothing is cut', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  const rows = panel.send.contacts.getByRole('option');
  const troubles: string[] = [];
  const look = async (): Promise<void> => void troubles.push(...(await layoutTroubles(panel.root)));

  await page.setViewportSize({ width: 1093, height: 614 });
  await panel.send.pickFlow('Retomar atendimento');
  for (const place of [0, 1, 2]) {
    await rows.nth(place).click();
    await panel.send.expectPicked(place + 1);
    await look();
  }
  await panel.send.review();
  await expect(panel.send.reviewHeading).toBeVisible();
  await look();

  await page.setViewportSize({ width: 683, height: 384 });
  await panel.open();
  await expect(panel.tab('Send')).toBeInViewport({ ratio: 1 });
  await panel.send.steps.getByRole('button', { name: /Flow/ }).click();
  await expect(panel.send.flowSearch).toBeInViewport({ ratio: 1 });
  await look();
  await panel.send.pickFlow('Retomar atendimento');
  for (const place of [3, 4]) {
    await rows.nth(place).click();
    await panel.send.expectPicked(place + 1);
    await look();
  }
  await panel.send.review();
  await expect(panel.send.reviewHeading).toBeVisible();
  await look();
  await panel.send.confirm();

  await panel.dispatch.expectDone();
  expect(troubles).toEqual([]);
  expect(env.sandbox.flowsStarts()).toHaveLength(5);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('the panel is as wide as it is pulled, within its bounds, and folds where that would cover the chat; its handle gives the page its width back, also after a reload', async ({
  env,
}) => {
  const person = env.sandbox.contactAt(0);
  env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  const { frame } = chats;
  await chats.ready();
  const edge = panel.root.getByRole('separator', { name: 'Width of the panel' });
  const handle = panel.handle;
  const pull = async (byPx: number): Promise<void> => {
    const box = await edge.boundingBox();
    if (box === null) throw new Error('there is nothing to pull');
    const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + byPx / 2, from.y);
    await page.mouse.move(from.x + byPx, from.y);
    await page.mouse.up();
  };

  await pull(-40);
  // The line is a few pixels wide, and the mouse takes hold of any of them.
  await expect.poll(async () => Math.abs((await pushedPx(frame)) - WIDTH_PX - 40)).toBeLessThanOrEqual(3);
  await pull(380);
  await expect.poll(() => pushedPx(frame)).toBe(320);

  await panel.collapse();
  await expect.poll(() => pushedPx(frame)).toBe(0);
  expect((await handle.boundingBox())?.width ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(40);
  await page.reload();
  await expect(handle).toBeVisible();
  await expect.poll(() => pushedPx(frame)).toBe(0);
  await handle.click();
  await expect.poll(() => pushedPx(frame)).toBe(320);

  await chats.openCard(person.name ?? '');
  await page.setViewportSize({ width: 1280, height: 768 });
  await expect.poll(() => pushedPx(frame)).toBe(320);
  await edge.press('End');

  await expect(handle).toBeVisible();
  expect(await deafPoints(frame)).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('the panel beside an open dialog of the page can be clicked and typed in, and the page hears no key of it; no key of the panel works while the agent writes', async ({
  env,
}) => {
  const person = env.sandbox.contactAt(0);
  env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel, chats } = await env.openChats({ query: { dictation: '1' } });
  await panel.skipFirstRun();
  const { frame } = chats;
  await chats.ready();
  const search = panel.send.flowSearch;

  await chats.call('openDialog');
  await expect(frame.getByTestId('sandbox-dialog-input')).toBeFocused();
  await search.click();
  await page.keyboard.type('Boas');
  await expect(search).toHaveValue('Boas');
  await expect(search).toBeFocused();
  await expect(frame.getByRole('dialog')).toBeVisible();
  await panel.root.getByRole('option', { name: 'Boas-vindas' }).click();
  await expect(frame.getByRole('dialog')).toBeVisible();
  expect(await panel.root.evaluate((host) => host.getAttribute('aria-hidden'))).toBeNull();
  await frame.getByTestId('sandbox-dialog-input').click();
  await page.keyboard.type('still mine');
  await expect(frame.getByTestId('sandbox-dialog-input')).toHaveValue('still mine');
  await frame.getByRole('button', { name: 'Cancel' }).click();

  await page.evaluate(() => {
    Reflect.set(window, '__pageKeyEvents', 0);
    Reflect.set(window, '__pageKeyEventsByType', {});
  });
  await panel.send.steps.getByRole('button', { name: /Flow/ }).click();
  await search.fill('');
  await search.click();
  // No flow has this in its name, so the arrow key finds no row and the focus stays in the field.
  await page.keyboard.type('WqW');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(search).toHaveValue('Wq');
  expect(await page.evaluate(() => Reflect.get(window, '__pageKeyEventsByType'))).toEqual({});

  await chats.openCard(person.name ?? '');
  const composer = frame.locator('.message-manager textarea');
  await composer.click();
  await page.keyboard.type('Is it 50% / 60%?');
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(composer).toHaveValue('Is it 50% / 60%?');
  await expect(composer).toBeFocused();
  await expect(panel.tab('Send')).toBeVisible();
  await expect(panel.root.getByRole('dialog')).toHaveCount(0);
});

test('neither the coming of the panel, nor a hundred replies and changes of status, nor a notice in it moves the focus', async ({
  env,
}) => {
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  const [first, second] = uniqueNames(env.sandbox, 2).map((name) => env.sandbox.contactByName(name));
  await seedDispatch(env, panel, 'Retomar atendimento', [first?.name ?? '', second?.name ?? '']);
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.id = 'focus-guard';
    document.body.append(field);
    field.focus();
    Reflect.set(window, '__focusLost', 0);
    field.addEventListener('blur', () => Reflect.set(window, '__focusLost', Reflect.get(window, '__focusLost') + 1));
  });

  await chats.call('unmount');
  await expect(panel.root).toHaveCount(0);
  await chats.call('remount');
  await expect(panel.tab('Send')).toBeVisible();
  for (let n = 0; n < 50; n += 1) {
    env.sandbox.reply((n % 2 === 0 ? first : second)?.uuid ?? '', { text: `Oi ${n}` });
    env.sandbox.setAgentStatus(SEED.people.agent1, n % 2 === 0 ? 'OFFLINE' : 'ONLINE');
  }
  await expect.poll(() => env.browser.badgeText()).toBe('2');
  await chats.call('toast');
  env.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
  await chats.call('pushToken', env.sandbox.issueToken(SEED.people.agent1));

  await expect(panel.root.getByText('Log in to Chats first')).toBeVisible();
  expect(await page.evaluate(() => [document.activeElement?.id, Reflect.get(window, '__focusLost')])).toEqual([
    'focus-guard',
    0,
  ]);
});

test('a second tab has a panel of its own, and a page without Chats has none', async ({ env }) => {
  const first = await env.openChats();
  const second = await env.openChats();
  const { page: other, panel: otherPanel } = await env.openPage();
  await other.goto(`${env.sandbox.pageOrigin}/closed-chats`);
  await other.locator('#app').first().waitFor();

  expect(await first.chats.panelCount()).toBe(1);
  expect(await second.chats.panelCount()).toBe(1);
  await expect(otherPanel.root).toHaveCount(0);
});
