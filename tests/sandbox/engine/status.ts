import type { Context } from '../context.ts';
import { writeStatus, type StatusOrigin } from '../life/agent-status.ts';
import { addAssignFeedback, assignRoom, notifyRoom } from '../life/room-life.ts';
import { clientOf } from '../log.ts';
import { permissionOf, projectByUuid, roomsOf, visibleQueues } from '../world/store.ts';
import type { Permission } from '../world/types.ts';
import { FORBIDDEN, HttpProblem, NOT_FOUND, ok, textOf, type Answer, type Call } from './call.ts';
import type { Route } from './router.ts';

function originOf(call: Call, cause: StatusOrigin['cause']): StatusOrigin {
  const { originHeader, userAgent } = call;
  return { cause, client: clientOf(originHeader ?? undefined), originHeader, userAgent, socketId: null };
}

/**
 * In a QUEUE_PRIORITY project, gives an agent who comes online queued rooms, oldest first, up to the sector's limit.
 */
function routeQueued(ctx: Context, permission: Permission): void {
  if (projectByUuid(ctx.world, permission.project)?.routing !== 'QUEUE_PRIORITY') return;
  const queues = new Set(visibleQueues(ctx.world, permission));
  const waiting = roomsOf(ctx.world, permission.project).filter(
    (room) => room.isActive && room.user === null && !room.isWaiting && queues.has(room.queue),
  );
  waiting.sort((a, b) => a.addedToQueueAt - b.addedToQueueAt);
  for (const room of waiting) {
    assignRoom(ctx, room, permission.email);
    notifyRoom(ctx, room, 'rooms.update');
    notifyRoom(ctx, room, 'rooms.update', `queue_${room.queue}`);
    addAssignFeedback(ctx, room, permission.email);
  }
}

function memberPermission(call: Call, project: string): Permission {
  const permission = permissionOf(call.ctx.world, project, call.person.email);
  if (permission === undefined) throw new HttpProblem(404, NOT_FOUND);
  return permission;
}

/** `online`/`offline` in any case; another string changes nothing but still notifies; null only reads. */
function postStatus(call: Call): Answer {
  const { ctx } = call;
  const permission = memberPermission(call, textOf(call.body, 'project') ?? '');
  const asked = textOf(call.body, 'status')?.toUpperCase();
  if (asked === 'ONLINE' || asked === 'OFFLINE') {
    writeStatus(ctx, permission, asked, originOf(call, 'post'));
    if (asked === 'ONLINE') routeQueued(ctx, permission);
  } else if (asked !== undefined)
    ctx.hub.notify(`permission_${permission.uuid}`, 'status.update', { from: 'user', status: permission.status });
  return ok({ connection_status: permission.status });
}

/** An admin forces an agent offline. */
function disconnectAgent(call: Call): Answer {
  const { ctx } = call;
  const project = textOf(call.body, 'project_uuid') ?? '';
  if (permissionOf(ctx.world, project, call.person.email)?.role !== 1) throw new HttpProblem(403, FORBIDDEN);
  const email = textOf(call.body, 'agent') ?? '';
  const target = permissionOf(ctx.world, project, email);
  if (target === undefined) throw new HttpProblem(404, NOT_FOUND);
  writeStatus(ctx, target, 'OFFLINE', originOf(call, 'disconnect-endpoint'), false);
  ctx.hub.notify(`permission_${target.uuid}`, 'status.close', {
    user: email,
    status: 'OFFLINE',
    user_disconnected_agent: call.person.email,
  });
  return ok({ message: 'Agent status changed successfully' });
}

export const STATUS_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/v1/internal/permission/project/status/',
    handler: (call) => ok({ connection_status: memberPermission(call, call.query['project'] ?? '').status }),
  },
  { method: 'POST', pattern: '/v1/internal/permission/project/status/', handler: postStatus },
  { method: 'POST', pattern: '/v1/chats/agent/disconnect/', handler: disconnectAgent },
];

const EMPTY_LIST = { count: 0, next: null, previous: null, results: [] };

/** Answers requests of the loading page on which nothing in the sandbox depends. */
export const PAGE_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/v1/discussion/', handler: () => ok(EMPTY_LIST) },
  { method: 'GET', pattern: '/v1/custom_status_type/', handler: () => ok(EMPTY_LIST) },
  { method: 'GET', pattern: '/v1/custom_status/', handler: () => ok(EMPTY_LIST) },
  {
    method: 'GET',
    pattern: '/v1/custom_status/last_status/',
    handler: () => {
      throw new HttpProblem(404, { detail: 'No status found' });
    },
  },
  { method: 'GET', pattern: '/v1/tag/', handler: () => ok(EMPTY_LIST) },
  { method: 'GET', pattern: '/v1/quick_messages/', handler: () => ok(EMPTY_LIST) },
];
