import { expect, SEED, test } from './harness.ts';
import { savedBy } from './saved-file.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const FLOW = 'Retomar atendimento';

test('the history tells what came of a dispatch: how many answered, were opened and closed, and with which tags, which are read once', async ({
  env,
}) => {
  const { sandbox } = env;
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, FLOW, ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  for (const name of ['Ana Souza', 'Bruno Lima']) sandbox.reply(sandbox.contactByName(name).uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('2');
  await panel.waiting.openChat('Ana Souza');
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  const ana = sandbox.contactByName('Ana Souza').uuid;
  const asked = () =>
    sandbox.log({ path: '/history/rooms/' }).filter((entry) => entry.client !== 'page' && entry.path.includes(ana))
      .length;
  const before = asked();
  sandbox.closeRoom(roomOf(sandbox, 'Ana Souza'), ['Venda', 'VIP']);
  await expect.poll(asked).toBe(before + 1);

  const page = await env.browser.extensionPage('history.html');
  await page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'From sent to talked' }).click();
  const funnel = page.getByRole('region', { name: 'From sent to talked' });
  const steps = funnel.getByRole('table').first().getByRole('row');
  await expect(steps.filter({ hasText: 'Closed' }).getByRole('cell').first()).toHaveText('1');
  expect(await steps.allInnerTexts()).toHaveLength(6);
  for (const [step, people] of [
    ['Accepted', '3'],
    ['Answered', '2'],
    ['Opened by me', '1'],
  ] as const)
    await expect(steps.filter({ hasText: step }).getByRole('cell').first()).toHaveText(people);
  const tags = funnel.getByRole('table', { name: 'Tags at closing' });
  for (const tag of ['Venda', 'VIP'])
    await expect(tags.getByRole('row').filter({ hasText: tag }).getByRole('cell').first()).toHaveText('1');

  const csv = await savedBy(page, () => funnel.getByRole('button', { name: 'Export as CSV' }).click());
  expect(csv.trim().split('\r\n')[1]).toMatch(/Retomar atendimento,.*,3,\d,2,1,1,.*Venda: 1/);

  await page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'All dispatches' }).click();
  await page.getByRole('region', { name: 'All dispatches' }).getByRole('button', { name: FLOW }).click();
  const own = page.getByRole('region', { name: 'People of this dispatch' }).first();
  await expect(own.getByRole('table', { name: 'Tags at closing' })).toContainText('Venda');

  await page.getByLabel('To', { exact: true }).first().fill('2020-01-01');
  await expect(page.getByRole('region', { name: 'All dispatches' }).getByRole('row')).toHaveCount(1);
  expect(asked()).toBe(before + 1);
});

test('an admin counts the starts of everybody by agent, flow and day; a sector manager is told that only their own are shown', async ({
  env,
}) => {
  const { sandbox } = env;
  for (const [name, agent] of [
    ['Ana Souza', SEED.people.agent1],
    ['Bruno Lima', SEED.people.agent2],
  ] as const)
    await sandbox.playScenario('C7', { contact: sandbox.contactByName(name).uuid, agent, phase: 'all' });
  const { panel, page: tab } = await env.openChats({ agent: SEED.people.admin });
  await panel.skipFirstRun();
  const page = await env.browser.extensionPage('history.html');
  const report = page.getByRole('region', { name: 'Starts by agent, flow and day' }).first();
  await expect(report.getByText('Names only, no outcome')).toBeVisible();

  await report.getByRole('button', { name: 'Read from Weni' }).click();

  const chart = report.getByRole('table');
  await expect(chart.getByRole('row')).toHaveCount(3);
  await report.getByRole('group', { name: 'Count by' }).getByRole('button', { name: 'Day' }).click();
  await expect(chart.getByRole('row')).toHaveCount(2);
  await expect(chart.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('2');
  const csv = await savedBy(page, () => report.getByRole('button', { name: 'Export starts' }).click());
  expect(csv.trim().split('\r\n')).toHaveLength(3);
  await page.close();
  await tab.close();

  const other = await env.openChats({ agent: SEED.people.manager });
  await other.panel.signedIn();
  const theirs = await env.browser.extensionPage('history.html');
  await expect(theirs.getByText('To a sector manager the server shows only their own starts.')).toBeVisible();
});
