import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/api.ts';
import { split, step, ticketNodes } from '../../sandbox/flows/definitions.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { indexedUuid } from '../../sandbox/random-ids.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';
import { ask, field, startFlow } from './sandbox-client.ts';

const { flows } = SEED;
let sandbox: Sandbox;
let two: string[];
beforeEach(async () => {
  sandbox = await startSandbox({ runDelayMs: 0, historyDelayMs: 0 });
  two = [sandbox.contactAt(3).uuid, sandbox.contactAt(4).uuid];
});
afterEach(() => sandbox.close());

const told = () => sandbox.runEvents().map(({ kind, text }) => (text === '' ? kind : `${kind}: ${text}`));
const rooms = () => [...sandbox.world.rooms.values()].length;
/** Waits until this number of tickets was opened or refused. */
const tickets = async (count: number) =>
  await expect
    .poll(() => sandbox.runEvents().filter(({ kind }) => kind === 'ticket' || kind === 'ticket-refused').length)
    .toBe(count);
/** Flow 21, which the flow `ticketInSubFlow` enters. */
const SUB_FLOW = indexedUuid('54000000', 21);
const NOBODY = 'message: Não há ninguém para atender agora. Tente mais tarde.';

describe('a start of two people', () => {
  test.each([
    ['that opens its ticket at once', flows.ticketAtOnce],
    ['whose sub-flow opens its ticket', flows.ticketInSubFlow],
    ['that opens its ticket after a webhook', flows.webhookThenTicket],
  ])('of a flow %s opens no ticket: both runs take the Failure exit, and its message is sent', async (_name, flow) => {
    await startFlow(sandbox, two, { flow });
    await tickets(2);

    expect(rooms()).toBe(0);
    expect(told().filter((line) => line === "ticket-refused: can't open tickets during batch starts")).toHaveLength(2);
    expect(told().filter((line) => line === NOBODY)).toHaveLength(2);
  });

  test('of a flow that waits first opens the tickets of both who answer', async () => {
    await startFlow(sandbox, two, { flow: flows.welcome });

    expect(two.map((contact) => sandbox.reply(contact, { text: 'Oi' }))).toEqual(['flow', 'flow']);
    expect(rooms()).toBe(2);
    expect(told()).toEqual(['message: welcome', 'message: welcome', 'ticket', 'ticket']);
  });

  test('may neither broadcast to groups nor start sessions for them, a single start may', async () => {
    const groups = [{ uuid: SEED.groups.vip, name: 'VIP' }];
    sandbox.changeFlow(flows.neverTicket, {
      nodes: [
        step(1, [
          { type: 'send_broadcast', text: 'Oi', groups },
          { type: 'start_session', flow: { uuid: flows.welcome, name: 'x' }, groups },
        ]),
      ],
    });
    await startFlow(sandbox, two, { flow: flows.neverTicket });
    expect(sandbox.runEvents().map(({ kind }) => kind)).toEqual([
      'broadcast-refused',
      'session-refused',
      'broadcast-refused',
      'session-refused',
    ]);

    await startFlow(sandbox, two.slice(0, 1), { flow: flows.neverTicket });
    expect(
      sandbox
        .runEvents()
        .slice(4)
        .map(({ kind }) => kind),
    ).toEqual(['broadcast', 'session']);
  });

  test('by a group and one contact counts as a start of several people', async () => {
    await startFlow(sandbox, two.slice(0, 1), { flow: flows.ticketAtOnce, groups: [SEED.groups.vip] });
    await expect
      .poll(() => sandbox.runEvents().some(({ kind, contact }) => kind === 'ticket-refused' && contact === two[0]))
      .toBe(true);

    expect(rooms()).toBe(0);
  });
});

describe('a start of one person', () => {
  test.each([flows.ticketAtOnce, flows.ticketInSubFlow, flows.webhookThenTicket])(
    'opens the ticket of the same flow: %s',
    async (flow) => {
      await startFlow(sandbox, two.slice(0, 1), { flow });
      await tickets(1);

      expect(rooms()).toBe(1);
      expect(told()).toContain('ticket');
      expect(told()).not.toContain(NOBODY);
    },
  );

  test('goes on in the parent flow when a sub-flow ends, and ends when a sub-flow is missing', async () => {
    await startFlow(sandbox, two.slice(0, 1), { flow: flows.ticketInSubFlow });
    await tickets(1);
    expect(told()).toEqual(['message: Oi!', 'ticket', 'message: Até logo.']);

    sandbox.changeFlow(flows.ticketInSubFlow, {
      nodes: [
        step(1, [{ type: 'enter_flow', flow: { uuid: 'gone', name: 'x' } }], 2),
        step(2, [{ type: 'send_msg', text: 'never' }]),
      ],
    });
    await startFlow(sandbox, two.slice(1), { flow: flows.ticketInSubFlow });
    expect(told()).toHaveLength(3);
  });

  test('in a flow that is a loop comes to an end', async () => {
    sandbox.changeFlow(flows.neverTicket, { nodes: [step(1, [{ type: 'send_msg', text: 'round' }], 1)] });
    await startFlow(sandbox, two.slice(0, 1), { flow: flows.neverTicket });

    expect(told().length).toBeLessThan(200);
    expect(sandbox.reply(two[0] ?? '', { text: 'Oi' })).toBe('nowhere');
  });

  test('whose room is refused takes the Failure exit', async () => {
    sandbox.openRoom({ contact: two[0] ?? '', user: SEED.people.agent1 });
    await startFlow(sandbox, two.slice(0, 1), { flow: flows.ticketAtOnce });

    await expect.poll(told).toContain(NOBODY);
    expect(told()).not.toContain('ticket');
  });
});

describe('definitions and templates', () => {
  const definition = async (flow: string) => {
    const { body } = await ask(sandbox, `retrieve_flow_definitions/?flow=${flow}`);
    const list = field(body, 'flows');
    return Array.isArray(list) ? list : [];
  };

  test('are those that runs follow: changed nodes are returned, with the flows that they enter', async () => {
    expect((await definition(flows.ticketInSubFlow)).map((flow: unknown) => field(flow, 'name'))).toEqual([
      'Atende por subfluxo',
      'Abre atendimento',
    ]);

    const nodes = [
      split(1, [{ name: 'All Responses', next: 2 }], { wait: true }),
      ...ticketNodes(2, SEED.queues.sales),
    ];
    sandbox.changeFlow(flows.neverTicket, { nodes });
    expect((await definition(flows.neverTicket)).map((flow: unknown) => field(flow, 'nodes'))).toEqual([nodes]);
  });

  test('a template that Connect does not list is left out silently, alone or beside one that it lists', async () => {
    expect((await ask(sandbox, `flow_templates/?flow=${flows.unknownTemplate}`)).body).toMatchObject({
      total_template_qty: 0,
      templates: [],
    });
    expect((await ask(sandbox, `flow_templates/?flow=${flows.partlyListed}`)).body).toMatchObject({
      total_template_qty: 1,
      templates: [{ variables: [], data: { name: 'welcome' } }],
    });
    expect(JSON.stringify(await definition(flows.partlyListed))).toContain('@trigger.params.code');
  });
});

describe('the list of flows', () => {
  const total = (flow: string): number => Object.values(sandbox.flowRuns(flow)).reduce((sum, count) => sum + count, 0);

  test('counts every run that began, of sub-flows too, and none of a blocked or stopped contact', async () => {
    const [blocked = '', stopped = ''] = [sandbox.contactAt(5).uuid, sandbox.contactAt(6).uuid];
    sandbox.changeContact(blocked, { blocked: true });
    sandbox.changeContact(stopped, { stopped: true });
    const before = [total(flows.welcome), total(flows.ticketInSubFlow), total(SUB_FLOW)];
    await startFlow(sandbox, [...two, blocked, stopped], { flow: flows.welcome });
    await startFlow(sandbox, two.slice(0, 1), { flow: flows.ticketInSubFlow });
    await tickets(1);

    const after = [total(flows.welcome), total(flows.ticketInSubFlow), total(SUB_FLOW)];
    expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([2, 1, 1]);
    // The second start interrupted one of the two runs that waited.
    expect(sandbox.flowRuns(flows.welcome)).toMatchObject({ active: 1, interrupted: 1 });
  });
});
