import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { expect, SEED, test } from './harness.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

test('the browser really assigned the four suggested shortcuts, and the options show them', async ({ env, which }) => {
  const options = await env.browser.extensionPage('options.html');
  await expect(options.getByRole('heading', { name: 'Shortcuts' })).toBeVisible();

  const assigned = await options.evaluate(async () => {
    const api: { commands: { getAll(): Promise<{ name?: string; shortcut?: string }[]> } } =
      Reflect.get(globalThis, 'browser') ?? chrome;
    return (await api.commands.getAll()).map(({ name, shortcut }) => [name, shortcut]);
  });

  const own = assigned.filter(([name]) => SHORTCUTS.some((shortcut) => shortcut.name === name));
  expect(own.map(([name]) => name).sort()).toEqual(SHORTCUTS.map(({ name }) => name).sort());
  for (const [name, key] of own) {
    const wanted = SHORTCUTS.find((shortcut) => shortcut.name === name)?.suggestedKey ?? '';
    expect(key?.replaceAll(' ', ''), `${which} ${name}`).toBe(wanted);
  }
  for (const [, key] of own)
    if (key !== '') await expect(options.getByRole('row').filter({ hasText: key ?? '' })).toHaveCount(1);
  await expect(options.getByRole('button', { name: 'Change the shortcuts' })).toBeVisible();
});

test('each of the four shortcuts does its work; a quick send leaves out the people picked for another dispatch and brings them back afterwards', async ({
  env,
}) => {
  const person = env.sandbox.contactByName('Ana Souza');
  env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Bruno Lima', 'Carla Dias']);
  await chats.openCard('Ana Souza');

  await env.browser.command('toggle-panel');
  await expect(panel.handle).toBeVisible();
  await env.browser.command('toggle-panel');
  await expect(panel.tab('Send')).toBeVisible();

  await env.browser.command('open-palette');
  await expect(panel.root.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await page.keyboard.type('quick send');
  // The quick send is offered once the person of the chat is known.
  await expect(panel.root.getByRole('option', { name: 'Quick send to the chat on screen' })).toBeVisible();
  await panel.root.getByRole('button', { name: 'Close' }).click();

  await env.browser.command('quick-send');
  await expect(panel.send.reviewHeading).toBeVisible();
  await expect(panel.landmark).toContainText('Ana Souza');
  await panel.send.confirm();
  await expect(panel.root.getByRole('heading', { name: 'Done' })).toBeVisible();

  expect(env.sandbox.flowsStarts().flatMap((start) => start.contacts)).toEqual([person.uuid]);
  await panel.root.getByRole('button', { name: 'Bring them back' }).click();
  await panel.dispatch.newDispatch.click();
  await panel.send.expectPicked(2);
});

test('one known person is written to with six keys beside the typing, without a mouse, from a collapsed panel', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.collapse();
  const used: string[] = ['Alt+Shift+D'];
  const press = async (key: string): Promise<void> => {
    used.push(key);
    await page.keyboard.press(key);
  };

  await env.browser.command('toggle-panel');
  await expect(panel.send.flowSearch).toBeFocused();
  await page.keyboard.type('Retomar');
  await expect(panel.root.getByRole('option')).toHaveCount(1);
  await press('Enter');
  await expect(panel.send.peopleSearch).toBeFocused();
  await page.keyboard.type('Carla Dias');
  await expect(panel.root.getByRole('option', { name: 'Carla Dias' })).toBeVisible();
  await press('Enter');
  await panel.send.expectPicked(1);
  await press('Control+Enter');
  await expect(panel.send.reviewHeading).toBeVisible();
  // The button takes a press only once the screen that it confirms could be read; until then it is disabled.
  await expect(panel.send.button).toBeEnabled();
  await press('Control+Enter');
  const check = panel.send.preflightHeading;
  const done = panel.root.getByRole('heading', { name: 'Done' });
  await check.or(done).first().waitFor();
  if (await check.isVisible()) {
    await expect(panel.send.button).toBeEnabled();
    await press('Control+Enter');
  }

  await expect(done).toBeVisible();
  expect(used.length).toBeLessThanOrEqual(6);
  expect(env.sandbox.flowsStarts().flatMap((start) => start.contacts)).toEqual([
    env.sandbox.contactByName('Carla Dias').uuid,
  ]);
});

test('the palette finds a person who was written to, goes where its words say, and a long flow leaves the person of the chat in sight', async ({
  env,
}) => {
  const flow = 'Retomar atendimento';
  const person = env.sandbox.contactByName('Ana Souza');
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await panel.sendAndShowWaiting(flow, ['Ana Souza', 'Bruno Lima']);
  env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
  await chats.openCard('Ana Souza');
  const dialog = panel.root.getByRole('dialog', { name: 'Command palette' });
  const find = async (text: string) => {
    await env.browser.command('open-palette');
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(text);
  };

  await find('quick send');
  const quick = dialog.getByRole('option', { name: 'Quick send to the chat on screen' });
  const hint = quick.getByText('Ana Souza');
  await expect(hint).toBeVisible();
  // The text of the action is made as long as a flow's name may be; the person beside it keeps all letters.
  const isWhole = await hint.evaluate((element) => {
    const text = element.previousElementSibling;
    if (text === null) throw new Error('no text before the person');
    text.textContent = 'Enviar o fluxo de cobrança da segunda via do boleto vencido '.repeat(4);
    return element.scrollWidth <= element.clientWidth && text.scrollWidth > text.clientWidth;
  });
  expect(isWhole).toBe(true);
  await page.keyboard.press('Escape');

  await find('go to hist');
  await page.keyboard.press('Enter');
  await expect(panel.tab('History')).toHaveAttribute('aria-selected', 'true');

  await find('bruno');
  await expect(dialog.getByRole('option', { name: /^Show Bruno Lima in Waiting/ })).toBeVisible();
  await dialog.getByRole('option', { name: 'Prepare a send to Bruno Lima' }).click();
  await expect(dialog).toHaveCount(0);
  await panel.root.getByRole('option', { name: flow }).click();
  await expect(panel.send.reviewHeading).toBeVisible();
  await expect(panel.landmark).toContainText('Bruno Lima');
});

test('arrows, Home, End, letters, ranges and select-all work in lists; Esc goes back step by step', async ({ env }) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  const search = panel.send.peopleSearch;
  const list = panel.send.contacts;
  const chosen = list.getByRole('option', { selected: true });
  await expect(list.getByRole('option').first()).toBeVisible();

  await search.press('ArrowDown');
  await expect(list).toBeFocused();
  await page.keyboard.press('Space');
  await panel.send.expectPicked(1);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(chosen).toHaveCount(3);
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Control+a');
  await expect.poll(() => chosen.count()).toBeGreaterThan(3);
  await page.keyboard.press('?');
  await expect(panel.root.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  for (const { suggestedKey } of SHORTCUTS)
    if (suggestedKey !== null)
      await expect(panel.root.getByRole('dialog', { name: 'Keys' })).toContainText(
        suggestedKey.split('+').at(-1) ?? '',
      );
  await page.keyboard.press('Escape');
  await expect(panel.root.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Escape');
  const flows = panel.send.flowSearch;
  await expect(flows).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(flows).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(panel.handle).toBeVisible();
});
