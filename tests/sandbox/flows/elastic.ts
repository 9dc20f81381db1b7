import type { FastifyInstance } from 'fastify';
import { utc } from '../clock.ts';
import type { Context } from '../context.ts';
import { clientOf, type RequestEntry } from '../log.ts';
import { permissionOf } from '../world/store.ts';
import type { FlowsContact } from './types.ts';

const CORS = {
  'access-control-allow-headers': 'accept, authorization, content-type, origin, user-agent, x-requested-with',
  'access-control-allow-methods': 'GET, OPTIONS',
  'access-control-max-age': '86400',
};
const NEWEST = 10;

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function serialize(contact: FlowsContact): Record<string, unknown> {
  return {
    id: 1_000_000 + contact.index,
    uuid: contact.uuid,
    name: contact.name,
    org_id: 1,
    urns: contact.urns.map((urn) => ({
      scheme: urn.slice(0, urn.indexOf(':')),
      path: urn.slice(urn.indexOf(':') + 1),
    })),
    groups: contact.groups,
    created_on: utc(contact.createdAt),
    modified_on: utc(contact.modifiedAt),
    last_seen_on: contact.lastSeenAt === null ? null : utc(contact.lastSeenAt),
  };
}

function matches(contact: FlowsContact, name: string | undefined, number: string | undefined): boolean {
  if (name !== undefined && name !== '')
    return fold(name)
      .split(/\s+/)
      .every((word) =>
        fold(contact.name ?? '')
          .split(/\s+/)
          .some((part) => part.startsWith(word)),
      );
  return contact.urns.some((urn) => urn.slice(urn.indexOf(':') + 1).includes((number ?? '').replace(/\D/g, '')));
}

/**
 * Flows' own `contacts_elastic.json`, which the page asks directly: a bare array of the ten most recently modified people without a
 * search (null for somebody without URN), a paged object with one. No throttle. CORS only for the page's origin.
 */
export function serveElastic(app: FastifyInstance, ctx: Context): void {
  app.all('/*', async (request, reply) => {
    const originHeader = typeof request.headers.origin === 'string' ? request.headers.origin : undefined;
    const cors =
      originHeader !== undefined && clientOf(originHeader) === 'page'
        ? { ...CORS, 'access-control-allow-origin': originHeader, vary: 'Origin' }
        : {};
    if (request.method === 'OPTIONS') return reply.code(200).headers(cors).send('');
    const url = new URL(request.url, ctx.origins.flows);
    const agent = ctx.tokens.emailOf((request.headers.authorization ?? '').replace('Bearer ', ''));
    const entry: RequestEntry = {
      id: ctx.logs.nextId(),
      origin: 'flows',
      at: ctx.clock.realNow(),
      method: request.method,
      path: request.url,
      body: null,
      agent,
      client: clientOf(originHeader),
      originHeader: originHeader ?? null,
      userAgent: request.headers['user-agent'] ?? null,
      status: null,
      endedAt: null,
      bytes: null,
      faults: [],
    };
    ctx.logs.requests.push(entry);
    const answer = (status: number, body: unknown): unknown => {
      entry.status = status;
      entry.endedAt = ctx.clock.realNow();
      const text = Buffer.from(body === null ? '' : JSON.stringify(body));
      entry.bytes = text.length;
      return reply
        .code(status)
        .headers({ ...cors, 'content-type': 'application/json' })
        .send(text);
    };
    if (!url.pathname.endsWith('/contacts_elastic.json/') && !url.pathname.endsWith('/contacts_elastic.json'))
      return answer(404, { detail: 'Not found.' });
    for (const action of ctx.faults.take({
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: null,
      agent,
    })) {
      if (action.kind === 'latency')
        await new Promise<void>((resolve) => {
          ctx.later(action.delayMs, resolve);
        });
      if (action.kind === 'status') return answer(action.status, action.body ?? { detail: 'error' });
    }
    if (agent === null) return answer(401, { detail: 'Authentication credentials were not provided.' });
    const projectUuid = url.searchParams.get('project_uuid') ?? '';
    const project = ctx.flows.projects.get(projectUuid);
    if (project === undefined) return answer(404, { error: 'Project not found' });
    if (permissionOf(ctx.world, projectUuid, agent) === undefined) return answer(401, null);
    ctx.flows.calls.push({
      at: ctx.clock.now(),
      project: projectUuid,
      budget: 'elastic',
      what: 'contacts_elastic.json',
      agent,
      status: 200,
    });
    const name = url.searchParams.get('name') ?? undefined;
    const number = url.searchParams.get('number') ?? undefined;
    const people = project.contacts.iterate('modified');
    if (name === undefined && number === undefined) {
      const newest: unknown[] = [];
      for (const contact of people) {
        if (newest.length === NEWEST) break;
        if (!contact.isDeleted) newest.push(contact.urns.length === 0 ? null : serialize(contact));
      }
      return answer(200, newest);
    }
    const size = Number(url.searchParams.get('page_size') ?? '10');
    const page = Number(url.searchParams.get('page_number') ?? '1');
    if (!(size > 0) || !(page > 0)) return answer(400, { error: 'Invalid page' });
    const found: FlowsContact[] = [];
    for (const contact of people) if (!contact.isDeleted && matches(contact, name, number)) found.push(contact);
    const pageCount = Math.ceil(found.length / size);
    const link = (at: number): string | null => {
      if (at < 1 || at > pageCount) return null;
      const params = new URLSearchParams(url.searchParams);
      params.set('page_number', String(at));
      return `${ctx.origins.flows}${url.pathname}?${params.toString()}`;
    };
    return answer(200, {
      results: found.slice((page - 1) * size, page * size).map(serialize),
      pagination: {
        page_number: page,
        page_size: size,
        total_pages: pageCount,
        links: { next: link(page + 1), previous: link(page - 1) },
      },
    });
  });
}
