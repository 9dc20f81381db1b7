import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What the page needs of the sandbox. Origins are functions, because the ports are known only after listening. */
export interface PageContext {
  /** Origin of the engine's REST API, without `/v1`. */
  apiOrigin: () => string;
  /** Base address under which `/contacts_elastic.json` answers. */
  flowsOrigin: () => string;
  /** Base address of the sockets, with scheme, without path: the page adds `/ws/agent/rooms`. */
  wsOrigin: () => string;
  /** Signs a person in and returns the token for the page. Throws for an unknown e-mail. */
  login: (email: string) => { token: string };
  defaultAgent: string;
  defaultProject: string;
}

const PAGE_DIRECTORY = fileURLToPath(new URL('./page/', import.meta.url));

const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Documents carry a fresh token when `?agent=` asks for one: they are never stored. */
const DOCUMENT_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
};

interface PageQuery {
  agent?: string;
  project?: string;
}

/**
 * Serves the Chats-like page and its two hosts on the page origin:
 * `/assets/*` files, `/page-session` a fresh sign-in, `/iframe-host*` and `/projects/*` the stand-ins for Connect,
 * anything else the single-page application (so `/chats/<uuid>` works as a full navigation).
 */
export function registerPageRoutes(app: FastifyInstance, context: PageContext): void {
  const framePort = openFrameOrigin(app);
  app.get('/assets/env.js', async (_request, reply) =>
    reply
      .headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' })
      .send(environmentModule(context, framePort())),
  );
  app.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => sendAsset(request.params['*'], reply));
  app.get<{ Querystring: PageQuery }>('/page-session', async (request, reply) => {
    const session = signIn(context, request.query);
    reply.header('cache-control', 'no-store');
    return session ?? reply.code(404).send({ detail: 'Unknown person' });
  });
  app.get<{ Querystring: PageQuery }>('/iframe-host', documentRoute(context, 'host/iframe-host.html'));
  app.get<{ Querystring: PageQuery }>('/iframe-host/*', documentRoute(context, 'host/iframe-host.html'));
  app.get<{ Querystring: PageQuery }>('/projects/*', documentRoute(context, 'host/connect-host.html'));
  app.get<{ Querystring: PageQuery }>('/*', documentRoute(context, 'index.html'));
}

/**
 * Serves the same page on a second port, for the iframe: another origin on the same site, as Connect and the page share
 * a domain. (127.0.0.1 beside localhost would be another site, on which browsers deny the frame its storage.) Opens and
 * closes with the app; returns the port.
 */
function openFrameOrigin(app: FastifyInstance): () => number {
  const server = createServer((request, response) => app.routing(request, response));
  app.addHook('onListen', () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  app.addHook('onClose', async () => {
    server.closeAllConnections();
    server.close();
  });
  return () => {
    const address = server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  };
}

/**
 * The page has its addresses inside its bundle and exposes no global with them
 * (.github/docs/contract/page.md#where-the-api-is): a module, not `window.*`.
 */
function environmentModule(context: PageContext, framePort: number): string {
  const environment = {
    apiOrigin: context.apiOrigin(),
    flowsOrigin: context.flowsOrigin(),
    wsOrigin: context.wsOrigin(),
    defaultAgent: context.defaultAgent,
    defaultProject: context.defaultProject,
    framePort,
  };
  return `export const env = ${JSON.stringify(environment)};\n`;
}

function documentRoute(context: PageContext, file: string) {
  return async (request: FastifyRequest<{ Querystring: PageQuery }>, reply: FastifyReply): Promise<FastifyReply> => {
    const html = await readFile(join(PAGE_DIRECTORY, file), 'utf8');
    const session = request.query.agent === undefined ? null : signIn(context, request.query);
    const sessionJson = JSON.stringify(session).replaceAll('<', '\\u003c');
    return reply.headers(DOCUMENT_HEADERS).send(html.replace('__SESSION__', () => sessionJson));
  };
}

function signIn(context: PageContext, query: PageQuery): { agent: string; token: string; project: string } | null {
  const agent = query.agent ?? context.defaultAgent;
  try {
    return { agent, token: context.login(agent).token, project: query.project ?? context.defaultProject };
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

async function sendAsset(name: string, reply: FastifyReply): Promise<FastifyReply> {
  const file = normalize(join(PAGE_DIRECTORY, name));
  const type = CONTENT_TYPES[extname(file)];
  if (type === undefined || !file.startsWith(PAGE_DIRECTORY.endsWith(sep) ? PAGE_DIRECTORY : PAGE_DIRECTORY + sep))
    return reply.code(404).send({ detail: 'Not found.' });
  try {
    const body = await readFile(file);
    return await reply
      .headers({ 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
      .send(body);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return reply.code(404).send({ detail: 'Not found.' });
    throw error;
  }
}
