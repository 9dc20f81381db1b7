import { chatsFrame, onHost, onPage, panelFrame } from './chats-page.ts';
import { expect, panelOf, SEED, test } from './harness.ts';
import { dispatch, showWaiting, waitingList, waitingRow } from './replies-desk.ts';
import { pickFlow, pickPeople, skipFirstRun } from './sending.ts';

/** Few people: every name is found once. */
test.use({ sandboxOptions: { contacts: 20 } });

const { agent1, agent2, outsider } = SEED.people;

test('a new token of the same agent is taken over, and what was picked stays', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, 'Retomar atendimento');
  await pickPeople(panel, ['Ana Souza']);

  desk.sandbox.expireToken(agent1);
  desk.sandbox.clearLogs();
  await onPage(page.mainFrame(), 'pushToken', desk.sandbox.issueToken(agent1));
  await expect
    .poll(() =>
      desk.sandbox
        .log({ path: '/v1/accounts/profile/' })
        .some((entry) => entry.client !== 'page' && entry.status === 200),
    )
    .toBe(true);
  await expect(panel.getByText('1 person', { exact: true })).toBeVisible();
  desk.sandbox.clearLogs();
  await panel.getByRole('searchbox', { name: 'Search by name or number' }).fill('Bruno Lima');
  await panel.getByRole('option', { name: 'Bruno Lima' }).click();

  await expect(panel.getByText('2 people', { exact: true })).toBeVisible();
  expect(desk.sandbox.log().filter((entry) => entry.client !== 'page' && entry.status === 401)).toEqual([]);
});

test('logged out: the panel says so, and goes on by itself after a log-in', async ({ desk }) => {
  const page = await desk.openPage();
  const panel = panelOf(page);
  await panelFrame(panel).waitFor();
  await skipFirstRun(panel);
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toBeVisible();

  await page.goto(`${desk.sandbox.pageOrigin}/?login=none`);
  await expect(panel.getByText('Log in to Chats first')).toBeVisible();
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toHaveCount(0);

  await onPage(page.mainFrame(), 'pushToken', desk.sandbox.issueToken(agent1));
  await page.evaluate((project) => sessionStorage.setItem('chats_projectUuid', project), SEED.projects.central);
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toBeVisible();
});

test("iframe: when the frame's only token has expired the panel says so, and works again after a reload", async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats({ mode: 'iframe' });
  await skipFirstRun(panel);
  await expect(panel.getByRole('option').first()).toBeVisible();
  desk.sandbox.expireToken(agent1);
  await onHost(page, 'pushToken', desk.sandbox.issueToken(agent1));

  await panel.getByRole('button', { name: 'Reload the flows' }).click();
  await expect(panel.getByText('Log in to Chats first')).toBeVisible();

  const frame = await chatsFrame(page, 'iframe');
  await frame.evaluate(() => location.reload());
  await expect(panel.getByText('Log in to Chats first')).toHaveCount(0);
  await expect(panel.getByRole('tab', { name: 'Send' })).toBeVisible();
  await expect(panelFrame(panel).getByText('Loja Central', { exact: true })).toBeVisible();
});

test('two agents in two tabs never mix: drafts, dispatches, replies, badge', async ({ desk }) => {
  const first = await desk.openChats({ agent: agent1 });
  await skipFirstRun(first.panel);
  const second = await desk.openChats({ agent: agent2 });
  await skipFirstRun(second.panel);

  await pickFlow(second.panel, 'Retomar atendimento');
  await pickPeople(second.panel, ['Carla Dias']);
  await first.page.bringToFront();
  await dispatch(first.panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);

  await expect(second.panel.getByText('1 person', { exact: true })).toBeVisible();
  expect(desk.sandbox.log({ path: 'start_flow', method: 'POST' }).map((entry) => entry.agent)).toEqual([
    agent1,
    agent1,
  ]);
  await second.panel.getByRole('tab', { name: 'History' }).click();
  await expect(second.panel.getByText('Nothing sent yet')).toBeVisible();

  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect(waitingRow(first.panel, 'Ana Souza')).toContainText('Replied');
  await second.panel.getByRole('tab', { name: 'Waiting' }).click();
  await expect(second.panel.getByText('Nobody is awaited')).toBeVisible();
  await expect.poll(() => desk.browser.badgeText()).toBe('1');

  await first.page.close();
  await expect.poll(() => desk.browser.badgeText()).toBe('');
  await expect(second.panel.getByText('Nobody is awaited')).toBeVisible();
});

test('two projects of one agent in two tabs keep apart, and the badge counts both', async ({ desk }) => {
  const central = await desk.openChats({ project: SEED.projects.central });
  await skipFirstRun(central.panel);
  await dispatch(central.panel, 'Retomar atendimento', ['Ana Souza']);
  const south = await desk.openChats({ project: SEED.projects.south });
  await skipFirstRun(south.panel);
  await south.panel.getByRole('tab', { name: 'Waiting' }).click();
  await expect(south.panel.getByText('Nobody is awaited')).toBeVisible();

  const somebody = desk.sandbox.contactAt(3, SEED.projects.south);
  await dispatch(south.panel, 'Boas-vindas', [somebody.name ?? '']);
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  desk.sandbox.reply(somebody.uuid, { text: 'Oi!' }, SEED.projects.south);
  await expect.poll(() => desk.browser.badgeText()).toBe('2');

  await expect(waitingRow(south.panel, somebody.name ?? '')).toContainText('Replied');
  await expect(waitingRow(south.panel, 'Ana Souza')).toHaveCount(0);
  await central.page.bringToFront();
  await expect(waitingRow(central.panel, 'Ana Souza')).toContainText('Replied');
  await expect(waitingRow(central.panel, somebody.name ?? '')).toHaveCount(0);
});

test('federated: a switch of the project takes neither draft nor list along', async ({ desk }) => {
  const { page, panel } = await desk.openChats({ mode: 'federated' });
  await skipFirstRun(panel);
  await dispatch(panel, 'Retomar atendimento', ['Ana Souza']);
  await onPage(page.mainFrame(), 'setProject', SEED.projects.south);
  await expect(panelFrame(panel).getByText('Loja Sul', { exact: true })).toBeVisible();

  await showWaiting(panel);
  await expect(panel.getByText('Nobody is awaited')).toBeVisible();

  await onPage(page.mainFrame(), 'setProject', SEED.projects.central);
  await expect(panelFrame(panel).getByText('Loja Central', { exact: true })).toBeVisible();
  await showWaiting(panel);
  await expect(waitingList(panel).getByRole('listitem')).toHaveCount(1);
});

test('federated: while storage and socket name two projects nothing can be sent', async ({ desk }) => {
  const { page, panel } = await desk.openChats({ mode: 'federated' });
  await skipFirstRun(panel);

  await onPage(page.mainFrame(), 'changeProjectInStore', SEED.projects.south);

  await expect(panel.getByText('The project is changing')).toBeVisible();
  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toHaveCount(0);
});

test('no project: the panel says so', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await page.evaluate(() => {
    sessionStorage.removeItem('chats_projectUuid');
    localStorage.removeItem('chats_projectUuid');
  });
  await page.reload();

  await expect(panel.getByText('No project is open')).toBeVisible();
});

test('the API was not seen: the panel says so', async ({ desk }) => {
  const page = await desk.browser.context.newPage();
  await desk.browser.answerInstead(
    page,
    `${desk.sandbox.pageOrigin}/assets/standalone.js`,
    `sessionStorage.setItem('chats_token', 'some.token.here'); sessionStorage.setItem('chats_projectUuid', '${SEED.projects.central}');
        document.getElementById('app').innerHTML = '<div id="app"><section class="chats-layout home-chats-layout" style="height:600px">A desk that asked nothing yet</section></div>';`,
  );
  await page.goto(`${desk.sandbox.pageOrigin}/rooms?agent=${agent1}`);
  const panel = panelOf(page);
  await panelFrame(panel).waitFor();
  await skipFirstRun(panel);

  await expect(panel.getByText('The Chats server was not found')).toBeVisible();
  expect(desk.sandbox.log().filter((entry) => entry.client !== 'page')).toEqual([]);
});

test('not a member of the project: the panel says so', async ({ desk }) => {
  const { panel } = await desk.openChats({ agent: outsider });
  await skipFirstRun(panel);

  await expect(panel.getByText('You are not a member of this project')).toBeVisible();
});

test('an answer without a field we rely on: the panel names endpoint and field', async ({ desk }) => {
  desk.sandbox.faults.add({
    endpoint: 'project',
    action: { kind: 'replaceBody', body: { uuid: SEED.projects.central } },
  });
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);

  await expect(panel.getByText('Chats has changed')).toBeVisible();
  await expect(panel.getByText(/project.*: name/)).toBeVisible();
});

test('an API that gives errors: the panel says so, and recovers when asked to look again', async ({ desk }) => {
  const fault = desk.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'html', status: 503 } });
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await expect(panel.getByText('The Chats server has trouble')).toBeVisible();

  desk.sandbox.faults.remove(fault);
  await panel.getByRole('button', { name: 'Check again' }).click();

  await expect(panel.getByRole('searchbox', { name: 'Search flow' })).toBeVisible();
});

test('no network: the panel says so, and recovers when asked to look again', async ({ desk }) => {
  const fault = desk.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'resetBefore' } });
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await expect(panel.getByText('No network. Nothing new is sent until it is back.')).toBeVisible();

  desk.sandbox.faults.remove(fault);
  await expect(panel.getByText('No network. Nothing new is sent until it is back.')).toHaveCount(0);
});
