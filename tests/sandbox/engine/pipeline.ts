import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { FaultAction } from '../faults/fault-injector.ts';
import { clientOf, withoutToken, type RequestEntry } from '../log.ts';
import { must, personByEmail } from '../world/store.ts';
import type { Person } from '../world/types.ts';
import { EngineCrash, HttpProblem, INTERNAL_ERROR, type Answer, type Call } from './call.ts';
import type { Router } from './router.ts';

const HTML_404 =
  '<!doctype html>\n<html lang="en">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>\n</html>\n';
const HTML_BAD_GATEWAY =
  '<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>\n';
const HTML_TIMEOUT = HTML_BAD_GATEWAY.replaceAll('502 Bad Gateway', '504 Gateway Time-out');
const PREFLIGHT_HEADERS = {
  'access-control-allow-headers':
    'accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with',
  'access-control-allow-methods': 'DELETE, GET, OPTIONS, PATCH, POST, PUT',
  'access-control-max-age': '86400',
};
const UNAUTHENTICATED = { 'www-authenticate': 'Token' };

function firstHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Finds the caller, or answers the 401 of the real engine for missing credentials or a bad token. */
function authenticate(ctx: Context, authorization: string): Person {
  const [scheme, token] = authorization.split(' ');
  if (token === undefined || (scheme !== 'Bearer' && scheme !== 'Token'))
    throw new HttpProblem(401, { detail: 'Authentication credentials were not provided.' }, UNAUTHENTICATED);
  const email = scheme === 'Token' ? ctx.tokens.emailOfDrfToken(token) : ctx.tokens.emailOf(token);
  if (email === null)
    throw new HttpProblem(
      401,
      { detail: scheme === 'Token' ? 'Invalid token.' : 'Token verification failed' },
      UNAUTHENTICATED,
    );
  return must(personByEmail(ctx.world, email), `person ${email}`);
}

function parsedBody(request: FastifyRequest): Record<string, unknown> {
  if (typeof request.body !== 'string' || request.body === '') return {};
  const type = firstHeader(request.headers['content-type']) ?? '';
  if (type.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(request.body));
  if (!type.includes('json')) throw new HttpProblem(415, { detail: `Unsupported media type "${type}" in request.` });
  try {
    const value: unknown = JSON.parse(request.body);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch (error) {
    throw new HttpProblem(400, { detail: `JSON parse error - ${String(error)}` });
  }
}

function pause(ctx: Context, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    ctx.later(delayMs, resolve);
  });
}

interface Prepared {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string;
}

async function process(
  ctx: Context,
  router: Router,
  request: FastifyRequest,
  prepared: Prepared,
  body: Record<string, unknown>,
  faults: readonly FaultAction[],
): Promise<Answer> {
  const match = router.match(request.method, prepared.path);
  if (match === null) return { status: 404, body: HTML_404, headers: { 'content-type': 'text/html; charset=utf-8' } };
  const allow = { allow: match.allowed.join(', ') };
  try {
    if (faults.some((action) => action.kind === 'tokenExpired'))
      throw new HttpProblem(401, { detail: 'Token verification failed' }, UNAUTHENTICATED);
    const person: Person =
      match.route?.isExternal === true
        ? { id: 0, email: '', firstName: '', lastName: '', fixedTokens: [] }
        : authenticate(ctx, prepared.authorization);
    if (match.route === null) throw new HttpProblem(405, { detail: `Method "${request.method}" not allowed.` });
    const call: Call = {
      ctx,
      method: request.method,
      path: prepared.path,
      params: match.params,
      query: prepared.query,
      body,
      person,
      authorization: prepared.authorization,
      faults,
      originHeader: firstHeader(request.headers.origin) ?? null,
      userAgent: firstHeader(request.headers['user-agent']) ?? null,
    };
    const answer = await match.route.handler(call);
    return { ...answer, headers: { ...allow, vary: 'Accept, Origin', ...answer.headers } };
  } catch (error) {
    if (error instanceof HttpProblem)
      return { ...error.answer, headers: { ...allow, vary: 'Accept, Origin', ...error.answer.headers } };
    if (!(error instanceof EngineCrash)) console.error('sandbox bug in', request.method, prepared.path, error);
    return { status: 500, body: INTERNAL_ERROR, headers: { vary: 'Origin' } };
  }
}

/** @returns length of the body */
function send(reply: FastifyReply, answer: Answer, originHeader: string | undefined, ctx: Context): number {
  const headers: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'content-type': 'application/json',
    ...answer.headers,
  };
  if (originHeader !== undefined) headers['access-control-allow-origin'] = '*';
  const isHtml = headers['content-type']?.startsWith('text/html') === true;
  // Bytes, because a string would get a charset the real engine does not send.
  if (!ctx.settings.keepsAlive) headers['connection'] = 'close';
  // The date of the simulated clock, which may be wrong. Node would send the machine's time.
  headers['date'] = new Date(ctx.clock.now()).toUTCString();
  const body = Buffer.from(isHtml ? String(answer.body) : JSON.stringify(answer.body), 'utf8');
  void reply.code(answer.status).headers(headers).send(body);
  return body.length;
}

function find<Kind extends FaultAction['kind']>(
  faults: readonly FaultAction[],
  kind: Kind,
): Extract<FaultAction, { kind: Kind }> | undefined {
  return faults.find((action): action is Extract<FaultAction, { kind: Kind }> => action.kind === kind);
}

/** Serves every request of the API origin: log, CORS, slash rule, faults before and after, then the handler. */
export function serveEngine(app: FastifyInstance, ctx: Context, router: Router): void {
  app.all('/*', async (request, reply) => {
    const url = new URL(request.url, ctx.origins.api);
    const originHeader = firstHeader(request.headers.origin);
    const path = decodeURI(url.pathname);
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      return reply
        .code(200)
        .headers({
          ...PREFLIGHT_HEADERS,
          ...(ctx.settings.keepsAlive ? {} : { connection: 'close' }),
          'access-control-allow-origin': '*',
          'content-type': 'text/html; charset=utf-8',
          vary: 'Origin',
        })
        .send('');
    }
    const authorization = firstHeader(request.headers.authorization) ?? '';
    const agent = ctx.tokens.emailOf(authorization.split(' ')[1] ?? '');
    const entry: RequestEntry = {
      id: ctx.logs.nextId(),
      origin: 'api',
      at: ctx.clock.realNow(),
      method: request.method,
      path: withoutToken(request.url),
      body: null,
      agent,
      client: clientOf(originHeader),
      originHeader: originHeader ?? null,
      userAgent: firstHeader(request.headers['user-agent']) ?? null,
      status: null,
      endedAt: null,
      bytes: null,
      faults: [],
    };
    const finish = (status: number): void => {
      entry.status = status;
      entry.endedAt = ctx.clock.realNow();
    };
    reply.raw.once('close', () => {
      if (entry.status === null) finish(0);
    });
    ctx.logs.requests.push(entry);
    const deliver = (answer: Answer): FastifyReply => {
      finish(answer.status);
      entry.bytes = send(reply, answer, originHeader, ctx);
      return reply;
    };
    const cut = (): FastifyReply => {
      finish(0);
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    };
    const hang = (): FastifyReply => {
      reply.hijack();
      return reply;
    };
    if (!path.endsWith('/') && router.match(request.method, `${path}/`) !== null) {
      return deliver({
        status: 301,
        body: '',
        headers: { location: `${url.pathname}/${url.search}`, 'content-type': 'text/html; charset=utf-8' },
      });
    }
    let body: Record<string, unknown>;
    try {
      body = parsedBody(request);
    } catch (error) {
      return deliver(error instanceof HttpProblem ? error.answer : { status: 500, body: INTERNAL_ERROR });
    }
    entry.body = Object.keys(body).length === 0 ? null : body;
    const prepared: Prepared = { path, query: Object.fromEntries(url.searchParams), authorization };
    const faults = ctx.faults.take({ method: request.method, path, query: prepared.query, body, agent });
    entry.faults.push(...faults.map((action) => action.kind));
    const run = (): Promise<Answer> => process(ctx, router, request, prepared, body, faults);

    const latency = find(faults, 'latency');
    if (ctx.settings.latencyMs > 0) await pause(ctx, ctx.settings.latencyMs);
    if (latency !== undefined && latency.when !== 'after') await pause(ctx, latency.delayMs);
    const held = find(faults, 'hold');
    if (held !== undefined) await ctx.faults.whenRemoved(held);
    if (find(faults, 'resetBefore') !== undefined) return cut();
    const hanging = find(faults, 'hang');
    if (hanging !== undefined && hanging.processed !== true) return hang();
    const status = find(faults, 'status');
    if (status !== undefined) {
      const isHtml = typeof status.body === 'string';
      const retryAfter =
        status.retryAfterSeconds === undefined ? {} : { 'retry-after': String(status.retryAfterSeconds) };
      return deliver({
        status: status.status,
        body: status.body ?? INTERNAL_ERROR,
        headers: { ...retryAfter, ...(isHtml ? { 'content-type': 'text/html; charset=utf-8' } : {}) },
      });
    }
    const html = find(faults, 'html');
    if (html !== undefined)
      return deliver({ status: html.status ?? 502, body: HTML_BAD_GATEWAY, headers: { 'content-type': 'text/html' } });
    const proxy = find(faults, 'proxy504ThenRow');
    if (proxy !== undefined) {
      ctx.later(proxy.rowAfterMs, () => {
        void run();
      });
      return deliver({ status: 504, body: HTML_TIMEOUT, headers: { 'content-type': 'text/html' } });
    }
    const answer = await run();
    if (latency?.when === 'after') await pause(ctx, latency.delayMs);
    if (hanging !== undefined) return hang();
    if (find(faults, 'resetAfter') !== undefined) return cut();
    if (find(faults, 'cutBody') !== undefined) {
      finish(0);
      reply.hijack();
      reply.raw.writeHead(answer.status, {
        'content-type': 'application/json',
        'content-length': '4096',
        'access-control-allow-origin': '*',
      });
      reply.raw.write('{"id"', () => {
        request.raw.socket.destroy();
      });
      return reply;
    }
    const replaced = find(faults, 'replaceBody');
    if (replaced !== undefined) {
      const isHtml = typeof replaced.body === 'string';
      return deliver({
        status: replaced.status ?? answer.status,
        body: replaced.body,
        headers: isHtml ? { 'content-type': 'text/html; charset=utf-8' } : {},
      });
    }
    return deliver(answer);
  });
}
