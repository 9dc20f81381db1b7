import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/api.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';
import { specialUuid } from '../../sandbox/world/seeded-contacts.ts';
import {
  ADMIN,
  AGENT,
  ask,
  CENTRAL,
  COLLEAGUE,
  field,
  MANAGER,
  OUTSIDER,
  results,
  startFlow,
} from './sandbox-client.ts';

const INTERNAL = { code: 'INTERNAL_ERROR', message: 'An internal error has occurred', event_id: 'unknown' };
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe('HTTP', () => {
  test('a GET without the trailing slash is a 301, an unknown path an HTML 404, a wrong method a 405', async () => {
    const missing = await ask(sandbox, 'list_flows?cursor=');
    const unknown = await ask(sandbox, '/v1/nothing/');
    const wrong = await ask(sandbox, 'list_flows/', { body: {} });

    expect([missing.status, missing.headers.get('location')]).toEqual([
      301,
      `/v1/project/${CENTRAL}/list_flows/?cursor=`,
    ]);
    expect([unknown.status, String(unknown.body).startsWith('<!doctype html>')]).toEqual([404, true]);
    expect(wrong.status).toBe(405);
  });

  test('an expired and a revoked token are the same 401', async () => {
    const expired = sandbox.issueToken(AGENT, { expiresInMs: -1000 });
    const revoked = sandbox.issueToken(AGENT);
    sandbox.expireToken(revoked);

    const answers = await Promise.all([expired, revoked].map((token) => ask(sandbox, 'list_access/', { token })));

    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
      Array.from({ length: 2 }, () => ({ status: 401, body: { detail: 'Token verification failed' } })),
    );
  });
});

describe('who am I', () => {
  test('the profile needs a project, knows the role there, and null for a non-member', async () => {
    const path = `/v1/accounts/profile/?project_uuid=${CENTRAL}`;

    expect((await ask(sandbox, '/v1/accounts/profile/')).status).toBe(500);
    expect((await ask(sandbox, '/v1/accounts/profile/?project_uuid=nonsense')).body).toEqual(INTERNAL);
    expect(field((await ask(sandbox, path, { as: ADMIN })).body, 'project_permission_role')).toBe(1);
    expect(field((await ask(sandbox, path, { as: OUTSIDER })).body, 'project_permission_role')).toBeNull();
  });

  test('a non-member gets 404 from every project call and 401 from verify_access', async () => {
    const paths = ['', 'list_access/', 'list_flows/', 'list_contacts/', 'list_groups/', 'list_flows_start/'];

    const statuses = await Promise.all(
      paths.map(
        async (path) => (await ask(sandbox, path === '' ? `/v1/project/${CENTRAL}/` : path, { as: OUTSIDER })).status,
      ),
    );

    expect(statuses).toEqual(paths.map(() => 404));
    expect(
      (await ask(sandbox, `/v1/permission/project/verify_access/?project=${CENTRAL}`, { as: OUTSIDER })).status,
    ).toBe(401);
  });

  test('a project without config is a 500', async () => {
    sandbox.setProjectConfig(SEED.projects.south, null);

    expect((await ask(sandbox, `/v1/project/${SEED.projects.south}/`)).body).toEqual(INTERNAL);
    sandbox.setProjectConfig(SEED.projects.south, {});
  });
});

describe('the toggle', () => {
  test('with every sector off, agents read false and an admin still true', async () => {
    const path = `/v1/project/${SEED.projects.collections}/list_access/`;

    expect(field((await ask(sandbox, path)).body, 'can_trigger_flows')).toBe(false);
    expect(field((await ask(sandbox, path, { as: ADMIN })).body, 'can_trigger_flows')).toBe(true);
  });

  test('sectors are an empty list for an agent, the managed ones for a manager, all for an admin', async () => {
    const names = async (as: string): Promise<unknown[]> =>
      results((await ask(sandbox, `/v1/sector/?project=${CENTRAL}`, { as })).body).map((row) => row['name']);

    expect(await names(AGENT)).toEqual([]);
    expect(await names(MANAGER)).toEqual(['Vendas']);
    expect(await names(ADMIN)).toEqual(['Vendas', 'Suporte']);
  });

  test("PATCH of the one field needs the sector's manager or an admin, and a boolean", async () => {
    const patch = (
      as: string,
      value: unknown,
      sector: string = SEED.sectors.support,
    ): Promise<{ status: number; body: unknown }> =>
      ask(sandbox, `/v1/sector/${sector}/`, { as, method: 'PATCH', body: { can_trigger_flows: value } });

    expect((await patch(AGENT, true)).status).toBe(403);
    expect((await patch(MANAGER, true)).status).toBe(403);
    expect((await patch(OUTSIDER, true)).status).toBe(500);
    expect(await patch(ADMIN, 'perhaps')).toMatchObject({
      status: 400,
      body: { can_trigger_flows: ['Must be a valid boolean.'] },
    });
    expect(field((await patch(ADMIN, true)).body, 'can_trigger_flows')).toBe(true);
    sandbox.setSectorToggle(SEED.sectors.support, false);
  });
});

describe('flows and contacts', () => {
  test('the label filter runs after paging: one page is empty and has a next', async () => {
    const counts: number[] = [];
    let cursor = '';
    do {
      const { body } = await ask(sandbox, `list_flows/?cursor=${cursor}`);
      counts.push(results(body).length);
      cursor = String(field(body, 'next')).split('&')[0] ?? '';
    } while (cursor !== '');

    expect(counts).toEqual([15, 0, 13, 10]);
  });

  test('only the exact label chats passes; archived flows and voice flows come along', async () => {
    const { body } = await ask(sandbox, 'list_flows/');
    const uuids = results(body).map((row) => row['uuid']);

    expect(uuids).toContain(SEED.flows.archived);
    expect(uuids).toContain(SEED.flows.voice);
    for (const flow of [SEED.flows.wrongCase, SEED.flows.trailingSpace, SEED.flows.singular, SEED.flows.unlabelled])
      expect(uuids).not.toContain(flow);
  });

  test('a padded cursor sent back encoded twice is a 200 without results for contacts and a 500 for flows', async () => {
    const contacts = field((await ask(sandbox, 'list_contacts/?limit=1')).body, 'next');
    const flows = field((await ask(sandbox, 'list_flows/')).body, 'next');

    const contactsAgain = await ask(sandbox, `list_contacts/?cursor=${encodeURIComponent(String(contacts))}`);
    const flowsAgain = await ask(sandbox, `list_flows/?cursor=${encodeURIComponent(String(flows))}`);

    expect(contactsAgain).toMatchObject({ status: 200, body: { detail: 'Invalid cursor', next: '', previous: '' } });
    expect(flowsAgain).toMatchObject({ status: 500, body: INTERNAL });
  });

  test('contacts are found by name without accents folding, by exact urn, by uuid, by group and by change time', async () => {
    const count = async (query: string): Promise<number> =>
      results((await ask(sandbox, `list_contacts/?limit=500&${query}`)).body).length;
    const changed = sandbox.contactAt(290);
    const since = new Date().toISOString();
    sandbox.changeContact(changed.uuid, { blocked: true });

    expect(await count('name=conceição')).toBeGreaterThan(0);
    expect(await count('name=conceicao')).toBe(0);
    expect(await count(`urn=${encodeURIComponent(changed.urns[0] ?? '')}`)).toBe(1);
    expect(await count(`uuid=${changed.uuid}`)).toBe(1);
    expect(await count(`group=${SEED.groups.threeHundred}`)).toBe(300);
    expect(await count(`after=${since}`)).toBe(1);
  });

  test('templates: none, one, several, variables, and a templating that is not found', async () => {
    const templates = async (flow: string): Promise<unknown> =>
      field((await ask(sandbox, `flow_templates/?flow=${flow}`)).body, 'total_template_qty');

    expect(
      await Promise.all(
        [SEED.flows.reengage, SEED.flows.orderUpdate, SEED.flows.delivery, SEED.flows.unknownTemplate].map(templates),
      ),
    ).toEqual([0, 1, 2, 0]);
    expect(
      JSON.stringify((await ask(sandbox, `retrieve_flow_definitions/?flow=${SEED.flows.unknownTemplate}`)).body),
    ).toContain('"templating"');
    expect((await ask(sandbox, 'flow_templates/')).status).toBe(400);
  });

  test('a new contact: taken is a JSON string, no urn crashes, the ninth digit is probed both ways', async () => {
    const create = (urns: readonly string[], name = 'Nova'): Promise<{ status: number; body: unknown }> =>
      ask(sandbox, 'create_contacts/', { body: { name, urns } });
    const without = sandbox.contactByUuid(specialUuid(20))?.urns[0] ?? '';
    const withNinth = without.replace('whatsapp:5581', 'whatsapp:55819');

    expect(typeof (await create([withNinth])).body).toBe('string');
    expect((await create([])).status).toBe(500);
    expect((await create(['nocolon'])).status).toBe(500);
    expect((await create(['whatsapp:5511900001111'], ' ')).body).toEqual({ Detail: 'the body is in the wrong format' });
    expect((await create(['whatsapp:5511900001111'])).status).toBe(201);
    expect((await create(['whatsapp:5511900001111'])).status).toBe(400);
  });

  test('contacts_elastic gives ten people without a search, null for a person without a URN, and pages for a search', async () => {
    sandbox.changeContact(specialUuid(11), {});
    const token = sandbox.issueToken(AGENT);
    const get = async (query: string): Promise<unknown> =>
      (
        await fetch(`${sandbox.flowsOrigin}/contacts_elastic.json/?project_uuid=${CENTRAL}${query}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).json();

    const newest = await get('&page_size=100');
    const found = await get('&name=joao&page_size=5');

    expect(newest).toHaveLength(10);
    expect(Array.isArray(newest) ? newest[0] : newest).toBeNull();
    expect(results(found).length).toBe(5);
    expect(found).toMatchObject({ pagination: { page_number: 1, page_size: 5 } });
  });
});

describe('budgets', () => {
  test('are shared by everyone in a project; once they are used up, starts are 500, flows 500, contacts 200 without results', async () => {
    const own = await startSandbox();
    own.setBudget({ starts: 1, contacts: 1, rest: 1 });
    const [one, two] = [own.contactAt(0).uuid, own.contactAt(1).uuid];

    const answers = [
      await startFlow(own, [one]),
      await startFlow(own, [two], { as: COLLEAGUE }),
      await ask(own, 'list_contacts/'),
      await ask(own, 'list_contacts/', { as: COLLEAGUE }),
      await ask(own, 'list_groups/'),
      await ask(own, 'list_flows/', { as: COLLEAGUE }),
    ];
    await own.close();

    expect(answers.map((answer) => answer.status)).toEqual([200, 500, 200, 200, 200, 500]);
    expect(answers[3]?.body).toMatchObject({ next: '', previous: '' });
    expect(field(answers[3]?.body, 'results')).toBeUndefined();
    expect(own.flowsStarts()).toHaveLength(1);
    expect(own.flowsCalls().map((call) => call.status)).toEqual([201, 429, 200, 429, 200, 429]);
  });
});
