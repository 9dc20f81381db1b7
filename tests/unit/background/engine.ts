import { json } from '../weni-api/fake-network.ts';
import { contact, FLOW, PROJECT, room } from '../dispatch/rows.ts';

export const API = 'https://chats-engine.example';
export const DATE = '2023-11-15T06:00:00.000000-03:00';
const LABELLED = { uuid: 'b1000000-0000-4000-8000-000000000001', name: 'chats' };

export const flowRow = (uuid: string, name: string, more: object = {}) => ({
  uuid,
  name,
  type: 'message',
  archived: false,
  labels: [LABELLED],
  created_on: DATE,
  modified_on: DATE,
  ...more,
});

export const contactRow = (n: number, more: object = {}) => ({
  uuid: contact(n),
  name: `Pessoa ${n}`,
  urns: [`whatsapp:55829990000${String(n).padStart(2, '0')}`],
  groups: [],
  fields: {},
  blocked: false,
  stopped: false,
  modified_on: DATE,
  last_seen_on: null,
  ...more,
});

export const sectorRow = (n: number, canTrigger: boolean) => ({
  uuid: `5ec00000-0000-4000-8000-00000000000${n}`,
  name: `Sector ${n}`,
  can_trigger_flows: canTrigger,
});

export const roomRow = (n: number, contactN: number, more: object = {}) => ({
  uuid: room(n),
  user: { first_name: 'Ana', last_name: '', email: 'ana@example.org' },
  queue: null,
  contact: { external_id: contact(contactN), name: `Pessoa ${contactN}` },
  unread_msgs: 0,
  last_message: null,
  is_waiting: false,
  last_interaction: DATE,
  is_active: true,
  protocol: null,
  service_chat: null,
  ...more,
});

export const TEMPLATE = {
  variables: [],
  data: {
    name: 't',
    language: 'pt_BR',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Oi' }],
  },
};

/** The last node of a flow: it opens a chat. */
export const TICKET_NODE = {
  uuid: 'n3',
  actions: [{ type: 'open_ticket', ticketer: { uuid: 'd1', name: 'Suporte' }, topic: { uuid: 'd2', name: 'Geral' } }],
  exits: [{ uuid: 'e3', destination_uuid: null }],
};

export interface Agent {
  email: string;
  first_name: string;
  last_name: string;
  role: number | null;
  manages: boolean;
}

type Reply = Response | (() => Response | Promise<Response>);

/**
 * A small engine that answers in the shapes of the recordings. `override` replaces the answer of a path (the part that
 * it contains), `asked` is every request in order.
 */
export function fakeEngine() {
  const engine = {
    asked: [] as {
      method: string;
      path: string;
      query: URLSearchParams;
      token: string;
      origin: string;
      body: unknown;
    }[],
    agents: new Map<string, Agent>([
      ['ana-1', { email: 'ana@example.org', first_name: 'Ana', last_name: 'Lima', role: 2, manages: false }],
      ['bia-1', { email: 'bia@example.org', first_name: 'Bia', last_name: '', role: 2, manages: false }],
      ['gil-1', { email: 'gil@example.org', first_name: 'Gil', last_name: '', role: 2, manages: true }],
      ['root-1', { email: 'root@example.org', first_name: 'Root', last_name: '', role: 1, manages: true }],
    ]),
    sectors: [sectorRow(1, true)],
    timezone: null as string | null,
    queues: [] as unknown[],
    ownQueues: [] as string[],
    /** The config of the project, and the secondary projects of its organisation. */
    projectConfig: null as Record<string, unknown> | null,
    secondaryProjects: [] as { uuid: string; name: string }[],
    listAccess: true,
    flows: [flowRow(FLOW, 'Retomar atendimento')] as unknown[],
    flowsNext: '',
    /** Rows of the history of starts, newest first. */
    flowStarts: [] as unknown[],
    templates: [TEMPLATE] as unknown[],
    hasTemplating: false,
    /** The nodes of the flow: it sends its template, or a text, waits for the contact, and opens a chat. */
    nodes: (): unknown[] => [
      {
        uuid: 'n1',
        actions: [
          {
            type: 'send_msg',
            text: 'Oi',
            ...(engine.hasTemplating || engine.templates.length > 0
              ? {
                  templating: {
                    template: { uuid: 't', name: engine.hasTemplating ? 'sumiu' : TEMPLATE.data.name },
                    variables: [],
                  },
                }
              : {}),
          },
        ],
        exits: [{ uuid: 'e1', destination_uuid: 'n2' }],
      },
      {
        uuid: 'n2',
        actions: [],
        router: { type: 'switch', wait: { type: 'msg' }, categories: [{ uuid: 'c', exit_uuid: 'e2' }] },
        exits: [{ uuid: 'e2', destination_uuid: 'n3' }],
      },
      TICKET_NODE,
    ],
    contacts: Array.from({ length: 30 }, (_, n) => contactRow(n)) as ReturnType<typeof contactRow>[],
    rooms: { flow_start: [], ongoing: [], waiting: [] } as Record<string, unknown[]>,
    canSendMessage: true,
    override: new Map<string, Reply>(),
    started: 0,
    fetch: async (url: string, init: RequestInit): Promise<Response> => await answer(new URL(url), init),
    paths: () => engine.asked.map(({ method, path }) => `${method} ${path}`),
  };

  const list = (results: unknown[]) => json({ count: results.length, next: null, previous: null, results });

  async function answer(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const token = (headers.get('authorization') ?? '').replace('Bearer ', '');
    const method = init.method ?? 'GET';
    const path = url.pathname;
    const query = url.searchParams;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    engine.asked.push({ method, path, query, token, origin: url.origin, body });
    for (const [part, reply] of engine.override) {
      if (path.includes(part)) return typeof reply === 'function' ? await reply() : reply.clone();
    }
    const agent = engine.agents.get(token);
    if (agent === undefined) return json({ detail: 'Invalid token.' }, 401);
    if (path === '/v1/accounts/profile/')
      return json({
        email: agent.email,
        first_name: agent.first_name,
        last_name: agent.last_name,
        project_permission_role: agent.role,
      });
    if (path === '/v1/queue/') return list(engine.queues);
    if (path === '/v1/queue/list_queue_permissions/')
      return json({ user_permissions: engine.ownQueues.map((queue) => ({ queue, is_deleted: false })) });
    if (path === '/v1/sector/') return list(agent.manages ? engine.sectors : []);
    if (path.startsWith('/v1/sector/')) {
      const sector = engine.sectors.find((row) => path.includes(row.uuid));
      const wanted = (body as { can_trigger_flows: boolean }).can_trigger_flows;
      if (sector !== undefined) sector.can_trigger_flows = wanted;
      return json({ name: 'S', can_trigger_flows: wanted });
    }
    if (path.endsWith('/list_access/'))
      return json({ can_trigger_flows: agent.role === 1 || engine.listAccess, can_access_dashboard: false });
    if (path.endsWith('/list_flows/'))
      return json({ next: query.get('cursor') === null ? engine.flowsNext : '', results: engine.flows });
    if (path.endsWith('/flow_templates/'))
      return json({ total_template_qty: engine.templates.length, templates: engine.templates });
    if (path.endsWith('/retrieve_flow_definitions/')) {
      return json({
        version: '13',
        flows: [
          {
            uuid: query.get('flow'),
            name: 'Retomar atendimento',
            spec_version: '13.1.0',
            expire_after_minutes: 10_080,
            localization: {},
            nodes: engine.nodes(),
          },
        ],
      });
    }
    if (path.endsWith('/retrieve_flow_warning/')) return json({ show_warning: false });
    if (path.endsWith('/list_contacts/')) {
      const wanted = engine.contacts.filter(
        (row) =>
          (query.get('uuid') ?? row.uuid) === row.uuid &&
          (query.get('urn') === null || row.urns.includes(query.get('urn') ?? '')),
      );
      return json({ next: '', results: query.get('after') === null ? wanted : [] });
    }
    if (path.endsWith('/list_groups/'))
      return json({
        next: '',
        results: [
          { uuid: 'b0000000-0000-4000-8000-000000000001', name: 'VIP', query: null, count: 2 },
          { uuid: 'b0000000-0000-4000-8000-000000000002', name: null, query: null, count: 9 },
        ],
      });
    if (path.endsWith('/list_flows_start/')) {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      const results = engine.flowStarts.slice(offset, offset + limit);
      const next = offset + limit < engine.flowStarts.length ? 'https://next.example/' : null;
      return json({ count: engine.flowStarts.length, next, previous: null, results });
    }
    if (path.endsWith('/start_flow/')) {
      engine.started += 1;
      return json({
        uuid: `57a00000-0000-4000-8000-${String(engine.started).padStart(12, '0')}`,
        created_on: DATE,
        contacts: [],
      });
    }
    if (path === '/v1/room/') return list(engine.rooms[query.get('room_status') ?? ''] ?? []);
    if (path.endsWith('/can-send-message-status/')) return json({ can_send_message: engine.canSendMessage });
    if (path.startsWith('/v1/room/'))
      return json({ uuid: path.split('/')[3], callback_url: 'https://flows.example/sEcret' });
    if (path.endsWith('/project/status/')) return json({ connection_status: 'ONLINE' });
    if (path.includes('/history/rooms/') || path.includes('/msg/')) return list([]);
    if (path === `/v1/project/${PROJECT}/` || path.startsWith('/v1/project/'))
      return json({
        name: 'Shop',
        timezone: engine.timezone,
        org: engine.projectConfig === null ? null : 'org-1',
        config: engine.projectConfig,
      });
    if (path === '/v1/org/org-1/projects/')
      return list(query.get('its_principal') === 'false' ? engine.secondaryProjects : []);
    return json({ detail: 'Not found.' }, 404);
  }

  return engine;
}

export type FakeEngine = ReturnType<typeof fakeEngine>;
