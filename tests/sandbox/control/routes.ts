import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AutoReply, Sandbox } from '../api.ts';
import type { Context } from '../context.ts';
import { faultRuleOf } from '../faults/fault-rule.ts';
import { SCENARIO_IDS, SCENARIOS, type ScenarioPhase } from '../life/scenarios.ts';
import { SEED } from '../world/seed-ids.ts';

type Fields = Readonly<Record<string, unknown>>;

function bodyOf(request: FastifyRequest): Fields {
  if (typeof request.body !== 'string' || request.body === '') return {};
  const value: unknown = JSON.parse(request.body);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(body: Fields, key: string, fallback = ''): string {
  const value = body[key];
  return typeof value === 'string' ? value : fallback;
}

function number(body: Fields, key: string, fallback: number): number {
  const value = body[key];
  return typeof value === 'number' ? value : fallback;
}

function optional<Key extends string>(body: Fields, key: Key): Partial<Record<Key, string>> {
  const value = body[key];
  const found: Partial<Record<Key, string>> = {};
  if (typeof value === 'string' && value !== '') found[key] = value;
  return found;
}

type Command = (sandbox: Sandbox, body: Fields) => unknown;

const PHASES: readonly ScenarioPhase[] = ['prepare', 'dispatch', 'answer', 'all'];

/** `POST /control/<name>`: calls methods of the sandbox object over HTTP, with a JSON body and a JSON answer. */
const COMMANDS: Readonly<Record<string, Command>> = {
  faults: (sandbox, body) => ({ id: sandbox.faults.add(faultRuleOf(body)) }),
  'faults/clear': (sandbox) => sandbox.faults.clear(),
  'faults/socket': (sandbox, body) => Object.assign(sandbox.faults.socket, body),
  reply: (sandbox, body) => ({
    went: sandbox.reply(text(body, 'contact'), { text: text(body, 'text', 'Oi!') }, optional(body, 'project').project),
  }),
  scenario(sandbox, body) {
    const id = SCENARIO_IDS.find((each) => each === body['id']);
    if (id === undefined) throw new Error(`no scenario ${String(body['id'])}`);
    const phase = PHASES.find((each) => each === body['phase']) ?? 'all';
    return sandbox.playScenario(id, {
      contact: text(body, 'contact'),
      agent: text(body, 'agent', SEED.people.agent1),
      phase,
      ...optional(body, 'project'),
      ...optional(body, 'flow'),
      ...optional(body, 'group'),
    });
  },
  'open-room': (sandbox, body) =>
    sandbox.openRoom({
      contact: text(body, 'contact'),
      ageMs: number(body, 'ageMs', 0),
      ...optional(body, 'user'),
      ...optional(body, 'queue'),
      ...optional(body, 'project'),
    }),
  'close-room': (sandbox, body) => sandbox.closeRoom(text(body, 'room')),
  'age-room': (sandbox, body) => sandbox.ageRoom(text(body, 'room'), number(body, 'ageMs', 0)),
  'take-room': (sandbox, body) => sandbox.takeRoom(text(body, 'room'), text(body, 'agent')),
  toggle(sandbox, body) {
    if (typeof body['project'] === 'string') sandbox.setProjectToggle(body['project'], body['on'] === true);
    else sandbox.setSectorToggle(text(body, 'sector'), body['on'] === true);
  },
  'expire-token': (sandbox, body) => sandbox.expireToken(text(body, 'agent') || text(body, 'token')),
  'agent-status': (sandbox, body) =>
    sandbox.setAgentStatus(text(body, 'agent'), body['status'] === 'ONLINE' ? 'ONLINE' : 'OFFLINE', {
      announce: body['announce'] !== false,
      ...optional(body, 'project'),
    }),
  budget: (sandbox, body) => sandbox.setBudget(body, optional(body, 'project').project),
  'clock-skew': (sandbox, body) => sandbox.setClockSkew(number(body, 'skewMs', 0)),
  'auto-reply'(sandbox, body) {
    const mode: AutoReply['mode'] = body['mode'] === 'afterReply' || body['mode'] === 'atOnce' ? body['mode'] : 'flow';
    sandbox.setAutoReply(
      body['on'] === false ? null : { delayMs: number(body, 'delayMs', 5000), share: number(body, 'share', 0.5), mode },
    );
  },
  presence: (sandbox, body) => sandbox.setPresence(body['mode'] === 'B' ? 'B' : 'A'),
  'drop-sockets': (sandbox, body) => ({ dropped: sandbox.dropSockets(optional(body, 'agent').agent) }),
  'raw-frame': (sandbox, body) => sandbox.sendRawFrame(text(body, 'agent'), text(body, 'frame')),
  'change-contact': (sandbox, body) =>
    sandbox.changeContact(text(body, 'uuid'), Object(body['patch']), optional(body, 'project').project),
  'change-flow': (sandbox, body) => sandbox.changeFlow(text(body, 'uuid'), Object(body['patch'])),
  'project-config': (sandbox, body) =>
    sandbox.setProjectConfig(text(body, 'project'), body['config'] === null ? null : Object(body['config'])),
  flag: (sandbox, body) => sandbox.setFlag(text(body, 'project'), text(body, 'flag'), body['on'] !== false),
  anonymous: (sandbox, body) => sandbox.setAnonymous(text(body, 'project'), body['on'] !== false),
  'remove-member': (sandbox, body) => sandbox.removeMember(text(body, 'agent'), text(body, 'project')),
  'remove-group': (sandbox, body) => sandbox.removeGroup(text(body, 'group')),
  'clear-logs': (sandbox) => sandbox.clearLogs(),
};

type Reading = (sandbox: Sandbox, query: Readonly<Record<string, string>>) => unknown;

/** `GET /control/<name>`. */
const READINGS: Readonly<Record<string, Reading>> = {
  log: (sandbox, { path, method, client }) =>
    sandbox.log({
      ...(path === undefined ? {} : { path }),
      ...(method === undefined ? {} : { method }),
      ...(client === 'page' || client === 'extension' || client === 'other' ? { client } : {}),
    }),
  'status-log': (sandbox, query) => sandbox.statusLog(query['agent']),
  'socket-log': (sandbox) => sandbox.socketLog(),
  sockets: (sandbox) => sandbox.openSockets(),
  'flows-starts': (sandbox) => sandbox.flowsStarts(),
  'flows-calls': (sandbox) => sandbox.flowsCalls(),
  'run-events': (sandbox) => sandbox.runEvents(),
  faults: (sandbox) => ({ armed: sandbox.faults.list(), socket: sandbox.faults.socket }),
  scenarios: () => SCENARIO_IDS.map((id) => ({ id, title: SCENARIOS[id].title })),
  rooms: (sandbox) => [...sandbox.world.rooms.values()],
  contact: (sandbox, query) =>
    query['uuid'] === undefined
      ? sandbox.contactByName(query['name'] ?? '', query['project'])
      : sandbox.contactByUuid(query['uuid'], query['project']),
  'agent-status': (sandbox, query) => ({ status: sandbox.agentStatus(query['agent'] ?? '', query['project']) }),
};

/** The data that a client needs at the beginning: addresses, people, projects. */
function info(ctx: Context, sandbox: Sandbox): unknown {
  return {
    pageOrigin: sandbox.pageOrigin,
    apiOrigin: sandbox.apiOrigin,
    flowsOrigin: sandbox.flowsOrigin,
    wsOrigin: sandbox.wsOrigin,
    projects: ctx.world.projects.map(({ uuid, name }) => ({ uuid, name })),
    people: ctx.world.people.map(({ email, firstName, lastName }) => ({ email, name: `${firstName} ${lastName}` })),
    memberships: ctx.world.permissions.map(({ project, email, role }) => ({ project, email, role })),
  };
}

/** Registers `/sandbox/*` (login, info, settings) and `/control` (page and JSON). Answers carry CORS for everyone. */
export function registerControl(app: FastifyInstance, ctx: Context, sandbox: Sandbox): void {
  const cors = {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': '*',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
  };
  app.get('/control', async (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/html; charset=utf-8' })
      .send(await readFile(new URL('./page.html', import.meta.url), 'utf8')),
  );
  app.options('/control/*', (_request, reply) => reply.headers(cors).send(''));
  app.options('/sandbox/*', (_request, reply) => reply.headers(cors).send(''));
  app.get<{ Querystring: { agent?: string; expiresInMs?: string } }>('/sandbox/login', (request, reply) => {
    const email = request.query.agent ?? ctx.world.people[0]?.email ?? '';
    if (!ctx.world.people.some((person) => person.email === email))
      return reply
        .code(404)
        .headers(cors)
        .send({ detail: `nobody is called ${email}` });
    const expiresInMs = request.query.expiresInMs === undefined ? undefined : Number(request.query.expiresInMs);
    return reply.headers(cors).send({ email, token: ctx.tokens.issue(email, expiresInMs) });
  });
  app.get('/sandbox/info', (_request, reply) => reply.headers(cors).send(info(ctx, sandbox)));
  app.get('/sandbox/settings', (_request, reply) => reply.headers(cors).send(ctx.settings.extension));
  app.post('/control/settings', (request, reply) => {
    ctx.settings.extension = { ...ctx.settings.extension, ...bodyOf(request) };
    return reply.headers(cors).send(ctx.settings.extension);
  });
  for (const [name, read] of Object.entries(READINGS)) {
    app.get<{ Querystring: Record<string, string> }>(`/control/${name}`, (request, reply) =>
      reply.headers(cors).send(JSON.stringify(read(sandbox, request.query) ?? null)),
    );
  }
  for (const [name, run] of Object.entries(COMMANDS)) {
    app.post(`/control/${name}`, async (request, reply) => {
      const result = await run(sandbox, bodyOf(request));
      return reply
        .headers({ ...cors, 'content-type': 'application/json' })
        .send(JSON.stringify(result ?? { done: true }));
    });
  }
}
