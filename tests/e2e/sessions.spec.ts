import { expect, SEED, test } from './harness.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const { agent1, agent2 } = SEED.people;

test('a new token of the same agent is taken over, and what was picked stays; logged out the panel says so, and goes on by itself after a log-in', async ({
  env,
}) => {
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Ana Souza']);

  env.sandbox.expireToken(agent1);
  env.sandbox.clearLogs();
  await chats.call('pushToken', env.sandbox.issueToken(agent1));
  await expect
    .poll(() =>
      env.sandbox
        .log({ path: '/v1/accounts/profile/' })
        .some((entry) => entry.client !== 'page' && entry.status === 200),
    )
    .toBe(true);
  await panel.send.expectPicked(1);
  env.sandbox.clearLogs();
  await panel.send.peopleSearch.fill('Bruno Lima');
  await panel.root.getByRole('option', { name: 'Bruno Lima' }).click();

  await panel.send.expectPicked(2);
  expect(env.sandbox.log().filter((entry) => entry.client !== 'page' && entry.status === 401)).toEqual([]);

  await page.goto(`${env.sandbox.pageOrigin}/?login=none`);
  await expect(panel.root.getByText('Log in to Chats first')).toBeVisible();
  await expect(panel.send.steps).toHaveCount(0);

  await chats.call('pushToken', env.sandbox.issueToken(agent1));
  await page.evaluate((project) => sessionStorage.setItem('chats_projectUuid', project), SEED.projects.central);
  await expect(panel.send.steps).toBeVisible();
});

test("iframe: when the frame's only token has expired the panel says so, and works again after a reload", async ({
  env,
}) => {
  const { panel, chats } = await env.openChats({ mode: 'iframe' });
  await panel.skipFirstRun();
  await expect(panel.root.getByRole('option').first()).toBeVisible();
  env.sandbox.expireToken(agent1);
  await chats.callHost('pushToken', env.sandbox.issueToken(agent1));

  await panel.root.getByRole('button', { name: 'Reload the flows' }).click();
  await expect(panel.root.getByText('Log in to Chats first')).toBeVisible();

  const { frame } = chats;
  await frame.evaluate(() => location.reload());
  await expect(panel.root.getByText('Log in to Chats first')).toHaveCount(0);
  await expect(panel.tab('Send')).toBeVisible();
  await expect(panel.landmark.getByText('Loja Central', { exact: true })).toBeVisible();
});

test('two agents, and two projects of one of them, in three tabs never mix: drafts, dispatches, replies, badge', async ({
  env,
}) => {
  const first = await env.openChats({ agent: agent1 });
  await first.panel.skipFirstRun();
  const second = await env.openChats({ agent: agent2 });
  await second.panel.skipFirstRun();
  await second.panel.send.pickFlow('Retomar atendimento');
  await second.panel.send.pickPeople(['Carla Dias']);
  await first.page.bringToFront();
  await first.panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza', 'Bruno Lima']);

  await second.panel.send.expectPicked(1);
  expect(env.sandbox.log({ path: 'start_flow', method: 'POST' }).map((entry) => entry.agent)).toEqual([agent1, agent1]);
  await second.panel.showTab('History');
  await expect(second.panel.root.getByText('Nothing sent yet')).toBeVisible();
  const south = await env.openChats({ agent: agent1, project: SEED.projects.south });
  await south.panel.skipFirstRun();
  await south.panel.showTab('Waiting');
  await expect(south.panel.root.getByText('No replies pending')).toBeVisible();
  const somebody = env.sandbox.contactAt(3, SEED.projects.south);
  await south.panel.sendAndShowWaiting('Boas-vindas', [somebody.name ?? '']);

  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  env.sandbox.reply(somebody.uuid, { text: 'Oi!' }, SEED.projects.south);
  await expect.poll(() => env.browser.badgeText()).toBe('2');
  await expect(south.panel.waiting.row(somebody.name ?? '')).toContainText('Replied');
  await expect(south.panel.waiting.row('Ana Souza')).toHaveCount(0);
  await expect(first.panel.waiting.row('Ana Souza')).toContainText('Replied');
  await expect(first.panel.waiting.row(somebody.name ?? '')).toHaveCount(0);
  await second.panel.showTab('Waiting');
  await expect(second.panel.root.getByText('No replies pending')).toBeVisible();

  await first.page.close();
  await south.page.close();
  await expect.poll(() => env.browser.badgeText()).toBe('');
  await expect(second.panel.root.getByText('No replies pending')).toBeVisible();
});

test('federated: a switch of the project takes neither draft nor list along, and while storage and socket name two projects nothing can be sent', async ({
  env,
}) => {
  const { panel, chats } = await env.openChats({ mode: 'federated' });
  await panel.skipFirstRun();
  await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);
  await chats.call('setProject', SEED.projects.south);
  await expect(panel.landmark.getByText('Loja Sul', { exact: true })).toBeVisible();

  await panel.waiting.show();
  await expect(panel.root.getByText('No replies pending')).toBeVisible();

  await chats.call('setProject', SEED.projects.central);
  await expect(panel.landmark.getByText('Loja Central', { exact: true })).toBeVisible();
  await panel.waiting.show();
  await expect(panel.waiting.list.getByRole('listitem')).toHaveCount(1);
  expect(await chats.panelCount()).toBe(1);

  await panel.showTab('Send');
  await chats.call('changeProjectInStore', SEED.projects.south);
  await expect(panel.root.getByText('The project is changing')).toBeVisible();
  await expect(panel.send.steps).toHaveCount(0);
});

test('no network, then an API that gives errors: the panel says so, and goes on by itself or when asked to look again', async ({
  env,
}) => {
  const cut = env.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'resetBefore' } });
  const { panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await expect(panel.root.getByText('No network. Nothing new is sent until it is back.')).toBeVisible();
  env.sandbox.faults.remove(cut);
  await expect(panel.root.getByText('No network. Nothing new is sent until it is back.')).toHaveCount(0);

  const fault = env.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'html', status: 503 } });
  await chats.call('pushToken', env.sandbox.issueToken(agent1));
  await expect(panel.root.getByText('The Chats server has trouble')).toBeVisible();
  env.sandbox.faults.remove(fault);
  await panel.root.getByRole('button', { name: 'Check again' }).click();
  await expect(panel.send.flowSearch).toBeVisible();
});
