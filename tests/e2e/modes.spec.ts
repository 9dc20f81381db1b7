import type { Frame } from '@playwright/test';
import { chatsFrame, deskReady, onPage, openCard, panelCount, panelFrame } from './chats-page.ts';
import { expect, panelOf, SEED, test, type PageMode } from './harness.ts';
import { expectDone } from './dispatching.ts';
import { expectPicked } from './picking.ts';
import { layoutTroubles } from './pictures.ts';
import { pickFlow, pressSend, skipFirstRun } from './sending.ts';

const MODES = ['standalone', 'iframe', 'federated'] as const satisfies readonly PageMode[];
const WIDTH_PX = 380;

/** How wide the strip is that the page leaves to the panel, in the page's own document. */
async function pushedPx(frame: Frame): Promise<number> {
  return await frame.evaluate(() => {
    const root = document.querySelector('.chats-webapp');
    return root === null ? -1 : Math.round(document.documentElement.clientWidth - root.getBoundingClientRect().right);
  });
}

/** What a person may want to see or press in the page, and its right edge beyond the panel's left one. */
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

/** Where a press on what an agent needs in a chat ends, of nine points of each: what does not take it. */
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

for (const mode of MODES) {
  test(`${mode}: the panel comes with the Chats root, pushes it, and goes with it`, async ({ desk }) => {
    const { page, panel } = await desk.openChats({ mode });
    const frame = await chatsFrame(page, mode);

    expect(await panelCount(page)).toBe(1);
    await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);

    await onPage(frame, 'unmount');
    await expect(panel).toHaveCount(0);
    await expect.poll(() => pushedPx(frame)).toBe(0);

    await onPage(frame, 'remount');
    await expect(panelFrame(panel)).toBeVisible();
    expect(await panelCount(page)).toBe(1);
    await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
  });

  test(`${mode}: light and dark follow the page's own switch`, async ({ desk }) => {
    const { page, panel } = await desk.openChats({ mode, query: { theme: 'light' } });
    const frame = await chatsFrame(page, mode);
    await expect(panelFrame(panel)).toHaveAttribute('data-theme', 'light');

    await onPage(frame, 'setTheme', 'dark');
    await expect(panelFrame(panel)).toHaveAttribute('data-theme', 'dark');

    await onPage(frame, 'setTheme', 'light');
    await expect(panelFrame(panel)).toHaveAttribute('data-theme', 'light');
  });
}

test('federated: the panel hides with another place of Connect, also when the module is unmounted there, and comes back', async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats({ mode: 'federated', query: { unmountAfterMs: '300' } });
  const frame = page.mainFrame();

  await onPage(frame, 'navigate', 'dashboard');
  await expect(panel).toHaveCount(0);
  await expect(frame.locator('.chats-webapp__root > #app')).toHaveCount(0);

  await onPage(frame, 'navigate', 'chats');
  await expect(panelFrame(panel)).toBeVisible();
  expect(await panelCount(page)).toBe(1);

  await onPage(frame, 'navigate', 'settings');
  await onPage(frame, 'navigate', 'chats');
  await expect(panelFrame(panel)).toBeVisible();
  expect(await panelCount(page)).toBe(1);
});

test('federated: after a switch of the project the panel works for the other project', async ({ desk }) => {
  const { page, panel } = await desk.openChats({ mode: 'federated' });
  await skipFirstRun(panel);
  const central = desk.sandbox.world.projects.find((project) => project.uuid === SEED.projects.central)?.name ?? '';
  const south = desk.sandbox.world.projects.find((project) => project.uuid === SEED.projects.south)?.name ?? '';
  await expect(panelFrame(panel).getByText(central, { exact: true })).toBeVisible();

  await onPage(page.mainFrame(), 'setProject', SEED.projects.south);

  await expect(panelFrame(panel).getByText(south, { exact: true })).toBeVisible();
  expect(await panelCount(page)).toBe(1);
  await expect.poll(() => pushedPx(page.mainFrame())).toBe(WIDTH_PX);
});

for (const mode of MODES) {
  test(`${mode}: nothing of the page lies under the panel from 1280 px up`, async ({ desk }) => {
    const person = desk.sandbox.contactAt(0);
    desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
    const { page } = await desk.openChats({ mode });
    const frame = await chatsFrame(page, mode);
    await deskReady(frame);
    await openCard(frame, person.name ?? '');
    await expect(frame.locator('section.aside')).toBeVisible();

    for (const width of [1280, 1366, 1440, 1920]) {
      await page.setViewportSize({ width, height: 768 });
      await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
      await expect.poll(() => underThePanel(frame), { message: `chat at ${width}` }).toEqual([]);
      await onPage(frame, 'toast');
      await onPage(frame, 'openDialog');
      await expect(frame.getByRole('dialog')).toBeVisible();
      expect(await underThePanel(frame), `dialog and toast at ${width}`).toEqual([]);
      await frame.getByRole('button', { name: 'Cancel' }).click();
      await onPage(frame, 'openMedia');
      await expect(frame.getByTestId('fullscreen-preview')).toBeVisible();
      expect(await underThePanel(frame), `media at ${width}`).toEqual([]);
      await frame.getByTestId('fullscreen-preview').getByRole('button', { name: 'Close' }).click();
      await expect(frame.getByTestId('fullscreen-preview')).toHaveCount(0);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
  });
}

/** 1366 px at 125 % are as many CSS px as the second size. */
const NARROW = [
  { width: 1024, height: 768 },
  { width: 1093, height: 614 },
] as const;

for (const mode of MODES) {
  test(`${mode}: where it would cover the chat the panel folds, says how it comes back, and comes back with the room`, async ({
    desk,
  }) => {
    const person = desk.sandbox.contactAt(0);
    desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
    const { page, panel } = await desk.openChats({ mode });
    const frame = await chatsFrame(page, mode);
    await skipFirstRun(panel);
    await deskReady(frame);
    const handle = panel.getByRole('button', { name: /^Open Disparo/ });

    for (const size of NARROW) {
      await page.setViewportSize(size);
      await openCard(frame, person.name ?? '');
      await expect(frame.locator('section.aside')).toBeVisible();

      await expect(handle).toBeVisible();
      await expect(panel.getByText(/^The panel made room for the chat\./)).toBeVisible();
      expect(await deafPoints(frame), `chat at ${size.width}`).toEqual([]);
      await frame.locator('.message-manager textarea').click();
      await page.keyboard.type('x');
      expect(await deafPoints(frame), `chat written in at ${size.width}`).toEqual([]);
      await handle.click();
      await expect(panel.getByRole('tab', { name: 'Send' })).toBeVisible();

      await page.setViewportSize({ width: 1366, height: 768 });
      await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
      expect(await deafPoints(frame), 'chat at 1366').toEqual([]);
      await page.setViewportSize(size);
      await expect(handle).toBeVisible();
      await page.setViewportSize({ width: 1366, height: 768 });
      await expect(handle).toHaveCount(0);
    }
  });
}

test('where it has no room beside a page without a chat it says so, and yields again to a chat that is opened under it', async ({
  desk,
}) => {
  const person = desk.sandbox.contactAt(0);
  desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel } = await desk.openChats();
  const frame = page.mainFrame();
  await skipFirstRun(panel);
  await deskReady(frame);
  const handle = panel.getByRole('button', { name: /^Open Disparo/ });

  await page.setViewportSize({ width: 683, height: 384 });
  await expect(panel.getByText(/^There is no room for the panel beside the page\./)).toBeVisible();
  await handle.click();
  await expect(panel.getByRole('tab', { name: 'Send' })).toBeVisible();
  await openCard(frame, person.name ?? '');

  await expect(handle).toBeVisible();
  await expect(panel.getByText(/^The panel made room for the chat\./)).toBeVisible();
  await page.setViewportSize({ width: 1366, height: 768 });
});

for (const { zoom, size } of [
  { zoom: '125 %', size: { width: 1093, height: 614 } },
  { zoom: '200 %', size: { width: 683, height: 384 } },
]) {
  test(`a 1366×768 screen at ${zoom}: people are picked one after the other and sent to, and nothing is cut`, async ({
    desk,
  }) => {
    const { page, panel } = await desk.openChats();
    await skipFirstRun(panel);
    await page.setViewportSize(size);
    const handle = panel.getByRole('button', { name: /^Open Disparo/ });
    if (size.width < 1020) await handle.click();
    await pickFlow(panel, 'Retomar atendimento');
    const rows = panel.getByRole('listbox', { name: 'Contacts' }).getByRole('option');
    const troubles: string[] = [];

    for (const place of [0, 1, 2]) {
      await rows.nth(place).click();
      await expectPicked(panel, place + 1);
      troubles.push(...(await layoutTroubles(panel)));
    }
    await panel.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(panel.getByRole('heading', { name: 'Review' })).toBeVisible();
    troubles.push(...(await layoutTroubles(panel)));
    await pressSend(panel);

    await expectDone(panel);
    expect(troubles).toEqual([]);
    expect(desk.sandbox.flowsStarts()).toHaveLength(3);
    await page.setViewportSize({ width: 1366, height: 768 });
  });
}

test('pulled so wide that it would cover the chat the panel folds too', async ({ desk }) => {
  const person = desk.sandbox.contactAt(0);
  desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel } = await desk.openChats();
  const frame = page.mainFrame();
  await skipFirstRun(panel);
  await openCard(frame, person.name ?? '');
  await page.setViewportSize({ width: 1280, height: 768 });
  await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);

  const edge = panel.getByRole('separator', { name: 'Width of the panel' });
  await edge.press('End');

  await expect(panel.getByRole('button', { name: /^Open Disparo/ })).toBeVisible();
  expect(await deafPoints(frame)).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('the panel is as wide as it is pulled, within its bounds, and its handle takes 40 px at most', async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  const frame = page.mainFrame();
  await deskReady(frame);
  const pull = async (byPx: number): Promise<void> => {
    const box = await panel.getByRole('separator', { name: 'Width of the panel' }).boundingBox();
    if (box === null) throw new Error('there is nothing to pull');
    const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + byPx / 2, from.y);
    await page.mouse.move(from.x + byPx, from.y);
    await page.mouse.up();
  };

  await pull(-40);
  // The hand takes hold somewhere on the line, which is a few pixels wide.
  await expect.poll(async () => Math.abs((await pushedPx(frame)) - WIDTH_PX - 40)).toBeLessThanOrEqual(3);
  await pull(380);
  await expect.poll(() => pushedPx(frame)).toBe(320);
  await page.reload();
  await expect.poll(() => pushedPx(frame)).toBe(320);

  await panel.getByRole('button', { name: 'Collapse the panel' }).click();
  const handle = await panel.getByRole('button', { name: /^Open Disparo/ }).boundingBox();
  expect(handle?.width ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(40);
});

test('where it lies over the page it folds to its handle while a dialog of the page is open, and comes back', async ({
  desk,
}) => {
  const person = desk.sandbox.contactAt(0);
  desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel } = await desk.openChats();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  await skipFirstRun(panel);
  const frame = page.mainFrame();
  await deskReady(frame);
  await openCard(frame, person.name ?? '');
  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(panelFrame(panel)).toHaveAttribute('data-placement', 'overlay');
  const handle = panel.getByRole('button', { name: /^Open Disparo/ });
  await handle.click();
  const search = panel.getByRole('searchbox', { name: 'Search flow' });
  await search.fill('Boas');

  await onPage(frame, 'openDialog');
  await expect(handle).toBeVisible();
  await expect(search).toHaveCount(0);
  await page.keyboard.press('Escape');

  await expect(search).toBeVisible();
  await expect(search).toHaveValue('Boas');
  await expect(handle).toHaveCount(0);
  expect(troubles).toEqual([]);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('the panel folds to a handle that gives the page its width back, and stays folded after a reload', async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats();
  const frame = page.mainFrame();
  await panel.getByRole('button', { name: 'Collapse the panel' }).click();
  await expect.poll(() => pushedPx(frame)).toBe(0);

  await page.reload();
  await expect(panel.getByRole('button', { name: /^Open Disparo/ })).toBeVisible();
  await expect.poll(() => pushedPx(frame)).toBe(0);

  await panel.getByRole('button', { name: /^Open Disparo/ }).click();
  await expect.poll(() => pushedPx(frame)).toBe(WIDTH_PX);
});

test('a dialog of the page stays open, and the panel beside it can be clicked and typed in', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  const frame = page.mainFrame();
  await deskReady(frame);
  await onPage(frame, 'openDialog');
  await expect(frame.getByTestId('sandbox-dialog-input')).toBeFocused();

  await panel.getByRole('searchbox', { name: 'Search flow' }).click();
  await page.keyboard.type('Boas');

  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toHaveValue('Boas');
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toBeFocused();
  await expect(frame.getByRole('dialog')).toBeVisible();
  await panel.getByRole('option', { name: 'Boas-vindas' }).click();
  await expect(frame.getByRole('dialog')).toBeVisible();
  expect(await panel.evaluate((host) => host.getAttribute('aria-hidden'))).toBeNull();

  await frame.getByTestId('sandbox-dialog-input').click();
  await page.keyboard.type('still mine');
  await expect(frame.getByTestId('sandbox-dialog-input')).toHaveValue('still mine');
});

test('no listener of the page hears what is typed in the panel', async ({ desk }) => {
  const { page, panel } = await desk.openChats({ query: { dictation: '1' } });
  await skipFirstRun(panel);
  await deskReady(page.mainFrame());
  await page.evaluate(() => {
    Reflect.set(window, '__pageKeyEvents', 0);
    Reflect.set(window, '__pageKeyEventsByType', {});
  });

  await panel.getByRole('searchbox', { name: 'Search flow' }).click();
  // No flow has this in its name: the arrow leads nowhere, and the focus stays in the field.
  await page.keyboard.type('WqW');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');

  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toHaveValue('Wq');
  expect(await page.evaluate(() => Reflect.get(window, '__pageKeyEventsByType'))).toEqual({});
});

test('no key of the panel works while the agent writes to a customer', async ({ desk }) => {
  const person = desk.sandbox.contactAt(0);
  desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  const frame = page.mainFrame();
  await openCard(frame, person.name ?? '');

  await frame.locator('.message-manager textarea').click();
  await page.keyboard.type('Is it 50% / 60%?');
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');

  await expect(frame.locator('.message-manager textarea')).toHaveValue('Is it 50% / 60%?');
  await expect(frame.locator('.message-manager textarea')).toBeFocused();
  await expect(panel.getByRole('tab', { name: 'Send' })).toBeVisible();
  await expect(panel.getByRole('dialog')).toHaveCount(0);
});

test('neither the coming of the panel nor a notice in it moves the focus', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  const frame = page.mainFrame();
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.id = 'focus-guard';
    document.body.append(field);
    field.focus();
    Reflect.set(window, '__focusLost', 0);
    field.addEventListener('blur', () => Reflect.set(window, '__focusLost', Reflect.get(window, '__focusLost') + 1));
  });

  await onPage(frame, 'unmount');
  await expect(panel).toHaveCount(0);
  await onPage(frame, 'remount');
  await expect(panel.getByRole('tab', { name: 'Send' })).toBeVisible();
  desk.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
  await onPage(frame, 'pushToken', desk.sandbox.issueToken(SEED.people.agent1));

  await expect(panel.getByText('Log in to Chats first')).toBeVisible();
  expect(await page.evaluate(() => [document.activeElement?.id, Reflect.get(window, '__focusLost')])).toEqual([
    'focus-guard',
    0,
  ]);
});

test('a second tab has a panel of its own, and a page without Chats has none', async ({ desk }) => {
  const first = await desk.openChats();
  const second = await desk.openChats();
  const other = await desk.openPage();
  await other.goto(`${desk.sandbox.pageOrigin}/closed-chats`);
  await other.locator('#app').first().waitFor();

  expect(await panelCount(first.page)).toBe(1);
  expect(await panelCount(second.page)).toBe(1);
  await expect(panelOf(other)).toHaveCount(0);
});
