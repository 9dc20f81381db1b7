import Fastify, { type FastifyInstance } from 'fastify';
import type { Sandbox, SandboxOptions } from './api.ts';
import { buildContext } from './build-context.ts';
import { registerControl } from './control/routes.ts';
import { CONTACT_ROUTES } from './engine/contacts.ts';
import { EXTERNAL_ROUTES } from './engine/external.ts';
import { FLOWS_ROUTES } from './engine/flows-proxy.ts';
import { IDENTITY_ROUTES } from './engine/identity.ts';
import { MESSAGE_ROUTES } from './engine/messages.ts';
import { serveEngine } from './engine/pipeline.ts';
import { ROOM_ROUTES } from './engine/rooms.ts';
import { createRouter } from './engine/router.ts';
import { SECTOR_ROUTES } from './engine/sectors.ts';
import { START_ROUTES } from './engine/start-flow.ts';
import { PAGE_ROUTES, STATUS_ROUTES } from './engine/status.ts';
import { serveElastic } from './flows/elastic.ts';
import { createHandle } from './handle.ts';
import { registerPageRoutes } from './page-routes.ts';
import { serveSockets } from './socket/server.ts';
import { startWireFront, type WireFront } from './wire/front.ts';
import { must, personByEmail } from './world/store.ts';

const ROUTES = [
  ...IDENTITY_ROUTES,
  ...SECTOR_ROUTES,
  ...FLOWS_ROUTES,
  ...CONTACT_ROUTES,
  ...START_ROUTES,
  ...ROOM_ROUTES,
  ...MESSAGE_ROUTES,
  ...STATUS_ROUTES,
  ...PAGE_ROUTES,
  ...EXTERNAL_ROUTES,
];

const THREE_DAYS_MS = 3 * 24 * 3_600_000;

/** A server that leaves bodies as text: every route parses its own. */
function createApp(): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024, exposeHeadRoutes: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  return app;
}

async function listen(app: FastifyInstance, port: number): Promise<number> {
  await app.listen({ port, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/**
 * Starts the sandbox: the page on `http://localhost:<port>`, the engine's REST and sockets, and Flows, on their own
 * ports of `127.0.0.1`. Everything runs in this process and ends with `close()`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const timers = new Set<NodeJS.Timeout>();
  const ctx = buildContext(options, timers);
  const api = createApp();
  const flows = createApp();
  const page = createApp();
  let isClosing: Promise<void> | null = null;
  let sockets: { close(): void } | null = null;
  let front: WireFront | null = null;
  async function shutDown(): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    sockets?.close();
    // A fault may have left requests without an answer, so their connections are cut instead of waiting for them.
    for (const app of [api, flows, page]) app.server.closeAllConnections();
    await front?.close();
    await Promise.all([api.close(), flows.close(), page.close()]);
  }
  const sandbox = createHandle(
    ctx,
    () => {
      isClosing ??= shutDown();
      return isClosing;
    },
    () => front,
  );
  registerControl(api, ctx, sandbox);
  registerControl(page, ctx, sandbox);
  serveEngine(api, ctx, createRouter(ROUTES));
  serveElastic(flows, ctx);
  registerPageRoutes(page, {
    apiOrigin: () => ctx.origins.api,
    flowsOrigin: () => ctx.origins.flows,
    wsOrigin: () => sandbox.wsOrigin,
    login: (email) => ({ token: ctx.tokens.issue(must(personByEmail(ctx.world, email), `person ${email}`).email) }),
    defaultAgent: ctx.world.people.find((person) => person.email.startsWith('agent1'))?.email ?? '',
    defaultProject: ctx.world.projects[0]?.uuid ?? '',
  });
  const port = options.port ?? 0;
  ctx.origins.api = `http://127.0.0.1:${await listen(api, port === 0 ? 0 : port + 1)}`;
  ctx.origins.flows = `http://127.0.0.1:${await listen(flows, port === 0 ? 0 : port + 2)}`;
  ctx.origins.page = `http://localhost:${await listen(page, port)}`;
  ctx.origins.ws = ctx.origins.api.replace('http:', 'ws:');
  if (options.tls !== undefined) {
    const plain = ctx.origins.api;
    front = await startWireFront(() => plain, options.tls);
    ctx.origins.api = options.isApiForeign === true ? front.origin.replace('127.0.0.1', 'localhost') : front.origin;
  }
  sockets = serveSockets(api.server, ctx);
  for (let place = 0; place < (options.openRooms ?? 0); place += 1) {
    const user = place % 4 === 3 ? null : (ctx.world.people[0]?.email ?? null);
    sandbox.openRoom({
      contact: sandbox.contactAt(place * 3 + 1).uuid,
      user,
      ageMs: place % 3 === 2 ? THREE_DAYS_MS : (place + 1) * 600_000,
    });
  }
  return sandbox;
}
