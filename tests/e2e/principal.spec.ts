import { expect, SEED, test } from './harness.ts';
import { startRequests } from './sandbox-data.ts';

test.use({ sandboxOptions: { contacts: 40 } });

const { central, south, collections } = SEED.projects;
/** Calls about flows and contacts, with the project in their path. */
const FLOWS_CALLS =
  /\/project\/[^/]+\/(?:list_flows|list_contacts|list_groups|flow_templates|start_flow|list_flows_start)\//;

test('in a principal project a secondary one is chosen first; flows and contacts are its own, and the answer is found in the queue', async ({
  env: { sandbox, openChats },
}) => {
  sandbox.setProjectConfig(central, { its_principal: true });
  for (const project of [south, collections]) sandbox.setProjectConfig(project, { its_principal: false });
  const person = sandbox.contactAt(3, south);
  const name = person.name ?? '';
  const { panel } = await openChats();
  await panel.skipFirstRun();

  await expect(panel.send.projects.getByRole('button')).toHaveText(['Cobrança', 'Loja Sul']);
  await expect(panel.send.flowSearch).toHaveCount(0);
  await panel.root.getByRole('button', { name: 'Set-up check' }).click();
  await expect(panel.root.getByRole('region', { name: 'What was checked' })).toContainText(
    'Open the panel and choose it',
  );
  await panel.root.getByRole('button', { name: 'Close' }).click();
  sandbox.clearLogs();

  await panel.send.chooseProject('Loja Sul');
  await panel.send.toPeople([name]);
  await panel.dispatch.expectDone();
  await expect(panel.root.getByText(/^Sent from Loja Sul\. Answers come to the queue/)).toBeVisible();

  expect(startRequests(sandbox).map(({ path }) => path)).toEqual([`/v1/project/${south}/start_flow/`]);
  expect(sandbox.flowsStarts()).toMatchObject([{ project: south, contacts: [person.uuid] }]);
  const ours = sandbox.log({ client: 'extension' }).filter(({ path }) => FLOWS_CALLS.test(path));
  expect(new Set(ours.map(({ path }) => path.split('/')[3]))).toEqual(new Set([south]));

  expect(sandbox.reply(person.uuid, { text: 'Quero sim' }, south)).toBe('flow');
  const room = [...sandbox.world.rooms.values()].find(({ project }) => project === central);
  expect(sandbox.world.queues.find(({ uuid }) => uuid === room?.queue)?.name).toBe('Balcão');
  await panel.waiting.show();
  await expect(panel.waiting.row(name)).toContainText(/replied/i);
});

test('a dispatch is looked up in the history of its own secondary project; another choice drops what was picked', async ({
  env: { sandbox, openChats },
}) => {
  sandbox.setProjectConfig(central, { its_principal: true });
  for (const project of [south, collections]) sandbox.setProjectConfig(project, { its_principal: false });
  const name = sandbox.contactAt(5, south).name ?? '';
  sandbox.faults.add({ endpoint: 'start_flow', count: 1, action: { kind: 'proxy504ThenRow', rowAfterMs: 0 } });
  const { panel } = await openChats();
  await panel.skipFirstRun();
  await panel.send.chooseProject('Loja Sul');

  await panel.send.toPeople([name]);
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(1);
  expect(startRequests(sandbox)).toHaveLength(1);

  await panel.dispatch.newDispatch.click();
  await panel.send.compose({ people: [name] });
  await panel.send.steps.getByRole('button', { name: 'Flow' }).click();
  await panel.root.getByRole('button', { name: 'Change' }).click();
  await expect(panel.root.getByText(/is of another project and is dropped/)).toBeVisible();
  await panel.send.chooseProject('Cobrança');

  await expect(panel.send.steps.getByRole('button', { name: 'Review' })).toBeDisabled();
  await expect(panel.root.getByText('Cobrança', { exact: true })).toBeVisible();
  expect(startRequests(sandbox)).toHaveLength(1);
});

test('a flow that no queue of the agent names is marked, in the list and in the review, and can be sent', async ({
  env: { sandbox, openChats },
}) => {
  sandbox.setQueueFields(SEED.queues.sales, {
    bond_flows_queue: true,
    selected_flows: [{ uuid: SEED.flows.welcome, name: 'Boas-vindas' }],
  });
  const { panel } = await openChats();
  await panel.skipFirstRun();
  await panel.send.flowSearch.fill('Retomar atendimento');

  await expect(panel.root.getByRole('option', { name: 'Retomar atendimento' })).toContainText(
    'Not meant for your queue',
  );
  await panel.send.compose({ people: [sandbox.contactAt(3).name ?? ''] });
  await panel.send.review();
  await expect(panel.root.getByText('You can still send it.')).toBeVisible();
  await panel.send.confirm();
  await panel.dispatch.expectDone();

  expect(startRequests(sandbox)).toHaveLength(1);
});

test('somebody known by a username is found and sent to, and a number is shown in whichever address has it', async ({
  env: { sandbox, openChats },
}) => {
  const { panel } = await openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.peopleSearch.fill('escopo estela');
  await expect(panel.root.getByRole('option', { name: 'Escopo Estela' })).toContainText('+55 (11) 98765-0031');

  await panel.send.peopleSearch.fill('BR.35029025746744355');
  await expect(panel.send.contacts.getByRole('option')).toHaveText([/Usuária Úrsula\s*@ursula\.reis/]);
  await panel.send.peopleSearch.fill('@ursula.reis');
  await panel.root.getByRole('option', { name: 'Usuária Úrsula' }).click();
  await panel.send.expectPicked(1);
  await panel.send.reviewAndConfirm();
  await panel.dispatch.expectDone();

  expect(sandbox.flowsStarts().flatMap(({ contacts }) => contacts)).toEqual([
    sandbox.contactByName('Usuária Úrsula').uuid,
  ]);
});
