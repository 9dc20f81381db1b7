import { panelFrame } from './chats-page.ts';
import { expect, SEED, test } from './harness.ts';
import { seeFirstSteps } from './own-pages.ts';
import { dispatch } from './replies-desk.ts';
import { pickFlow, pickPeople, skipFirstRun } from './sending.ts';

test.use({ sandboxOptions: { contacts: 20 } });

test('an agent behind a closed toggle is told where it is, in both names of the product, with a request to copy', async ({
  desk,
}) => {
  const { panel } = await desk.openChats({ project: SEED.projects.collections });
  await skipFirstRun(panel);

  await expect(panel.getByText('Sending is switched off')).toBeVisible();
  await expect(panelFrame(panel)).toContainText('Live Desk');
  await expect(panelFrame(panel)).toContainText('Settings › Departments');
  await expect(panel.getByRole('button', { name: 'Copy a request for my manager' })).toBeVisible();
});

test('in a principal project nothing is sent, and it is said that Chats itself does it', async ({ desk }) => {
  desk.sandbox.setProjectConfig(SEED.projects.central, { its_principal: true });
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);

  await expect(panel.getByText('This is a principal project')).toBeVisible();
  await expect(panel.getByText('send from Chats itself.')).toBeVisible();
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toHaveCount(0);

  await panel.getByRole('button', { name: 'Set-up check' }).click();
  await expect(panel.getByRole('region', { name: 'What was checked' })).toContainText('chosen first');
});

test('an admin flips a sector in place, after asking; a refusal leaves it as it was', async ({ desk }) => {
  const { panel } = await desk.openChats({ agent: SEED.people.admin, project: SEED.projects.collections });
  await skipFirstRun(panel);
  const toggle = panel.getByRole('switch').first();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');
  desk.sandbox.faults.add({
    endpoint: 'sector',
    method: 'PATCH',
    count: 1,
    action: { kind: 'status', status: 403, body: { detail: 'No.' } },
  });

  await toggle.click();
  await panel.getByRole('button', { name: 'Confirm' }).click();
  await expect(panel.getByText('Chats does not let you see or do this.')).toBeVisible();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');

  await toggle.click();
  await panel.getByRole('button', { name: 'Confirm' }).click();
  await expect(panel.getByText('Sending is switched off')).toHaveCount(0);
  const patches = desk.sandbox.log({ path: '/sector/', method: 'PATCH' });
  expect(patches).toHaveLength(2);
});

test('the set-up check ends within two seconds and names each cause once', async ({ desk }) => {
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toBeVisible();

  await panel.getByRole('button', { name: 'Set-up check' }).click();
  const list = panel.getByRole('region', { name: 'What was checked' });
  await expect(list.getByRole('listitem').first()).toBeVisible();

  await expect(list.getByRole('listitem')).toHaveCount(17);
  await expect(list).toContainText('Disparo may work on this site');
  await expect(list).toContainText('All shortcuts are assigned');
  await expect(panel.getByRole('button', { name: 'Copy diagnostics' })).toBeVisible();
});

test('an icon that is not in the toolbar is told, with the way there, until it is', async ({ desk }) => {
  await desk.browser.pinIcon(false);
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await panel.getByRole('button', { name: 'Set-up check' }).click();
  const list = panel.getByRole('region', { name: 'What was checked' });

  await expect(list).toContainText('The icon is hidden');
  await expect(list).toContainText('Pin it to see the count of replies.');
  await expect(list).toContainText('puzzle piece');

  await desk.browser.pinIcon(true);
  await panel.getByRole('button', { name: 'Check again' }).click();
  await expect(list).toContainText('The icon is in the toolbar');
  await expect(list).not.toContainText('The icon is hidden');
});

test('somebody signed out is told the one thing to do, and the first steps come once', async ({ desk }) => {
  await seeFirstSteps(desk.browser, false);
  desk.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
  const { panel } = await desk.openChats();
  await panel.getByRole('button', { name: 'Skip' }).click();

  await expect(panel.getByText('Log in to Chats first')).toBeVisible();
  desk.sandbox.faults.clear();
  const again = await desk.openChats();
  await expect(again.panel.getByRole('tab', { name: 'Send' })).toBeVisible();
  await expect(again.panel.getByRole('button', { name: 'Skip' })).toHaveCount(0);
});

test('a new version takes the open tab over: no reload, the draft and what was sent are there', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await dispatch(panel, 'Retomar atendimento', ['Ana Souza']);
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await panel.getByRole('tab', { name: 'Send' }).click();
  await panel.getByRole('button', { name: 'New dispatch' }).click();
  await pickFlow(panel, 'Retomar atendimento');
  await pickPeople(panel, ['Carla Dias']);
  await page.evaluate(() => Reflect.set(window, '__sameDocument', true));
  const before = await panel.evaluate((host) => {
    Reflect.set(host, '__old', true);
    return true;
  });
  expect(before).toBe(true);
  // The choice is stored behind the tick, off the screen: a second tab that shows it proves that it is.
  const second = await desk.openChats();
  await second.panel
    .getByRole('button', { name: /People/ })
    .first()
    .click();
  await expect(second.panel.getByText('1 person', { exact: true })).toBeVisible();
  await second.page.close();
  await page.bringToFront();

  await desk.browser.reloadExtension();

  await expect
    .poll(
      async () =>
        await panel.evaluateAll((hosts) => hosts.length === 1 && Reflect.get(hosts[0] ?? {}, '__old') !== true),
    )
    .toBe(true);
  await panel
    .getByRole('button', { name: /People/ })
    .first()
    .click();
  await expect(panel.getByText('1 person', { exact: true })).toBeVisible();
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await panel.getByRole('tab', { name: 'History' }).click();
  await expect(panel.getByText('1 accepted', { exact: true })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, '__sameDocument'))).toBe(true);
});
