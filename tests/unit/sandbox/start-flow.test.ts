import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/api.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';
import { ADMIN, AGENT, ask, CENTRAL, COLLEAGUE, field, results, startFlow } from './sandbox-client.ts';

const DAY_MS = 24 * 3_600_000;
let sandbox: Sandbox;
let contact: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  contact = sandbox.contactAt(7).uuid;
});
afterEach(() => sandbox.close());

describe('start_flow', () => {
  test('accepts what Flows accepts, toggle off and unlabelled flow included', async () => {
    sandbox.setProjectToggle(CENTRAL, false);

    const answer = await startFlow(sandbox, [contact], {
      flow: SEED.flows.unlabelled,
      params: { 'first name': 'x'.repeat(700) },
    });

    expect(answer.status).toBe(200);
    expect(field(answer.body, 'params')).toEqual({ first_name: 'x'.repeat(640) });
    expect(sandbox.flowsStarts()).toMatchObject([{ contacts: [contact], agent: AGENT, flow: SEED.flows.unlabelled }]);
  });

  test('crashes without contacts, with none, without contact_name, and for a flow, contact or group Flows does not know', async () => {
    const bodies = [
      { flow: SEED.flows.reengage, contact_name: 'x' },
      { flow: SEED.flows.reengage, contacts: [], contact_name: 'x' },
      { flow: SEED.flows.reengage, contacts: [contact] },
      { flow: SEED.flows.reengage, groups: [SEED.groups.vip], contact_name: 'x' },
      { flow: 'no-flow', contacts: [contact], contact_name: 'x' },
      { flow: SEED.flows.reengage, contacts: [contact, 'nobody'], contact_name: 'x' },
      { flow: SEED.flows.reengage, contacts: [contact], groups: ['none'], contact_name: 'x' },
      { flow: SEED.flows.reengage, contacts: [contact], contact_name: 'x', params: 'text' },
    ];

    const statuses = await Promise.all(
      bodies.map(async (body) => (await ask(sandbox, 'start_flow/', { body })).status),
    );

    expect(statuses).toEqual(bodies.map(() => 500));
    expect(sandbox.flowsStarts()).toEqual([]);
    expect(sandbox.world.flowStarts).toEqual([]);
  });

  test('refuses 101 people with the name of the field', async () => {
    const answer = await startFlow(
      sandbox,
      Array.from({ length: 101 }, () => contact),
    );

    expect(answer).toMatchObject({
      status: 400,
      body: { contacts: ['Ensure this field has no more than 100 elements.'] },
    });
  });

  test('twice to the same person starts twice', async () => {
    await startFlow(sandbox, [contact]);
    await startFlow(sandbox, [contact]);

    expect(sandbox.flowsStarts()).toHaveLength(2);
    expect(field((await ask(sandbox, 'list_flows_start/')).body, 'count')).toBe(2);
  });
});

describe('the room of a start', () => {
  test('is left alone inside 24 hours, for another contact and for a malformed uuid', async () => {
    const fresh = sandbox.openRoom({ contact, user: AGENT });
    const other = sandbox.contactAt(8).uuid;

    await startFlow(sandbox, [contact], { room: fresh.uuid });
    await startFlow(sandbox, [other], { room: fresh.uuid });
    await startFlow(sandbox, [other], { room: 'garbage' });

    expect(fresh.isWaiting).toBe(false);
    expect(sandbox.world.flowStarts.map((start) => start.room)).toEqual([null, null, null]);
  });

  test('waits outside 24 hours, its ticket is closed, and a second start is a 400', async () => {
    const old = sandbox.openRoom({ contact, user: AGENT, ageMs: 2 * DAY_MS });

    const first = await startFlow(sandbox, [contact], { room: old.uuid });
    const second = await startFlow(sandbox, [contact], { room: old.uuid });
    const waiting = await ask(sandbox, `/v1/room/?project=${CENTRAL}&room_status=flow_start`);

    expect([first.status, second.status]).toEqual([200, 400]);
    expect(results(waiting.body)).toMatchObject([{ uuid: old.uuid, is_waiting: true }]);
    expect((await ask(sandbox, '/v1/msg/', { body: { room: old.uuid, text: 'oi' } })).status).toBe(500);
    expect((await ask(sandbox, `/v1/room/${old.uuid}/can-send-message-status/`)).body).toEqual({
      can_send_message: false,
    });
  });

  test('of another scheme than whatsapp is always inside its window', async () => {
    const telegram = sandbox.contactByName('Telegram Tito').uuid;
    const old = sandbox.openRoom({ contact: telegram, user: AGENT, ageMs: 30 * DAY_MS });

    await startFlow(sandbox, [telegram], { room: old.uuid });

    expect(old.isWaiting).toBe(false);
  });

  test('at 24 hours minus a minute is valid, at 24 hours plus a minute is not', async () => {
    const young = sandbox.openRoom({ contact, user: AGENT, ageMs: DAY_MS - 60_000 });
    const old = sandbox.openRoom({ contact: sandbox.contactAt(9).uuid, user: AGENT, ageMs: DAY_MS + 60_000 });
    const canSend = async (room: string): Promise<unknown> =>
      field((await ask(sandbox, `/v1/room/${room}/can-send-message-status/`)).body, 'can_send_message');

    expect(await canSend(young.uuid)).toBe(true);
    expect(await canSend(old.uuid)).toBe(false);
  });
});

describe('the history of starts', () => {
  test('shows agents their own starts and an admin all, newest first, filtered by days of the server', async () => {
    await startFlow(sandbox, [contact]);
    await startFlow(sandbox, [sandbox.contactAt(8).uuid], { as: COLLEAGUE });
    const day = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10);
    const users = async (as: string, query = ''): Promise<unknown[]> =>
      results((await ask(sandbox, `list_flows_start/${query}`, { as })).body).map((row) => row['user']);

    expect(await users(AGENT)).toEqual(['Bruna Castro']);
    expect(await users(ADMIN)).toEqual(['Caio Prado', 'Bruna Castro']);
    expect(await users(ADMIN, `?created_on_after=${day}&created_on_before=${day}`)).toHaveLength(2);
    expect(await users(ADMIN, '?created_on_before=2020-01-01')).toEqual([]);
    expect(await users(ADMIN, '?created_on_before=bogus&created_on_after=')).toHaveLength(2);
  });

  test("counts by the server's clock, however wrong", async () => {
    sandbox.setClockSkew(5 * 60_000);
    const before = Date.now();

    await startFlow(sandbox, [contact]);
    const createdOn = Date.parse(String(results((await ask(sandbox, 'list_flows_start/')).body)[0]?.['created_on']));

    expect(createdOn - before).toBeGreaterThan(4.9 * 60_000);
    expect(createdOn - before).toBeLessThan(5.5 * 60_000);
  });
});
