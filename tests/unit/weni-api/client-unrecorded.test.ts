import { describe, expect, it } from 'vitest';
import { ContactUuid, FlowUuid, RoomUuid, SectorUuid } from '../../../lib/ids.ts';
import { WeniApiError } from '../../../lib/weni/api/errors.ts';
import { apiOn, fakeNetwork, json } from './fake-network.ts';

const uuid = (n: number): string => `c0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ana = ContactUuid.parse('a0000000-0000-4000-8000-000000000001');
const flow = FlowUuid.parse(uuid(1));
const room = RoomUuid.parse('c9c2e34b-7c2f-49d9-8420-892a0d1162b2');
const date = '2026-11-20T19:03:01.338196-03:00';

describe('answers for which there is no recording', () => {
  it('reads roles', async () => {
    const roles = [1, 2, 0, 3, null];
    const { fetch } = fakeNetwork(
      roles.map((role) => json({ email: 'a@b.c', first_name: '', last_name: '', project_permission_role: role })),
    );
    const api = apiOn(fetch);

    const read = [];
    for (const _ of roles) read.push((await api.getProfile()).role);

    expect(read).toEqual(['admin', 'attendant', 'unset', 'unset', 'none']);
  });

  it('switches a sector and returns what the server stored', async () => {
    const { fetch, requests } = fakeNetwork([json({ name: 'S', can_trigger_flows: false, config: {} })]);

    const result = await apiOn(fetch).patchSectorToggle(SectorUuid.parse(uuid(3)), true);

    expect(result).toEqual({ on: false });
    expect(requests[0]?.init).toMatchObject({ method: 'PATCH', body: '{"can_trigger_flows":true}' });
  });

  it('reads the agent status, the 24-hour window and a project whose config is null', async () => {
    const { fetch } = fakeNetwork([
      json({ connection_status: 'online' }),
      json({ can_send_message: false }),
      json({ name: 'P', timezone: null, org: null, config: null }),
      json({
        name: 'P',
        timezone: null,
        org: 'o',
        config: { its_principal: true, ignore_close_rooms_on_flow_start: true },
      }),
    ]);
    const api = apiOn(fetch);

    expect(await api.getAgentStatus()).toEqual({ status: 'ONLINE', isOnline: true });
    expect(await api.canSendMessage(room)).toBe(false);
    expect(await api.getProject()).toMatchObject({ isPrincipal: false, org: null });
    expect(await api.getProject()).toMatchObject({ isPrincipal: true, ignoresCloseRoomsOnFlowStart: true });
  });

  it('reads templates, each variable once, and an unreadable template as empty', async () => {
    const body = { type: 'BODY', text: 'Oi {{1}}' };
    const buttons = {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Ver', url: 'https://x' },
        { type: 'QUICK_REPLY', text: 'Ok' },
      ],
    };
    const { fetch } = fakeNetwork([
      json({
        flow_uuid: flow,
        total_template_qty: 2,
        templates: [
          {
            variables: ['name', 'order'],
            data: {
              id: '1',
              name: 't',
              language: 'pt_BR',
              status: 'APPROVED',
              category: 'UTILITY',
              components: [body, buttons],
            },
          },
          { variables: ['order'], data: 'gone' },
        ],
      }),
    ]);

    const templates = await apiOn(fetch).flowTemplates(flow);

    expect(templates).toMatchObject({
      total: 2,
      variables: ['name', 'order'],
      templates: [
        {
          name: 't',
          status: 'APPROVED',
          components: [
            { type: 'BODY', text: 'Oi {{1}}', buttons: [] },
            { buttons: [{ url: 'https://x' }, { url: null }] },
          ],
        },
        { name: null, components: [], variables: ['order'] },
      ],
    });
  });

  it('rejects unreadable variables instead of reading them as none', async () => {
    const { fetch } = fakeNetwork([json({ flow_uuid: flow, total_template_qty: 1, templates: [{ data: {} }] })]);

    await expect(apiOn(fetch).flowTemplates(flow)).rejects.toMatchObject({
      kind: 'contract',
      field: 'templates.0.variables',
    });
  });

  it('reads a flow definition node by node: a node that does not fit is not understood, and the others are still read', async () => {
    const exits = [{ uuid: 'e', destination_uuid: null }];
    const nodes = [
      { uuid: uuid(5), exits },
      { uuid: uuid(6), actions: null, exits },
      { uuid: uuid(7), actions: [{ type: 'send_msg', text: 'Oi', templating: null }], exits },
      { actions: null },
    ];
    const { fetch } = fakeNetwork([
      json({ version: '13', flows: [{ uuid: flow, name: 'A', spec_version: '13.1.0', nodes }, { uuid: 7 }] }),
    ]);

    const { flows } = await apiOn(fetch).flowDefinition(flow);

    expect(flows).toHaveLength(1);
    expect(
      flows[0]?.nodes.map((node) => [node.isUnderstood, node.actions.map((action) => [action.kind, action.template])]),
    ).toEqual([
      [true, []],
      [true, []],
      [true, [['message', null]]],
      [false, [['not-understood', null]]],
    ]);
  });

  it.each(['<html>', '[]', '{"detail":"x"}', '{"flows":{}}'])(
    'does not accept %s as a flow definition',
    async (body) => {
      const { fetch } = fakeNetwork([new Response(body, { headers: { 'content-type': 'application/json' } })]);

      await expect(apiOn(fetch).flowDefinition(flow)).rejects.toBeInstanceOf(WeniApiError);
    },
  );

  it('reads messages of all directions, and closed rooms', async () => {
    const message = (n: number, more: object) => ({
      uuid: uuid(n),
      user: null,
      contact: null,
      text: '',
      media: [],
      created_on: date,
      ...more,
    });
    const { fetch, requests } = fakeNetwork([
      json({
        next: 'http://engine.example/v2/msg/?cursor=x',
        results: [
          message(1, { contact: { uuid: uuid(9) }, media: [{}] }),
          message(2, { user: { email: 'a@b.c' }, contact: { uuid: uuid(9) }, text: 'x' }),
          message(3, { text: null }),
          message(4, { created_on: null }),
        ],
      }),
      json({
        count: 1,
        next: null,
        results: [
          {
            uuid: room,
            ended_at: date,
            user: { first_name: 'Bob', last_name: '' },
            contact: { external_id: ana, name: 'x' },
          },
          { uuid: room, ended_at: null },
        ],
      }),
    ]);
    const api = apiOn(fetch);

    expect(await api.listMessages(room, { pageSize: 50 })).toMatchObject({
      hasMore: true,
      badRows: 1,
      firstProblem: 'results.3.created_on',
      rows: [
        { roomUuid: room, direction: 'contact' },
        { roomUuid: room, direction: 'agent' },
        { roomUuid: room, direction: 'system' },
      ],
    });
    expect(await api.listHistoryRooms({ contactUuid: ana, endedAfter: Date.UTC(2026, 10, 20, 1) })).toMatchObject({
      rows: [
        { source: 'history', contactUuid: ana, user: null, createdAt: null },
        { source: 'history', contactUuid: null, user: null, endedAt: null },
      ],
    });
    expect(requests[0]?.url.pathname).toBe('/v2/msg/');
    expect(requests[1]?.url.searchParams.get('ended_at_after')).toBe('2026-11-19');
  });

  it('reads starts of contacts without a name, and addresses that are not a contact uuid', async () => {
    const row = (contactData: object) => ({
      contact_data: contactData,
      name: null,
      user: '',
      created_on: date,
      room: null,
    });
    const { fetch, requests } = fakeNetwork([
      json({
        count: 2,
        next: 'http://x',
        results: [row({ name: null, external_id: ana }), row({ external_id: 'whatsapp:1' }), row({})],
      }),
    ]);

    const page = await apiOn(fetch).listFlowStartsPage({
      after: Date.UTC(2026, 10, 20, 1),
      before: Date.UTC(2026, 10, 20, 2),
      limit: 50,
      offset: 100,
    });

    expect(page).toMatchObject({
      total: 2,
      hasMore: true,
      badRows: 1,
      rows: [{ contactUuid: ana, contactName: null }, { contactUuid: null }],
    });
    expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
      limit: '50',
      offset: '100',
      created_on_after: '2026-11-19',
      created_on_before: '2026-11-21',
    });
  });

  it('reads a room without queue and user, whose last message is an object of nulls', async () => {
    const row = {
      uuid: room,
      user: null,
      queue: null,
      contact: { uuid: uuid(1), name: '', external_id: null, email: null, document: null },
      unread_msgs: 0,
      last_message: { uuid: null, text: '', created_on: null, user: null, contact: null, media: [] },
      is_waiting: true,
      last_interaction: null,
      is_active: true,
      protocol: null,
      service_chat: null,
    };
    const { fetch, requests } = fakeNetwork([
      json({ max_pin_limit: 3, count: 1, next: null, previous: null, results: [row] }),
    ]);

    const page = await apiOn(fetch).listRooms({
      status: 'waiting',
      limit: 100,
      offset: 0,
      ordering: 'added_to_queue_at',
      search: 'x',
    });

    expect(page.rows).toMatchObject([
      { lastMessage: null, user: null, queue: null, contactUuid: null, isWaiting: true },
    ]);
    expect(requests[0]?.url.searchParams.get('room_status')).toBe('waiting');
    expect(requests[0]?.url.searchParams.has('email')).toBe(false);
  });
});
