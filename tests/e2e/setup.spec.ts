import { seeFirstSteps } from './extension-pages.ts';
import { expect, SEED, test } from './harness.ts';

test.use({ sandboxOptions: { contacts: 20 } });

test('behind a closed toggle an agent is told where it is, with a request to copy, and an admin flips it in place, after asking; a refusal leaves it as it was', async ({
  env,
}) => {
  const { panel } = await env.openChats({ project: SEED.projects.collections });
  await panel.skipFirstRun();

  await expect(panel.root.getByText('Sending is switched off')).toBeVisible();
  await expect(panel.landmark).toContainText('Live Desk');
  await expect(panel.landmark).toContainText('Settings › Departments');
  await expect(panel.root.getByText('Nothing can be sent until it is on.')).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Copy a request for my manager' })).toBeVisible();
  await expect(panel.send.steps).toHaveCount(0);
  await expect(panel.root.getByRole('button', { name: /^Send to/ })).toHaveCount(0);

  const admin = await env.openChats({ agent: SEED.people.admin, project: SEED.projects.collections });
  await admin.panel.skipFirstRun();
  const toggle = admin.panel.root.getByRole('switch').first();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');
  env.sandbox.faults.add({
    endpoint: 'sector',
    method: 'PATCH',
    count: 1,
    action: { kind: 'status', status: 403, body: { detail: 'No.' } },
  });
  await toggle.click();
  await admin.panel.root.getByRole('button', { name: 'Confirm' }).click();
  await expect(admin.panel.root.getByText('Chats does not let you see or do this.')).toBeVisible();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');

  await toggle.click();
  await admin.panel.root.getByRole('button', { name: 'Confirm' }).click();
  await expect(admin.panel.root.getByText('Sending is switched off')).toHaveCount(0);
  expect(env.sandbox.log({ path: '/sector/', method: 'PATCH' })).toHaveLength(2);
});

test('the set-up check names each cause once, and a hidden icon with the way to the toolbar, until it is there', async ({
  env,
}) => {
  await env.browser.pinIcon(false);
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.root.getByRole('button', { name: 'Set-up check' }).click();
  const list = panel.root.getByRole('region', { name: 'What was checked' });

  await expect(list.getByRole('listitem')).toHaveCount(17);
  await expect(list).toContainText('Disparo may work on this site');
  await expect(list).toContainText('All shortcuts are assigned');
  await expect(panel.root.getByRole('button', { name: 'Copy diagnostics' })).toBeVisible();
  await expect(list).toContainText('The icon is hidden');
  await expect(list).toContainText('Pin it to see the count of replies.');
  await expect(list).toContainText('puzzle piece');

  await env.browser.pinIcon(true);
  await panel.root.getByRole('button', { name: 'Check again' }).click();
  await expect(list).toContainText('The icon is in the toolbar');
  await expect(list).not.toContainText('The icon is hidden');
});

test('somebody signed out is told the one thing to do, and the first steps come once', async ({ env }) => {
  await seeFirstSteps(env.browser, false);
  env.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
  const { panel } = await env.openChats();
  await panel.root.getByRole('button', { name: 'Skip' }).click();

  await expect(panel.root.getByText('Log in to Chats first')).toBeVisible();
  env.sandbox.faults.clear();
  const again = await env.openChats();
  await expect(again.panel.tab('Send')).toBeVisible();
  await expect(again.panel.root.getByRole('button', { name: 'Skip' })).toHaveCount(0);
});

test('a new version takes the open tab over: no reload, the draft and what was sent are there', async ({ env }) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await panel.showTab('Send');
  await panel.dispatch.newDispatch.click();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Carla Dias']);
  await panel.send.pickGroup('VIP', 3);
  await page.evaluate(() => Reflect.set(window, '__sameDocument', true));
  const before = await panel.root.evaluate((host) => {
    Reflect.set(host, '__old', true);
    return true;
  });
  expect(before).toBe(true);
  // The tick is shown before the choice is stored; a second tab that shows it proves that it is stored.
  const second = await env.openChats();
  await second.panel.root
    .getByRole('button', { name: /People/ })
    .first()
    .click();
  await second.panel.send.expectPicked(3);
  await second.page.close();
  await page.bringToFront();

  await env.browser.reloadExtension();

  await expect
    .poll(
      async () =>
        await panel.root.evaluateAll((hosts) => hosts.length === 1 && Reflect.get(hosts[0] ?? {}, '__old') !== true),
    )
    .toBe(true);
  await panel.root
    .getByRole('button', { name: /People/ })
    .first()
    .click();
  await panel.send.expectPicked(3);
  const chips = panel.send.selection;
  await panel.send.unfoldSelection();
  await expect(chips).toContainText('Carla Dias');
  await expect(chips).toContainText('VIP');
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await panel.showTab('History');
  await expect(panel.root.getByText('1 accepted', { exact: true })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, '__sameDocument'))).toBe(true);
});
