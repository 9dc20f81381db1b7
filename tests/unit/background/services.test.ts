import { beforeEach, describe, expect, it } from 'vitest';
import { createAccessService } from '../../../lib/background/services/access-service.ts';
import { createQueueFlows } from '../../../lib/background/services/queue-flows.ts';
import { createCatalogService } from '../../../lib/background/services/catalog-service.ts';
import { createHostsService } from '../../../lib/background/services/hosts-service.ts';
import { createPeopleService } from '../../../lib/background/services/people-service.ts';
import { createSettingsService } from '../../../lib/background/services/settings-service.ts';
import { createWeniPool } from '../../../lib/background/services/weni-pool.ts';
import { chooseLocale, createWords } from '../../../lib/background/services/words.ts';
import { FlowUuid, GroupUuid, SectorUuid, SessionId } from '../../../lib/ids.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import type { SessionRecord } from '../../../lib/sessions/session.ts';
import { contact, FLOW, PROJECT, SESSION, T0 } from '../dispatch/rows.ts';
import { memoryArea } from '../sessions/arrange.ts';
import { phones } from '../numbers/phones.ts';
import { html, json } from '../weni-api/fake-network.ts';
import { API, contactRow, type FakeEngine, fakeEngine, flowRow, sectorRow, TEMPLATE } from './engine.ts';

const MINUTE = 60_000;
const noPolicy = async () => ({});
let engine: FakeEngine;
let now: number;
let session: SessionRecord | null;
let changes: number;
beforeEach(() => {
  engine = fakeEngine();
  now = T0;
  changes = 0;
  session = {
    sessionId: SESSION,
    apiOrigin: API,
    agentEmail: 'ana@example.org',
    agentName: 'Ana',
    projectUuid: PROJECT,
    projectName: 'Shop',
    role: 'agent',
    token: 'ana-1',
    tokenExpiresAt: null,
    pageOrigin: 'https://chats.example',
    flowsOrigin: null,
    frames: [],
    identifiedAt: T0,
    refusedToken: null,
  };
});
const as = (token: string, role: SessionRecord['role']) => {
  if (session !== null) session = { ...session, token, role };
};
const pool = () =>
  createWeniPool({
    sessions: { live: async () => session },
    fetch: engine.fetch,
    isPermitted: async () => true,
    now: () => now,
    onRefused: async () => undefined,
  });
const asks = (part: string) => engine.asked.filter(({ path }) => path.includes(part)).length;

describe('the pool', () => {
  it('uses the token that the session has now, and fails when nobody is signed in', async () => {
    const weni = pool();
    const { api } = await weni.of(SESSION);
    await api.getAgentStatus();
    session = null;

    await expect(weni.of(SESSION)).rejects.toMatchObject({ kind: 'session' });
    expect(engine.asked.map(({ token, origin }) => [token, origin])).toEqual([['ana-1', API]]);
  });
});

describe('the toggle', () => {
  const service = () => createAccessService({ weni: pool(), now: () => now, onChange: () => void (changes += 1) });

  it('of an agent is the answer of list_access, and no sector is shown', async () => {
    engine.listAccess = false;

    expect(await service().check(SESSION, 0)).toEqual({
      verdict: 'off',
      reason: 'toggle-off',
      sectors: null,
      checkedAt: T0,
    });
    expect(changes).toBe(1);
  });

  it.each([
    [[sectorRow(1, false), sectorRow(2, true)], 'on', null],
    [[sectorRow(1, false)], 'off', 'toggle-off'],
    [[], 'off', 'no-sector'],
  ] as const)(
    'of an admin is read from the sectors, because list_access says yes to every admin: %#',
    async (sectors, verdict, reason) => {
      as('root-1', 'admin');
      engine.sectors = [...sectors];

      expect(await service().check(SESSION, 0)).toMatchObject({ verdict, reason });
      expect(asks('list_access')).toBe(0);
    },
  );

  it('is always off in a principal project, whose flows are sent through a secondary one', async () => {
    if (session !== null) session = { ...session, isPrincipal: true };

    expect(await service().check(SESSION, 0)).toMatchObject({ verdict: 'off', reason: 'principal-project' });
  });

  it('of an admin is unknown, not "no sector", when sectors exist but cannot be read', async () => {
    as('root-1', 'admin');
    engine.sectors = [{ uuid: 7 } as never];

    expect(await service().check(SESSION, 0)).toMatchObject({ verdict: 'unknown', reason: 'unknown' });
  });

  it('of a manager is the answer of list_access, with the sectors shown beside it', async () => {
    as('gil-1', 'manager');
    engine.sectors = [sectorRow(1, false)];

    expect(await service().check(SESSION, 0)).toMatchObject({
      verdict: 'on',
      sectors: [{ name: 'Sector 1', canTrigger: false }],
    });
  });

  it('is read again only when the last reading is older than the caller allows', async () => {
    const access = service();
    await access.check(SESSION, 30_000);
    now += 30_000;
    await access.check(SESSION, 30_000);
    expect(asks('list_access')).toBe(1);

    now += 1;
    await access.check(SESSION, 30_000);

    expect(asks('list_access')).toBe(2);
  });

  it('is read again when the clock was set back since', async () => {
    const access = service();
    await access.check(SESSION, 0);
    now -= 60 * MINUTE;

    await access.check(SESSION, 30_000);

    expect(asks('list_access')).toBe(2);
  });

  it('keeps the last reading when a new one fails, and throws', async () => {
    const access = service();
    const before = await access.check(SESSION, 0);
    engine.override.set('list_access', html(502));
    now += MINUTE;

    await expect(access.check(SESSION, 0)).rejects.toMatchObject({ kind: 'server' });
    expect(access.view(SESSION)).toEqual(before);
  });

  it('is read again after it was switched, and shown as the server stored it', async () => {
    as('root-1', 'admin');
    const access = service();
    const sector = SectorUuid.parse(sectorRow(1, true).uuid);

    expect(await access.setToggle(SESSION, sector, false)).toBe(true);
    expect(access.view(SESSION)).toMatchObject({ verdict: 'off', sectors: [{ canTrigger: false }] });

    engine.override.set(sector, json({ name: 'S', can_trigger_flows: false }));
    expect(await access.setToggle(SESSION, sector, true)).toBe(false);
    expect(access.view(SESSION).verdict).toBe('off');
  });

  it('is not taken from an older reading after it was switched and could not be read again', async () => {
    as('root-1', 'admin');
    const access = service();
    await access.check(SESSION, 0);
    const sector = sectorRow(1, true).uuid;
    let isPatched = false;
    engine.override.set('/v1/sector/', () => {
      if (isPatched) return html(502);
      isPatched = true;
      return json({ name: 'S', can_trigger_flows: false });
    });
    await expect(access.setToggle(SESSION, SectorUuid.parse(sector), false)).rejects.toMatchObject({ kind: 'server' });
    engine.override.clear();
    engine.sectors = [sectorRow(1, false)];

    expect(await access.check(SESSION, 30_000)).toMatchObject({ verdict: 'off' });
  });

  it('of a session that is gone is unknown', async () => {
    const access = service();
    await access.check(SESSION, 0);

    access.forget(SESSION);

    expect(access.view(SESSION)).toMatchObject({ verdict: 'unknown', checkedAt: null });
  });
});

describe('the catalogue', () => {
  const other = FlowUuid.parse('f0000000-0000-4000-8000-000000000002');
  const third = FlowUuid.parse('f0000000-0000-4000-8000-000000000003');
  const ledger = createMemoryLedger;
  const service = (kept = ledger()) =>
    createCatalogService({
      weni: pool(),
      kept,
      sectors: () => [{ sectorUuid: SectorUuid.parse(sectorRow(1, true).uuid), name: 'Vendas', canTrigger: true }],
      queueFlows: createQueueFlows({ weni: pool(), now: () => now }).of,
      now: () => now,
      onError: (error) => {
        throw error;
      },
    });

  it('is fetched once in ten minutes, also over restarts of the background, and again on request', async () => {
    const kept = ledger();
    await service(kept).list(SESSION, false);
    now += 10 * MINUTE;
    expect((await service(kept).list(SESSION, false)).fetchedAt).toBe(T0);
    expect(asks('list_flows')).toBe(1);

    now += 1;
    await service(kept).list(SESSION, false);
    await service(kept).list(SESSION, true);

    expect(asks('list_flows')).toBe(3);
  });

  describe('of a project whose queues name their flows', () => {
    const queue = (n: number, more: object) => ({ uuid: `9e000000-0000-4000-8000-00000000000${n}`, ...more });
    const uuidOf = (n: number) => queue(n, {}).uuid;
    const marks = async (catalog = service()) =>
      (await catalog.list(SESSION, true)).flows.map((flow) => flow.isForOtherQueue);

    beforeEach(() => {
      engine.flows = [flowRow(FLOW, 'Retomar atendimento'), flowRow(other, 'Outro')];
      engine.ownQueues = [uuidOf(1)];
    });

    it.each([
      ['as uuids', [FLOW.toUpperCase()]],
      ['as objects', [{ uuid: FLOW, name: 'Retomar atendimento' }]],
    ])('marks the flows that are not among them: %s', async (_, selected_flows) => {
      engine.queues = [queue(1, { bond_flows_queue: true, selected_flows }), queue(2, { bond_flows_queue: false })];

      expect(await marks()).toEqual([false, true]);
    });

    it.each([
      ['the fields are not there', [queue(1, {})], [uuidOf(1)]],
      ['the queue is not bound', [queue(1, { bond_flows_queue: false, selected_flows: [] })], [uuidOf(1)]],
      ['the list has a shape of its own', [queue(1, { bond_flows_queue: true, selected_flows: FLOW })], [uuidOf(1)]],
      ['the list holds something else', [queue(1, { bond_flows_queue: true, selected_flows: [7] })], [uuidOf(1)]],
      ['the switch is no switch', [queue(1, { bond_flows_queue: 'yes', selected_flows: [FLOW] })], [uuidOf(1)]],
      ['the agent is in no queue', [queue(1, { bond_flows_queue: true, selected_flows: [FLOW] })], []],
      [
        'another queue of the agent takes any flow',
        [queue(1, { bond_flows_queue: true, selected_flows: [FLOW] }), queue(2, { bond_flows_queue: false })],
        [uuidOf(1), uuidOf(2)],
      ],
      ['a queue cannot be read', [queue(1, { bond_flows_queue: true, selected_flows: [] }), { uuid: 1 }], [uuidOf(1)]],
    ])('marks nothing when %s', async (_, queues, own) => {
      engine.queues = queues;
      engine.ownQueues = own;

      expect(await marks()).toEqual([undefined, undefined]);
    });

    it('marks nothing when the queues cannot be asked, and loads the flows all the same', async () => {
      engine.override.set('/queue/', html(502));

      expect(await marks()).toEqual([undefined, undefined]);
    });

    it('asks the engine once in ten minutes, and for the own queues only where one is bound', async () => {
      const catalog = service();
      engine.queues = [queue(1, {})];
      await catalog.list(SESSION, false);
      await catalog.list(SESSION, false);
      expect([asks('/v1/queue/'), asks('list_queue_permissions')]).toEqual([1, 0]);

      engine.queues = [queue(1, { bond_flows_queue: true, selected_flows: [] })];
      now += 10 * MINUTE + 1;

      expect((await catalog.list(SESSION, false)).flows.map((flow) => flow.isForOtherQueue)).toEqual([true, true]);
      expect(asks('list_queue_permissions')).toBe(1);
    });
  });

  it('is not kept without a labelled flow, so that a label set just now is found by the next request', async () => {
    const kept = ledger();
    engine.flows = [];
    const empty = await service(kept).list(SESSION, false);
    engine.flows = [flowRow(FLOW, 'Retomar atendimento')];

    const next = await service(kept).list(SESSION, false);
    engine.flows = [];
    const gone = await service(kept).list(SESSION, true);
    engine.flows = [flowRow(FLOW, 'Retomar atendimento')];
    const back = await service(kept).list(SESSION, false);

    expect([empty, next, gone, back].map(({ flows }) => flows.length)).toEqual([0, 1, 0, 1]);
  });

  it('is fetched again when the clock was set back since', async () => {
    const kept = ledger();
    await service(kept).list(SESSION, false);
    now -= 60 * MINUTE;

    await service(kept).list(SESSION, false);

    expect(asks('list_flows')).toBe(2);
  });

  it('shows favourites and the last use of a flow, and names archived flows when there are no others', async () => {
    const catalog = service();
    await catalog.setFavourite(SESSION, FLOW, true);
    await catalog.setFavourite(SESSION, FLOW, true);
    await catalog.used(SESSION, FLOW);
    expect((await catalog.list(SESSION, false)).flows).toEqual([
      { flowUuid: FLOW, name: 'Retomar atendimento', isFavourite: true, lastUsedAt: T0, about: null },
    ]);

    await catalog.setFavourite(SESSION, FLOW, false);
    engine.flows = [flowRow(FLOW, 'Retomar atendimento', { archived: true })];

    expect(await catalog.list(SESSION, true)).toMatchObject({
      flows: [],
      nearMisses: [{ name: 'Retomar atendimento', problem: 'archived', label: 'chats' }],
    });
  });

  it('keeps twenty recents, the newest first', async () => {
    const kept = ledger();
    const catalog = service(kept);
    for (let n = 1; n <= 25; n += 1)
      await catalog.used(SESSION, FlowUuid.parse(`f0000000-0000-4000-8000-${String(n).padStart(12, '0')}`));

    const recents = await kept.getKept(`catalog:recents:${SESSION}`);

    expect(recents).toHaveLength(20);
    expect(recents).toMatchObject([
      { flowUuid: 'f0000000-0000-4000-8000-000000000025' },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  it('lets labelled flows through, and gives the reason for each other flow', async () => {
    engine.flows = [flowRow(FLOW, 'A'), flowRow(other, 'B', { archived: true })];
    const catalog = service();

    expect(await catalog.gate(SESSION, FLOW, 0)).toEqual({ gate: null, flowName: 'A' });
    expect(await catalog.gate(SESSION, other, MINUTE)).toEqual({ gate: 'flow-archived', flowName: 'B' });
    expect(await catalog.gate(SESSION, third, MINUTE)).toEqual({ gate: 'flow-not-labelled', flowName: null });
    expect(asks('list_flows')).toBe(1);
  });

  it('calls an unlisted flow gone when its definition is empty, and only unlabelled when the definition cannot be read', async () => {
    engine.override.set('retrieve_flow_definitions', json({ flows: [] }));
    expect(await service().gate(SESSION, third, 0)).toEqual({ gate: 'flow-gone', flowName: null });

    engine.override.set('retrieve_flow_definitions', json({ detail: 'x' }, 404));
    expect(await service().gate(SESSION, third, 0)).toEqual({ gate: 'flow-not-labelled', flowName: null });
  });

  it('does not call a flow unlabelled when the list was not read to its end', async () => {
    engine.override.set('list_flows', () => json({ next: 'again', results: [flowRow(FLOW, 'A')] }));

    expect(await service().gate(SESSION, third, 0)).toEqual({ gate: 'unknown', flowName: null });
  });

  it('fails as a whole when one result page fails, and keeps no partial list', async () => {
    engine.override.set('list_flows', json({ detail: 'throttled' }));

    await expect(service().list(SESSION, false)).rejects.toMatchObject({ kind: 'rate-limit' });
  });

  it('is fetched again when its stored copy is damaged', async () => {
    const kept = ledger();
    await kept.putKept({ key: `catalog:flows:${SESSION}`, value: { flows: 'x' } });
    await kept.putKept({ key: `catalog:favourites:${SESSION}`, value: 7 });

    expect((await service(kept).list(SESSION, false)).flows).toHaveLength(1);
  });

  it.each([
    [false, 'none'],
    [true, 'unknown'],
  ])('previews a flow without listed templates, has_templating %s, as sending %s', async (hasTemplating, sends) => {
    engine.hasTemplating = hasTemplating;
    engine.templates = [];

    expect(await service().preview(SESSION, FLOW, 10 * MINUTE)).toMatchObject({ sends, templates: [], variables: [] });
  });

  it('previews templates with their parts, with one request within ten minutes', async () => {
    engine.templates = [
      {
        variables: ['nome'],
        data: {
          name: 't',
          language: 'pt_BR',
          status: 'APPROVED',
          category: 'UTILITY',
          components: [
            { type: 'HEADER', format: 'IMAGE' },
            { type: 'BODY', text: 'Oi {{1}}' },
            { type: 'FOOTER', text: 'F' },
            { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Ver', url: 'x' }] },
          ],
        },
      },
      { variables: [], data: 'gone' },
    ];
    const catalog = service();

    const preview = await catalog.preview(SESSION, FLOW, 10 * MINUTE);
    await catalog.preview(SESSION, FLOW, 10 * MINUTE);

    expect(preview).toEqual({
      flowUuid: FLOW,
      sends: 'templates',
      otherVariables: [],
      readsAnyVariable: false,
      unlistedTemplates: [],
      isDefinitionRead: true,
      unfilled: [{ template: 't', places: 1, given: 0 }],
      batchRisk: null,
      reading: expect.objectContaining({ isWhole: true }),
      mark: expect.any(String),
      variables: ['nome'],
      templates: [
        {
          name: 't',
          language: 'pt_BR',
          status: 'APPROVED',
          category: 'UTILITY',
          header: { format: 'IMAGE', text: null },
          body: 'Oi {{1}}',
          footer: 'F',
          buttons: [{ type: 'URL', text: 'Ver' }],
          variables: ['nome'],
        },
        {
          name: '',
          language: '',
          status: '',
          category: '',
          header: null,
          body: null,
          footer: null,
          buttons: [],
          variables: [],
        },
      ],
    });
    expect(asks('flow_templates')).toBe(1);
  });

  it.each(['<html>', '[]', '{"detail":"x"}'])(
    'previews a flow whose definition is %s by its templates, and marks the definition as not read',
    async (body) => {
      engine.override.set(
        'retrieve_flow_definitions',
        () => new Response(body, { headers: { 'content-type': 'application/json' } }),
      );

      expect(await service().preview(SESSION, FLOW, 0)).toMatchObject({
        sends: 'templates',
        isDefinitionRead: false,
        batchRisk: 'unread',
        reading: null,
      });
      engine.templates = [];
      expect(await service().preview(SESSION, FLOW, 0)).toMatchObject({ sends: 'unknown', isDefinitionRead: false });
    },
  );

  const sending = (...templates: { name: string; variables: string[] }[]) =>
    templates.map(({ name, variables }, n) => ({
      uuid: `n${n}`,
      actions: [
        { type: 'send_msg', text: 'Oi @trigger.params.city', templating: { template: { uuid: 't', name }, variables } },
      ],
      exits: [{ uuid: 'e', destination_uuid: n + 1 < templates.length ? `n${n + 1}` : null }],
    }));

  it('takes the variables of unlisted templates from the definition, apart from the variables of texts', async () => {
    engine.templates = [];
    engine.nodes = () =>
      sending({ name: 'gone', variables: ['@trigger.params.name', '@(upper(trigger.params.order))'] });

    expect(await service().preview(SESSION, FLOW, 0)).toMatchObject({
      sends: 'unknown',
      variables: ['name', 'order'],
      otherVariables: ['city'],
      unlistedTemplates: ['gone'],
    });
  });

  it('includes the variables of unlisted templates when others are listed, spelled as the server spells them', async () => {
    engine.templates = [{ variables: ['Name'], data: { name: 'listed', status: 'APPROVED' } }];
    engine.nodes = () =>
      sending(
        { name: 'listed', variables: ['@trigger.params.name'] },
        { name: 'gone', variables: ['@trigger.params.code'] },
      );

    expect(await service().preview(SESSION, FLOW, 0)).toMatchObject({
      sends: 'templates',
      variables: ['Name', 'code'],
      unlistedTemplates: ['gone'],
    });
  });

  it('keeps an incomplete preview for a minute, a complete one as long as the caller allows', async () => {
    const catalog = service();
    engine.templates = [];
    engine.hasTemplating = true;
    await catalog.preview(SESSION, FLOW, 10 * MINUTE);
    now += MINUTE;
    await catalog.preview(SESSION, FLOW, 10 * MINUTE);
    expect(asks('flow_templates')).toBe(1);

    now += 1;
    engine.templates = [TEMPLATE];
    engine.hasTemplating = false;
    expect(await catalog.preview(SESSION, FLOW, 10 * MINUTE)).toMatchObject({ sends: 'templates' });
    now += 9 * MINUTE;
    await catalog.preview(SESSION, FLOW, 10 * MINUTE);

    expect(asks('flow_templates')).toBe(2);
  });

  it('is requested once by two callers at the same time, and again after the flows were read again', async () => {
    const catalog = service();
    await Promise.all([catalog.preview(SESSION, FLOW, MINUTE), catalog.preview(SESSION, FLOW, MINUTE)]);
    expect(asks('flow_templates')).toBe(1);

    await catalog.list(SESSION, true);
    await catalog.preview(SESSION, FLOW, 10 * MINUTE);

    expect(asks('flow_templates')).toBe(2);
  });

  it('gives a preview the same mark for any order of the templates, and another mark when anything changed', async () => {
    const second = { variables: [], data: { name: 'u', status: 'APPROVED' } };
    const catalog = service();
    const markOf = async (templates: unknown[]) => {
      engine.templates = templates;
      return (await catalog.preview(SESSION, FLOW, -1)).mark;
    };

    expect(await markOf([TEMPLATE, second])).toBe(await markOf([second, TEMPLATE]));
    expect(await markOf([TEMPLATE, { ...second, data: { name: 'u', status: 'PAUSED' } }])).not.toBe(
      await markOf([TEMPLATE, second]),
    );
  });

  const ticketIn = (sector: object | null, queue: object | null) => () => [
    {
      uuid: 'n1',
      actions: [{ type: 'send_msg', text: 'Oi' }],
      router: { type: 'switch', wait: { type: 'msg' }, categories: [{ uuid: 'c1', exit_uuid: 'e1' }] },
      exits: [{ uuid: 'e1', destination_uuid: 'n2' }],
    },
    { uuid: 'n2', actions: [{ type: 'open_ticket', ticketer: sector, topic: queue }], exits: [{ uuid: 'e2' }] },
  ];

  it('names templates with more numbered placeholders than the flow gives values for', async () => {
    const body = (text: string) => ({ ...TEMPLATE, data: { ...TEMPLATE.data, components: [{ type: 'BODY', text }] } });
    const unfilled = async (text: string, values: string[]) => {
      engine.templates = [body(text)];
      const templating = { template: { uuid: 't', name: TEMPLATE.data.name }, variables: values };
      engine.nodes = () => [{ uuid: 'n1', actions: [{ type: 'send_msg', text: '', templating }], exits: [] }];
      return (await service().preview(SESSION, FLOW, 0)).unfilled;
    };

    expect(await unfilled('Oi {{1}}, pedido {{2}}', ['@contact.name'])).toEqual([
      { template: 't', places: 2, given: 1 },
    ]);
    expect(await unfilled('Oi {{1}}, pedido {{2}}', ['@contact.name', '7'])).toEqual([]);
    expect(await unfilled('Oi {{nome}}', [])).toEqual([]);
  });

  it('previews what the flow does, with sector and queue by name; a name that nothing gives stays open', async () => {
    engine.nodes = ticketIn({ uuid: 'd1', name: 'Suporte' }, { uuid: 'd2', name: 'Geral' });
    expect((await service().preview(SESSION, FLOW, 0)).reading).toMatchObject({
      opensChat: { value: 'after-answer', where: [{ sector: 'Suporte', queue: 'Geral' }], isOnlyLate: false },
      sendsTemplate: 'no',
      sendsFreeMessage: 'yes',
      marketing: 'no',
      endsAfter: 10_080,
      writes: { fields: [], groups: [] },
      channel: null,
      isWhole: true,
      steps: [
        { kind: 'message', depth: 0, about: 'Oi' },
        { kind: 'wait', depth: 0, about: '', timeoutSeconds: null },
        { kind: 'ticket', depth: 0, place: { sector: 'Suporte', queue: 'Geral' } },
      ],
      areStepsCut: false,
    });

    engine.nodes = ticketIn({ uuid: sectorRow(1, true).uuid }, { uuid: 'd2' });
    expect((await service().preview(SESSION, FLOW, 0)).reading?.opensChat.where).toEqual([
      { sector: 'Vendas', queue: null, sectorUuid: sectorRow(1, true).uuid },
    ]);
  });

  it('previews no analysis when the definition could not be read, and one of unknowns when it is of an old kind', async () => {
    engine.override.set('retrieve_flow_definitions', () => json({ flows: [{ metadata: { uuid: FLOW } }] }));
    expect((await service().preview(SESSION, FLOW, 0)).reading).toMatchObject({
      opensChat: { value: 'unknown', where: [] },
      sendsFreeMessage: 'unknown',
      isWhole: false,
      steps: [],
    });

    engine.override.set('retrieve_flow_definitions', html(200));
    expect((await service().preview(SESSION, FLOW, 0)).reading).toBeNull();
  });

  it('keeps its mark when a later step changed, and changes it when the chat opens elsewhere', async () => {
    const catalog = service();
    const markOf = async (nodes: () => unknown[]) => {
      engine.nodes = nodes;
      return (await catalog.preview(SESSION, FLOW, 0)).mark;
    };
    const here = ticketIn({ uuid: 'd1', name: 'Suporte' }, { uuid: 'd2', name: 'Geral' });
    const before = await markOf(here);

    const thanking = () => [
      ...here().slice(0, 1),
      ...here()
        .slice(1)
        .map((node) => ({ ...node, actions: [...node.actions, { type: 'send_msg', text: 'Obrigado' }] })),
    ];
    expect(await markOf(thanking)).toBe(before);
    expect(await markOf(ticketIn({ uuid: 'd1', name: 'Suporte' }, { uuid: 'd3', name: 'Outra' }))).not.toBe(before);
  });

  it('lists a flow with what its preview told, in this life and the next; the others cost no call', async () => {
    const kept = ledger();
    const template = (status: string, text: string) => ({
      variables: [],
      data: { name: 't', status, category: 'MARKETING', components: [{ type: 'BODY', text }] },
    });
    engine.templates = [template('APPROVED', 'Oi  {{1}},\n tudo bem?'), template('REJECTED', 'x')];
    await service(kept).preview(SESSION, FLOW, 0);

    const next = service(kept);
    expect((await next.list(SESSION, false)).flows).toMatchObject([
      {
        flowUuid: FLOW,
        about: {
          sends: 'templates',
          text: 'Oi {{1}}, tudo bem?',
          category: 'MARKETING',
          trouble: 'REJECTED',
          readAt: T0,
        },
      },
    ]);
    expect(asks('flow_templates')).toBe(1);
    expect(asks('retrieve_flow_definitions')).toBe(1);

    engine.templates = [];
    now += MINUTE;
    await next.preview(SESSION, FLOW, 0);
    expect((await next.list(SESSION, false)).flows[0]?.about).toEqual({
      sends: 'none',
      text: '',
      category: '',
      trouble: null,
      readAt: T0 + MINUTE,
    });
  });

  it('previews a flow with 5 MB of text in a small message', async () => {
    engine.nodes = () =>
      Array.from({ length: 500 }, (_, n) => ({
        uuid: `n${n}`,
        actions: [{ uuid: `a${n}`, type: 'send_msg', text: 'Oi @trigger.params.nome '.repeat(430) }],
        exits: [{ uuid: 'e', destination_uuid: n < 499 ? `n${n + 1}` : null }],
      }));
    const preview = await service().preview(SESSION, FLOW, 0);
    expect(preview.reading).toMatchObject({ opensChat: { value: 'never' }, sendsFreeMessage: 'yes', isWhole: true });
    expect(preview.otherVariables).toEqual(['nome']);
    expect(JSON.stringify(preview).length).toBeLessThan(1_000_000);
  });

  it('remembers the sources of values by flow and session, and forgets those of a flow sent with texts alone', async () => {
    const kept = ledger();
    const sources = { nome: { kind: 'contact-first-name' as const } };
    await service(kept).rememberSources(SESSION, FLOW, sources);

    const next = service(kept);
    expect(await next.rememberedSources(SESSION, FLOW)).toEqual(sources);
    expect(await next.rememberedSources(SessionId.parse('other'), FLOW)).toEqual({});
    await next.rememberSources(SESSION, FLOW, {});
    expect(await next.rememberedSources(SESSION, FLOW)).toEqual({});
  });

  it('does not remember a preview that failed', async () => {
    const catalog = service();
    engine.override.set('flow_templates', html(502));
    await expect(catalog.preview(SESSION, FLOW, 10 * MINUTE)).rejects.toMatchObject({ kind: 'server' });
    engine.override.clear();

    expect((await catalog.preview(SESSION, FLOW, 10 * MINUTE)).sends).toBe('templates');
  });
});

describe('people', () => {
  const service = (kept = createMemoryLedger()) =>
    createPeopleService({ weni: pool(), kept, phones: async () => phones, defaultCountry: () => 'BR', now: () => now });

  it('are found by name, and remembered for values and checks', async () => {
    const people = service();

    const page = await people.search(SESSION, '  Pessoa ', null);

    expect(page.rows).toHaveLength(30);
    expect(engine.asked[0]?.query.get('name')).toBe('Pessoa');
    expect(people.known(SESSION, contact(3))?.contact.name).toBe('Pessoa 3');
    expect(people.known('other' as never, contact(3))).toBeNull();
  });

  it('are found by number in every spelling, each once', async () => {
    engine.contacts = [contactRow(1, { urns: ['whatsapp:5582999000001', 'whatsapp:558299000001'] })];

    const page = await service().search(SESSION, '+55 82 99900-0001', null);

    expect(asks('list_contacts')).toBeGreaterThan(1);
    expect(page.rows.map((row) => row.contactUuid)).toEqual([contact(1)]);
  });

  it('come in groups, which are cached for ten minutes, also groups without a name', async () => {
    const people = service();

    expect((await people.groups(SESSION, false)).groups).toMatchObject([
      { groupUuid: 'b0000000-0000-4000-8000-000000000001', name: 'VIP', isSmart: false, count: 2 },
      { name: '', count: 9 },
    ]);
    await people.groups(SESSION, false);
    expect(asks('list_groups')).toBe(1);
    now += 10 * MINUTE + 1;
    await people.groups(SESSION, false);
    now -= 60 * MINUTE;
    await people.groups(SESSION, false);
    await people.groups(SESSION, true);
    expect(asks('list_groups')).toBe(4);
  });

  it('of a group are requested by the uuid of the group', async () => {
    await service().groupMembers(SESSION, GroupUuid.parse('b0000000-0000-4000-8000-000000000001'), 'c1');

    expect(engine.asked[0]?.query.get('group')).toBe('b0000000-0000-4000-8000-000000000001');
    expect(engine.asked[0]?.query.get('cursor')).toBe('c1');
  });

  it('who were sent to last are kept, each once, at most twenty, without a number', async () => {
    const kept = createMemoryLedger();
    const people = service(kept);
    await people.used(
      SESSION,
      Array.from({ length: 25 }, (_, n) => ({ contactUuid: contact(n), name: `P${n}` })),
    );

    await people.used(SESSION, [{ contactUuid: contact(7), name: 'P7' }]);

    const recents = await people.recents(SESSION);
    expect(recents).toHaveLength(20);
    expect(recents[0]).toMatchObject({ contactUuid: contact(7), name: 'P7', digits: '' });
    expect(new Set(recents.map((row) => row.contactUuid)).size).toBe(20);
    expect(JSON.stringify(await kept.getKept(`people:recents:${SESSION}`))).not.toMatch(/5582|urn/);
  });
});

describe('settings', () => {
  it('fall back field by field', async () => {
    const settings = createSettingsService(
      memoryArea({
        settings: { undoSeconds: 30, inFlight: 99, language: 'fr', sound: true, unknown: 1, defaultCountry: 'brasil' },
      }),
      noPolicy,
      () => undefined,
    );

    await settings.load();

    expect(settings.current()).toEqual({ ...DEFAULT_SETTINGS, undoSeconds: 30, sound: true });
  });

  it.each([undefined, null, 'x', 7, []])('are the defaults when %j is stored', async (stored) => {
    const settings = createSettingsService(memoryArea({ settings: stored ?? null }), noPolicy, () => undefined);

    await settings.load();

    expect(settings.current()).toEqual(DEFAULT_SETTINGS);
  });

  it('are saved one by one, stored before they take effect, and reported as changed', async () => {
    const area = memoryArea();
    const settings = createSettingsService(area, noPolicy, () => void (changes += 1));

    await settings.save({ sound: true, undoSeconds: undefined });

    expect(await area.get('settings')).toEqual({ ...DEFAULT_SETTINGS, sound: true });
    expect(changes).toBe(1);
    area.set = () => Promise.reject(new Error('full'));
    await expect(settings.save({ undoSeconds: 0 })).rejects.toThrow('full');
    expect(settings.current().undoSeconds).toBe(10);
  });

  it('saved at the same time from two views are both kept', async () => {
    const area = memoryArea();
    const settings = createSettingsService(area, noPolicy, () => undefined);

    await Promise.all([settings.save({ sound: true }), settings.save({ undoSeconds: 30 })]);

    expect(await area.get('settings')).toMatchObject({ sound: true, undoSeconds: 30 });
    expect(settings.current()).toMatchObject({ sound: true, undoSeconds: 30 });
  });

  it('never take a value that does not fit the schema', async () => {
    const settings = createSettingsService(memoryArea(), noPolicy, () => undefined);

    await expect(settings.save({ inFlight: 5 })).rejects.toThrow('inFlight');
    expect(settings.current().inFlight).toBe(2);
  });
});

describe('hosts', () => {
  it('are added once, removed, and know their API address', async () => {
    const hosts = createHostsService(memoryArea());
    await hosts.add('https://a.example');
    await hosts.setApi('https://a.example', 'https://api.example');
    await hosts.add('https://a.example');

    expect(await hosts.list()).toEqual([{ origin: 'https://a.example', apiOrigin: 'https://api.example' }]);
    expect(await hosts.apiOriginFor('https://a.example')).toBe('https://api.example');
    expect(await hosts.apiOriginFor('https://b.example')).toBeNull();
    await hosts.remove('https://a.example');
    expect(await hosts.apiOriginFor('https://a.example')).toBeNull();
  });

  it('are an empty list when the stored value does not parse', async () => {
    expect(await createHostsService(memoryArea({ hosts: [{ origin: 7 }] })).list()).toEqual([]);
  });
});

describe('interface texts', () => {
  it.each([
    ['es', 'pt_BR', 'en-US', 'es'],
    ['auto', 'pt_BR', 'en-US', 'pt_BR'],
    ['auto', null, 'pt-PT', 'pt_BR'],
    ['auto', null, 'ES-419', 'es'],
    ['auto', null, 'de', 'en'],
    ['auto', null, '', 'en'],
  ] as const)('for setting %s, page %s, browser %s are %s', (setting, page, ui, locale) => {
    expect(chooseLocale(setting, page, ui)).toBe(locale);
  });

  it('are fetched once for each language, and again after a failure', async () => {
    const asked: string[] = [];
    const words = createWords(async (path) => {
      asked.push(path);
      if (asked.length === 1) throw new Error('gone');
      return { hello: { message: path } };
    });

    await expect(words('es')).rejects.toThrow('gone');
    await words('es');

    expect(await words('es')).toEqual({ hello: '/_locales/es/messages.json' });
    expect(asked).toHaveLength(2);
  });
});
