import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/api.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';
import { ask, field, results } from './sandbox-client.ts';

const { central, south, collections } = SEED.projects;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.setProjectConfig(central, { its_principal: true });
  sandbox.setProjectConfig(south, { its_principal: false });
});
afterAll(() => sandbox.close());

async function orgProjects(isPrincipal: boolean) {
  const org = field((await ask(sandbox, `/v1/project/${central}/`)).body, 'org');
  const answer = await ask(sandbox, `/v1/org/${String(org)}/projects/?its_principal=${String(isPrincipal)}`);
  return results(answer.body).map((row) => field(row, 'uuid'));
}

test('an organisation lists its principal and its secondary projects, and in neither list one that says nothing', async () => {
  expect(await orgProjects(true)).toEqual([central]);
  expect(await orgProjects(false)).toEqual([south]);
  expect([central, south]).not.toContain(collections);
});

test('a start of a secondary project is in its history only, and the chat of its answer is in a queue of the principal one', async () => {
  const contact = sandbox.contactAt(0, south);
  const flow = await ask(sandbox, `/v1/project/${south}/list_flows/?cursor=`);
  const reengage = results(flow.body).find((row) => field(row, 'name') === 'Retomar atendimento');
  const body = { flow: field(reengage, 'uuid'), contacts: [contact.uuid], contact_name: contact.name };

  expect((await ask(sandbox, `/v1/project/${south}/start_flow/`, { body })).status).toBe(200);
  expect(sandbox.reply(contact.uuid, { text: 'Sim' }, south)).toBe('flow');

  const history = async (project: string) =>
    results((await ask(sandbox, `/v1/project/${project}/list_flows_start/`)).body).length;
  expect([await history(south), await history(central)]).toEqual([1, 0]);
  const rooms = [...sandbox.world.rooms.values()].map(({ project, queue }) => ({ project, queue }));
  expect(rooms).toEqual([{ project: central, queue: SEED.queues.sales }]);
});
