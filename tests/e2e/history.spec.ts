import { expect, SEED, test } from './harness.ts';
import { savedBy } from './saved-file.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const FLOW = 'Retomar atendimento';

test('the history page counts by dispatch, flow and day; its figures match what was sent and lead to the people', async ({
  env,
}) => {
  const { sandbox } = env;
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  sandbox.faults.add({
    endpoint: 'start_flow',
    count: 1,
    contact: sandbox.contactByName('Carla Dias').uuid,
    action: { kind: 'status', status: 400, body: { detail: 'no' } },
  });
  await seedDispatch(env, panel, FLOW, ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  const page = await env.browser.extensionPage('history.html');
  const table = page.getByRole('region', { name: 'All dispatches' });
  const cells = async (row: number) =>
    (await table.getByRole('row').nth(row).getByRole('cell').allInnerTexts()).slice(1, 9);
  await expect(table.getByRole('row')).toHaveCount(2);
  expect(await cells(1)).toEqual(['3', '2', '1', '0', '0', '0', '0', '1']);
  expect(sandbox.flowsStarts()).toHaveLength(2);
  // Figures and dates are not broken over two lines at any width.
  const broken = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.table .num, .table .when')].flatMap((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return new Set([...text.getClientRects()].map(({ top }) => Math.round(top))).size > 1 ? [cell.textContent] : [];
      }),
    );
  expect(await broken()).toEqual([]);
  expect(await page.locator('.table .num').count()).toBeGreaterThan(5);

  await page.getByRole('group', { name: 'Figures by' }).getByRole('button', { name: 'Flow' }).click();
  await expect(table.getByRole('row')).toHaveCount(2);
  expect((await table.getByRole('row').nth(1).getByRole('cell').allInnerTexts()).slice(1, 4)).toEqual(['1', '3', '2']);
  await page.getByRole('group', { name: 'Figures by' }).getByRole('button', { name: 'Day' }).click();
  await expect(table.getByRole('row')).toHaveCount(2);

  await page.getByRole('group', { name: 'Figures by' }).getByRole('button', { name: 'Dispatch' }).click();
  await table.getByRole('button', { name: FLOW }).click();
  const people = page.getByRole('region', { name: 'People of this dispatch' }).last();
  await expect(people.getByRole('row', { name: /Ana Souza.*Accepted/ })).toBeVisible();
  await expect(people.getByRole('row', { name: /Carla Dias.*Refused/ })).toBeVisible();

  const csv = await savedBy(page, () => page.getByRole('button', { name: 'Export CSV' }).click());
  expect(csv.startsWith('\uFEFF')).toBe(true);
  expect(csv.trim().split('\r\n')).toHaveLength(4);
  expect(csv).toContain('Ana Souza');
});

test('an admin may include what others sent, which has no outcomes', async ({ env }) => {
  const { sandbox } = env;
  await sandbox.playScenario('C7', {
    contact: sandbox.contactByName('Ana Souza').uuid,
    agent: SEED.people.agent1,
    phase: 'all',
  });
  const { panel } = await env.openChats({ agent: SEED.people.admin });
  await panel.skipFirstRun();
  const page = await env.browser.extensionPage('history.html');

  await page.getByRole('switch', { name: 'Sent by others' }).click();

  await expect(page.getByText('it has no outcomes')).toBeVisible();
  await expect(page.getByRole('row', { name: /Ana Souza/ }).first()).toBeVisible();
});
