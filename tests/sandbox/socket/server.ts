import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Context } from '../context.ts';
import { writeStatus, type StatusOrigin } from '../life/agent-status.ts';
import { clientOf, type SocketEntry } from '../log.ts';
import { isUuid } from '../engine/call.ts';
import { managedSectors, permissionByUuid, permissionOf, visibleQueues } from '../world/store.ts';
import type { Permission } from '../world/types.ts';
import { handleFrame } from './commands.ts';
import type { Member } from './hub.ts';

interface Admission {
  readonly email: string;
  readonly kind: 'agent' | 'manager';
  /** The permission whose status and groups the socket gets; for a manager that of the watched agent. */
  readonly permission: Permission;
}

type Refusal = { readonly status: 403 | 500; readonly setsOffline?: Permission };

/** Handshake rules: `Token` is case-sensitive, membership is required, a malformed project is a 500. */
function admit(ctx: Context, url: URL): Admission | Refusal {
  const kind = url.pathname.endsWith('/ws/manager/rooms')
    ? 'manager'
    : url.pathname.endsWith('/ws/agent/rooms')
      ? 'agent'
      : null;
  if (kind === null) return { status: 403 };
  const email = ctx.tokens.emailOf(url.searchParams.get('Token') ?? '');
  const project = url.searchParams.get('project');
  if (email === null || project === null || project === '') return { status: 403 };
  if (!isUuid(project)) return { status: 500 };
  const permission = permissionOf(ctx.world, project, email);
  if (permission === undefined) return { status: 403 };
  if (kind === 'agent') return { email, kind, permission };
  const watched = permissionOf(ctx.world, project, url.searchParams.get('user_email') ?? '');
  if (watched === undefined) return { status: 403 };
  // A plain agent is refused, but the consumer's disconnect still runs and sets the watched agent offline.
  if (permission.role !== 1 && managedSectors(ctx.world, permission).length === 0)
    return { status: 403, setsOffline: watched };
  return { email, kind, permission: watched };
}

function logSocket(
  ctx: Context,
  request: IncomingMessage,
  row: Pick<SocketEntry, 'socketId' | 'event' | 'email' | 'kind' | 'detail'>,
): void {
  const originHeader = request.headers.origin;
  ctx.logs.sockets.push({
    at: ctx.clock.realNow(),
    client: clientOf(originHeader),
    originHeader: originHeader ?? null,
    userAgent: request.headers['user-agent'] ?? null,
    ...row,
  });
}

function statusOrigin(request: IncomingMessage, cause: StatusOrigin['cause'], socketId: number | null): StatusOrigin {
  const originHeader = request.headers.origin ?? null;
  return {
    cause,
    socketId,
    originHeader,
    userAgent: request.headers['user-agent'] ?? null,
    client: clientOf(originHeader ?? undefined),
  };
}

/** The offline rule: by default any closing socket sets its permission OFFLINE at once; with the connection check only the last one. */
function afterClose(ctx: Context, member: Member, request: IncomingMessage): void {
  const permission = permissionByUuid(ctx.world, member.permission);
  if (permission === undefined) return;
  const goOffline = (): void => {
    writeStatus(
      ctx,
      permission,
      'OFFLINE',
      statusOrigin(request, member.kind === 'manager' ? 'manager-socket-close' : 'socket-close', member.id),
    );
  };
  if (ctx.settings.presence === 'A') {
    goOffline();
    return;
  }
  ctx.later(ctx.settings.connectionCheckMs, () => {
    const isAlone = ![...ctx.hub.members].some((other) => other.permission === member.permission);
    if (isAlone) goOffline();
    logSocket(ctx, request, {
      socketId: member.id,
      event: 'presence-check',
      email: member.email,
      kind: member.kind,
      detail: isAlone ? 'offline' : 'another socket lives',
    });
  });
}

function watchPings(ctx: Context, member: Member, request: IncomingMessage): () => void {
  const limit = ctx.settings.pingTimeoutMs;
  let lastPingAt = ctx.clock.realNow();
  function check(): void {
    if (limit === null || !ctx.hub.members.has(member)) return;
    if (ctx.clock.realNow() - lastPingAt < limit) {
      ctx.later(limit / 6, check);
      return;
    }
    const permission = permissionByUuid(ctx.world, member.permission);
    if (permission !== undefined)
      writeStatus(ctx, permission, 'OFFLINE', statusOrigin(request, 'ping-timeout', member.id));
    member.close(1000);
  }
  if (limit !== null) ctx.later(limit / 6, check);
  return () => {
    lastPingAt = ctx.clock.realNow();
  };
}

function welcome(ctx: Context, socket: WebSocket, request: IncomingMessage, admission: Admission): void {
  const { permission, email, kind } = admission;
  const id = ctx.hub.nextId();
  const member: Member = {
    id,
    email,
    kind,
    permission: permission.uuid,
    originHeader: request.headers.origin ?? null,
    groups: new Set([
      ...visibleQueues(ctx.world, permission).map((queue) => `queue_${queue}`),
      `permission_${permission.uuid}`,
    ]),
    sendText: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    terminate: () => {
      socket.terminate();
    },
    close: (code) => {
      socket.close(code);
    },
  };
  ctx.hub.members.add(member);
  logSocket(ctx, request, { socketId: id, event: 'open', email, kind, detail: '' });
  const pinged = watchPings(ctx, member, request);
  socket.on('message', (data) => {
    const text = Array.isArray(data)
      ? Buffer.concat(data).toString('utf8')
      : Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8');
    const detail = handleFrame(ctx, member, text);
    if (detail === 'ping') pinged();
    logSocket(ctx, request, { socketId: id, event: 'frame-in', email, kind, detail });
  });
  socket.on('close', (code) => {
    ctx.hub.members.delete(member);
    logSocket(ctx, request, { socketId: id, event: 'close', email, kind, detail: String(code) });
    afterClose(ctx, member, request);
  });
  socket.on('error', () => {
    socket.terminate();
  });
}

function refuse(stream: Duplex, status: number): void {
  stream.end(
    `HTTP/1.1 ${status} ${status === 403 ? 'Access denied' : 'Internal Server Error'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

/** Serves `/ws/agent/rooms` and `/ws/manager/rooms` on the API server. The token is checked only here, at the handshake. */
export function serveSockets(server: Server, ctx: Context): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => {
      stream.destroy();
    });
    const admission = admit(ctx, new URL(request.url ?? '/', 'http://engine'));
    const forced = ctx.faults.socket.refuseWith;
    if (forced !== null || 'status' in admission) {
      const status = forced ?? ('status' in admission ? admission.status : 403);
      logSocket(ctx, request, { socketId: 0, event: 'refused', email: null, kind: 'unknown', detail: String(status) });
      if (forced === null && 'setsOffline' in admission && admission.setsOffline !== undefined) {
        const watched = admission.setsOffline;
        if (ctx.settings.presence === 'A')
          writeStatus(ctx, watched, 'OFFLINE', statusOrigin(request, 'manager-socket-refused', null));
      }
      refuse(stream, status);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      welcome(ctx, socket, request, admission);
    });
  });
  return {
    close() {
      for (const member of ctx.hub.members) member.terminate();
      sockets.close();
    },
  };
}
