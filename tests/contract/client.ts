import { WebSocket } from 'ws';
import type { Sandbox } from '../sandbox/api.ts';
import type { RecordedExchange } from './recordings.ts';
import { withIds } from './shape.ts';

export interface LiveFrame {
  readonly raw: string;
  readonly type: string;
  readonly action: string | undefined;
  readonly isString: boolean;
  readonly content: unknown;
}

/** A socket that records the frames it receives. */
export interface LiveSocket {
  readonly frames: LiveFrame[];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  send(frame: unknown): void;
}

function parse(raw: string): LiveFrame {
  const frame = JSON.parse(raw) as { type: string; action?: string; content?: unknown };
  const isString = typeof frame.content === 'string';
  return {
    raw,
    type: frame.type,
    action: frame.action,
    isString,
    content: isString ? (JSON.parse(String(frame.content)) as unknown) : frame.content,
  };
}

/** Opens a socket; resolves once it is open, or rejects with the HTTP status of the refusal. */
export async function openSocket(
  sandbox: Sandbox,
  query: string,
  kind: 'agent' | 'manager' = 'agent',
): Promise<LiveSocket> {
  const socket = new WebSocket(`${sandbox.wsOrigin}/ws/${kind}/rooms${query}`);
  const frames: LiveFrame[] = [];
  socket.on('message', (data: Buffer) => {
    frames.push(parse(data.toString('utf8')));
  });
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => {
      resolve();
    });
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`refused ${response.statusCode}`));
      socket.terminate();
    });
    socket.once('error', reject);
  });
  return {
    frames,
    socket,
    closed,
    send: (frame) => {
      socket.send(JSON.stringify(frame));
    },
  };
}

/** HTTP status of a refused handshake, or 101. */
export async function handshakeStatus(
  sandbox: Sandbox,
  query: string,
  kind: 'agent' | 'manager' = 'agent',
): Promise<number> {
  try {
    const live = await openSocket(sandbox, query, kind);
    live.socket.close();
    await live.closed;
    return 101;
  } catch (error) {
    return Number(/refused (\d+)/.exec(String(error))?.[1] ?? '0');
  }
}

/** Sends a ping: once it is answered, all frames sent before it have arrived. */
export async function settle(live: LiveSocket): Promise<void> {
  const before = live.frames.filter((frame) => frame.type === 'pong').length;
  const answered = new Promise<void>((resolve) => {
    const check = (): void => {
      if (live.frames.filter((frame) => frame.type === 'pong').length <= before) return;
      live.socket.off('message', check);
      resolve();
    };
    live.socket.on('message', check);
  });
  live.send({ type: 'ping', message: {} });
  await answered;
}

export interface ReplayedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends a recorded request with the sandbox's ids in it. */
export async function replay(
  sandbox: Sandbox,
  { request }: RecordedExchange,
  ids: ReadonlyMap<string, string> = new Map(),
): Promise<ReplayedAnswer> {
  const body = request.body === undefined ? undefined : withIds(JSON.stringify(request.body), ids);
  const answer = await fetch(`${sandbox.apiOrigin}${withIds(request.path, ids)}`, {
    method: request.method,
    redirect: 'manual',
    headers: { ...request.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}
