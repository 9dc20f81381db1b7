import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  constants,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { localCertificate } from './certificate.ts';

export type WireProtocol = 'http/1.1' | 'h2';

/**
 * How the connection of one request ends. All but `refused` hand the request to the engine first, so that its work is done
 * when the answer is lost.
 *
 * `reset`: TCP reset · `close`: orderly TCP end without an answer · `streamError`: HTTP/2 stream ended with INTERNAL_ERROR ·
 * `refused`: HTTP/2 stream ended with REFUSED_STREAM, the engine never sees it · `goawayBefore`: GOAWAY that names an earlier
 * stream as the last one (it claims that this one was not processed, which is not true here), then the end of the connection ·
 * `goawayAfter`: GOAWAY that counts this stream as taken, then the end of the connection · `silence`: nothing arrives any
 * more, pings stay unanswered, the connection stays open · `trickle`: status and headers, then a body that never ends.
 */
export type WireEnding =
  | 'reset'
  | 'close'
  | 'streamError'
  | 'refused'
  | 'goawayBefore'
  | 'goawayAfter'
  | 'silence'
  | 'trickle';

export interface WireFront {
  readonly origin: string;
  /** Ends the connection of the next start that names this contact. */
  endNext(contact: string, ending: WireEnding): void;
  /** How many requests to start a flow for this contact came in from a browser, processed or not. */
  arrivals(contact: string): number;
  close(): Promise<void>;
}

/** One TCP connection of a browser, with the ways in which it can be ended. */
interface Wire {
  reset(): void;
  end(): void;
  silence(): void;
}

const listening = async (server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): AddressInfo | string | null;
}): Promise<number> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
};

type WireRequest = IncomingMessage | Http2ServerRequest;
type WireResponse = ServerResponse | Http2ServerResponse;

/** Copies bytes between browsers and the server behind it. A connection is found by the port of its inner end. */
function createRelay(innerPort: () => number) {
  const wires = new Map<number, Wire>();
  const open = new Set<Socket>();
  const server: Server = createServer((outer) => {
    const inner = connect(innerPort(), '127.0.0.1');
    for (const socket of [outer, inner]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // Errors are expected here, because connections are cut on purpose; then both ends are closed.
      socket.on('error', () => outer.destroy());
    }
    inner.on('connect', () => {
      wires.set(inner.localPort ?? 0, {
        reset: () => outer.resetAndDestroy(),
        end: () => outer.end(),
        silence() {
          inner.unpipe(outer);
          outer.unpipe(inner);
          inner.resume();
          outer.resume();
        },
      });
    });
    outer.on('close', () => inner.destroy());
    outer.pipe(inner);
    inner.pipe(outer);
  });
  return {
    server,
    wireOf: (request: WireRequest): Wire | undefined => wires.get(request.socket.remotePort ?? 0),
    close: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

async function bodyOf(request: WireRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

interface Forwarded {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Headers that concern the connection and not the message, so they are not passed on. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'http2-settings',
  'upgrade',
  'content-length',
  'host',
]);

function ask(target: string, request: WireRequest, body: Buffer): Promise<Forwarded> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !name.startsWith(':') && !OF_THE_CONNECTION.has(name)),
  );
  return new Promise((resolve, reject) => {
    const passed = forward(
      new URL(request.url ?? '/', target),
      { method: request.method, headers: { ...headers, 'content-length': body.length }, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const kept = Object.entries(answer.headers).flatMap(([name, value]) =>
            value === undefined || OF_THE_CONNECTION.has(name) ? [] : [[name, value] as const],
          );
          resolve({ status: answer.statusCode ?? 502, headers: Object.fromEntries(kept), body: Buffer.concat(chunks) });
        });
      },
    );
    passed.on('error', reject);
    passed.end(body);
  });
}

/**
 * A TLS server in front of the sandbox's API, like the load balancer of the real one: HTTP/1.1 or HTTP/2, with its own
 * certificate, and connections that can end as those of real proxies do.
 */
export async function startWireFront(target: () => string, protocol: WireProtocol): Promise<WireFront> {
  const endings = new Map<string, WireEnding>();
  const arrived = new Map<string, number>();
  let innerPort = 0;
  const relay = createRelay(() => innerPort);
  const sessions = new Set<ServerHttp2Session>();
  const certificate = await localCertificate();

  /**
   * Ends an HTTP/2 connection after the browser got the GOAWAY: when it answers the ping that follows, or closes
   * itself.
   */
  function goAway({ session }: ServerHttp2Stream, lastStreamId: number): void {
    if (session === undefined) return;
    session.goaway(constants.NGHTTP2_NO_ERROR, lastStreamId);
    if (!session.ping(() => session.destroy())) session.destroy();
  }

  function end(request: WireRequest, response: WireResponse, ending: WireEnding): void {
    const wire = relay.wireOf(request);
    const stream = 'stream' in request ? request.stream : undefined;
    switch (ending) {
      case 'reset':
        return wire?.reset();
      case 'close':
        return wire?.end();
      case 'silence':
        return wire?.silence();
      case 'streamError':
        return stream?.close(constants.NGHTTP2_INTERNAL_ERROR);
      case 'refused':
        return stream?.close(constants.NGHTTP2_REFUSED_STREAM);
      case 'goawayBefore':
        return stream === undefined ? undefined : goAway(stream, (stream.id ?? 2) - 2);
      case 'goawayAfter':
        return stream === undefined ? undefined : goAway(stream, stream.id ?? 0);
      case 'trickle':
        response.statusCode = 200;
        response.setHeader('content-type', 'application/json');
        if ('stream' in response) response.write('{"uuid":"');
        else response.write('{"uuid":"');
        return undefined;
      default:
        return ending satisfies never;
    }
  }

  async function serve(request: WireRequest, response: WireResponse): Promise<void> {
    const body = await bodyOf(request);
    const isStart = request.method === 'POST' && request.url?.includes('/start_flow/') === true;
    const contact = isStart ? [...endings.keys(), ...arrived.keys()].find((uuid) => body.includes(uuid)) : undefined;
    if (contact !== undefined) arrived.set(contact, (arrived.get(contact) ?? 0) + 1);
    const ending = contact === undefined ? undefined : endings.get(contact);
    if (contact !== undefined) endings.delete(contact);
    if (ending === 'refused') return end(request, response, ending);
    const answer = await ask(target(), request, body);
    if (ending !== undefined) return end(request, response, ending);
    response.statusCode = answer.status;
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.end(answer.body);
  }

  // The engine cannot be reached any more, or the browser closed the request: this connection ends.
  const onRequest = (request: WireRequest, response: WireResponse): void => {
    serve(request, response).catch(() => relay.wireOf(request)?.end());
  };
  function createInner() {
    if (protocol === 'http/1.1') return createTlsServer(certificate, onRequest);
    const server = createSecureServer({ ...certificate, allowHTTP1: false }, onRequest);
    server.on('session', (session) => {
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
      session.on('error', () => session.destroy());
    });
    return server;
  }
  const inner = createInner();
  innerPort = await listening(inner);
  const port = await listening(relay.server);
  return {
    origin: `https://127.0.0.1:${port}`,
    endNext(contact, ending) {
      endings.set(contact, ending);
      arrived.set(contact, arrived.get(contact) ?? 0);
    },
    arrivals: (contact) => arrived.get(contact) ?? 0,
    async close() {
      for (const session of sessions) session.destroy();
      relay.close();
      await Promise.all([
        new Promise((resolve) => void relay.server.close(resolve)),
        new Promise((resolve) => void inner.close(resolve)),
      ]);
    },
  };
}
