import { zoned } from '../clock.ts';
import { closeAs } from '../life/direct.ts';
import { addFeedback, assignRoom, notifyRoom } from '../life/room-life.ts';
import {
  is24hValid,
  managedSectors,
  messagesOf,
  permissionOf,
  personByEmail,
  projectByUuid,
  queueByUuid,
  roomsOf,
  sectorOfQueue,
  visibleQueues,
} from '../world/store.ts';
import type { Permission, Room } from '../world/types.ts';
import {
  FORBIDDEN,
  HttpProblem,
  isTrue,
  isUuid,
  limitOffset,
  NOT_FOUND,
  ok,
  textOf,
  type Answer,
  type Call,
} from './call.ts';
import type { Route } from './router.ts';
import { fullRoom, listRoom } from './serialize-room.ts';

type SortKey = 'user' | 'last_interaction' | 'created_on' | 'added_to_queue_at';

function sortValue(room: Room, key: SortKey): number | string | null {
  switch (key) {
    case 'user':
      return room.user;
    case 'last_interaction':
      return room.lastInteraction;
    case 'created_on':
      return room.createdAt;
    case 'added_to_queue_at':
      return room.addedToQueueAt;
    default:
      return key satisfies never;
  }
}

/** Sorts like PostgreSQL: nulls last in ascending order, first in descending order. */
function compareBy(ordering: string): (a: Room, b: Room) => number {
  const keys = ordering.split(',').map((name) => ({ isFalling: name.startsWith('-'), key: name.replace(/^-/, '') }));
  return (a, b) => {
    for (const { isFalling, key } of keys) {
      if (key !== 'user' && key !== 'last_interaction' && key !== 'created_on' && key !== 'added_to_queue_at') continue;
      const left = sortValue(a, key);
      const right = sortValue(b, key);
      if (left === right) continue;
      const rising = left === null ? 1 : right === null ? -1 : left < right ? -1 : 1;
      return isFalling ? -rising : rising;
    }
    return 0;
  };
}

function matchesStatus(room: Room, status: string | undefined): boolean {
  if (status === 'ongoing') return room.user !== null && !room.isWaiting;
  if (status === 'waiting') return room.user === null && !room.isWaiting;
  if (status === 'flow_start') return room.isWaiting;
  return true;
}

function matchesSearch(call: Call, room: Room, search: string | undefined): boolean {
  if (search === undefined || search === '') return true;
  const wanted = search.toLowerCase();
  const name = call.ctx.world.contacts.get(room.contact)?.name ?? '';
  return [name, room.urn, room.protocol ?? '', room.serviceChat ?? ''].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

/**
 * Lists the caller's rooms and the unassigned rooms of their queues, no closed ones. `email` may be another member's.
 */
function listRooms(call: Call): Answer {
  const { world } = call.ctx;
  const project = call.query['project'];
  if (project === undefined || project === '') throw new HttpProblem(400, { project: ['This field is required.'] });
  const own = permissionOf(world, project, call.person.email);
  const permission =
    own === undefined ? undefined : (permissionOf(world, project, call.query['email'] ?? call.person.email) ?? own);
  const queues = new Set(permission === undefined ? [] : visibleQueues(world, permission));
  const rooms =
    permission === undefined
      ? []
      : roomsOf(world, project).filter(
          (room) =>
            room.isActive &&
            (room.user === permission.email || (room.user === null && queues.has(room.queue))) &&
            matchesStatus(room, call.query['room_status']) &&
            matchesSearch(call, room, call.query['search']),
        );
  rooms.sort(compareBy(call.query['ordering'] ?? 'user,-last_interaction,created_on,added_to_queue_at'));
  return ok({ max_pin_limit: 3, ...limitOffset(call, rooms, (room) => listRoom(call.ctx, room)) });
}

function mayRead(call: Call, permission: Permission | undefined, room: Room): boolean {
  if (permission === undefined) return false;
  if (
    permission.role === 1 ||
    managedSectors(call.ctx.world, permission).some(
      (sector) => sector.uuid === sectorOfQueue(call.ctx.world, room.queue).uuid,
    )
  )
    return true;
  return visibleQueues(call.ctx.world, permission).includes(room.queue);
}

/** Finds the room of the path if the caller is an admin, the sector's manager or an agent of its queue. */
function roomOf(call: Call): { room: Room; permission: Permission } {
  const room = isUuid(call.params['room'] ?? '') ? call.ctx.world.rooms.get(call.params['room'] ?? '') : undefined;
  if (room === undefined) throw new HttpProblem(404, NOT_FOUND);
  const permission = permissionOf(call.ctx.world, room.project, call.person.email);
  if (permission === undefined || !mayRead(call, permission, room)) throw new HttpProblem(403, FORBIDDEN);
  return { room, permission };
}

function markRead(call: Call): Answer {
  const { room } = roomOf(call);
  if (room.user === null) throw new HttpProblem(400, { detail: "Can't mark queued rooms as read" });
  room.unread = 0;
  for (const message of messagesOf(call.ctx.world, room.uuid)) message.seen = call.body['seen'] !== false;
  notifyRoom(call.ctx, room, 'rooms.update');
  return ok({ seen: true });
}

/** The callback closes the Flows ticket; `rooms.close` goes to the queue group and to the user group. */
function closeRoom(call: Call, room: Room): Answer {
  const { ctx } = call;
  const tags = call.body['tags'];
  if (Array.isArray(tags) && tags.length > 0) throw new HttpProblem(400, { tags: ['Tag not found for the sector'] });
  closeAs(ctx, room, call.person);
  return ok(fullRoom(ctx, room, 'rest'));
}

/** Take (`user_email`) or transfer (`queue_uuid`). A waiting room stays waiting. */
function transfer(call: Call): Answer {
  const { ctx } = call;
  const { room } = roomOf(call);
  if (!room.isActive) throw new HttpProblem(400, { detail: 'Closed rooms cannot be transferred' });
  const email = textOf(call.body, 'user_email') ?? call.query['user_email'];
  const queueUuid = textOf(call.body, 'queue_uuid') ?? call.query['queue_uuid'];
  const before = room.user;
  const from =
    before === null
      ? { type: 'queue', name: queueByUuid(ctx.world, room.queue)?.name ?? '' }
      : { type: 'user', name: personByEmail(ctx.world, before)?.firstName ?? '' };
  const by = { transferred_by: call.person.email };
  const requestedBy = {
    type: 'user',
    name: call.person.firstName,
    id: String(call.person.id),
    email: call.person.email,
  };
  if (before !== null)
    notifyRoom(
      ctx,
      room,
      'rooms.update',
      `permission_${permissionOf(ctx.world, room.project, before)?.uuid ?? ''}`,
      by,
    );
  if (email !== undefined && email !== null) {
    if (permissionOf(ctx.world, room.project, email) === undefined)
      throw new HttpProblem(400, { user: ['User not found in the project'] });
    assignRoom(ctx, room, email);
    const action = before === null && email === call.person.email ? 'pick' : 'transfer';
    room.transferHistory = {
      action,
      from,
      to: { type: 'user', name: personByEmail(ctx.world, email)?.firstName ?? '', email },
      requested_by: requestedBy,
    };
    addFeedback(ctx, room, 'rt', {
      action,
      from,
      to: { type: 'user', name: personByEmail(ctx.world, email)?.firstName ?? '', email },
    });
    if (before === null) notifyRoom(ctx, room, 'rooms.update', `queue_${room.queue}`, by);
  } else if (queueUuid !== undefined && queueUuid !== null) {
    const queue = queueByUuid(ctx.world, queueUuid);
    if (queue === undefined) throw new HttpProblem(400, { queue: ['Queue not found'] });
    room.queue = queue.uuid;
    room.user = null;
    room.userAssignedAt = null;
    room.addedToQueueAt = ctx.clock.now();
    room.modifiedAt = room.addedToQueueAt;
    room.transferHistory = {
      action: 'transfer',
      from,
      to: { type: 'queue', name: queue.name, uuid: queue.uuid },
      requested_by: requestedBy,
    };
    addFeedback(ctx, room, 'rt', {
      action: 'transfer',
      from,
      to: { type: 'queue', name: queue.name, uuid: queue.uuid },
    });
  }
  notifyRoom(ctx, room, 'rooms.update', undefined, by);
  return ok(fullRoom(ctx, room, 'rest'));
}

/** Like the real one, checks neither project nor permission, and counts waiting rooms. */
function roomsCount(call: Call): Answer {
  const { sector, queue } = call.query;
  if ((sector === undefined) === (queue === undefined))
    throw new HttpProblem(400, { detail: 'Exactly one of sector and queue is required' });
  const rooms = [...call.ctx.world.rooms.values()].filter(
    (room) => room.isActive && (room.queue === queue || sectorOfQueue(call.ctx.world, room.queue).uuid === sector),
  );
  return ok({
    waiting: rooms.filter((room) => room.user === null).length,
    in_service: rooms.filter((room) => room.user !== null).length,
  });
}

/** Exists only with its feature flag, and leaves out waiting rooms. */
function roomsCountByQueue(call: Call): Answer {
  const { world } = call.ctx;
  const permission = permissionOf(world, call.query['project'] ?? '', call.person.email);
  const project = permission === undefined ? undefined : projectByUuid(world, permission.project);
  if (permission === undefined || project?.flags.has('weniChatsRoomsCountByQueue') !== true)
    throw new HttpProblem(404, NOT_FOUND);
  const queues = visibleQueues(world, permission);
  const count = (queue: string, hasUser: boolean): number =>
    roomsOf(world, project.uuid).filter(
      (room) => room.isActive && !room.isWaiting && room.queue === queue && (room.user !== null) === hasUser,
    ).length;
  const sectors = [
    ...new Map(queues.map((queue) => [sectorOfQueue(world, queue).uuid, sectorOfQueue(world, queue)])).values(),
  ];
  return ok({
    sectors: sectors.map((sector) => ({
      uuid: sector.uuid,
      name: sector.name,
      queues: world.queues
        .filter((queue) => queue.sector === sector.uuid && queues.includes(queue.uuid))
        .map((queue) => ({
          uuid: queue.uuid,
          name: queue.name,
          rooms_in_awaiting: count(queue.uuid, false),
          rooms_in_progress: count(queue.uuid, true),
        })),
    })),
  });
}

/** Lists closed rooms: the caller's own and those of their queues. */
function historyRooms(call: Call): Answer {
  const { world } = call.ctx;
  const project = call.query['project'] ?? '';
  const permission = permissionOf(world, project, call.person.email);
  if (permission === undefined)
    throw new HttpProblem(500, { detail: "You don't have permission to access this project" });
  const queues = new Set(visibleQueues(world, permission));
  const after = call.query['ended_at_after'] ?? '';
  const before = call.query['ended_at_before'] ?? '';
  const rooms = roomsOf(world, project).filter(
    (room) =>
      !room.isActive &&
      (room.user === permission.email || queues.has(room.queue)) &&
      (call.query['contact'] === undefined || world.contacts.get(room.contact)?.externalId === call.query['contact']) &&
      (after === '' || zoned(room.endedAt ?? 0).slice(0, after.length) >= after) &&
      (before === '' || zoned(room.endedAt ?? 0).slice(0, before.length) <= before),
  );
  rooms.sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  return ok(
    limitOffset(call, rooms, (room) => {
      const endedAt = room.endedAt === null ? null : zoned(room.endedAt);
      if (isTrue(call.query['basic'])) return { uuid: room.uuid, ended_at: endedAt };
      const contact = world.contacts.get(room.contact);
      const person = room.user === null ? undefined : personByEmail(world, room.user);
      const closer = world.people.find((each) => each.id === room.closedBy);
      return {
        uuid: room.uuid,
        created_on: zoned(room.createdAt),
        ended_at: endedAt,
        user:
          person === undefined
            ? null
            : { first_name: person.firstName, last_name: person.lastName, email: person.email },
        contact: { uuid: contact?.uuid ?? null, name: contact?.name ?? '', external_id: contact?.externalId ?? null },
        tags: room.tags,
        protocol: room.protocol,
        service_chat: room.serviceChat,
        closed_by:
          closer === undefined
            ? null
            : { first_name: closer.firstName, last_name: closer.lastName, email: closer.email },
      };
    }),
  );
}

export const ROOM_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/v1/room/', handler: listRooms },
  { method: 'GET', pattern: '/v1/room/:room/', handler: (call) => ok(fullRoom(call.ctx, roomOf(call).room, 'rest')) },
  { method: 'PUT', pattern: '/v1/room/:room/', handler: transfer },
  {
    method: 'GET',
    pattern: '/v1/room/:room/can-send-message-status/',
    handler: (call) => ok({ can_send_message: is24hValid(call.ctx.world, roomOf(call).room, call.ctx.clock.now()) }),
  },
  { method: 'PATCH', pattern: '/v1/room/:room/bulk_update_msgs/', handler: markRead },
  { method: 'PUT', pattern: '/v1/room/:room/close/', handler: (call) => closeRoom(call, roomOf(call).room) },
  { method: 'PATCH', pattern: '/v1/room/:room/close/', handler: (call) => closeRoom(call, roomOf(call).room) },
  { method: 'GET', pattern: '/v1/rooms_count/', handler: roomsCount },
  { method: 'GET', pattern: '/v1/rooms_count/by_queue/', handler: roomsCountByQueue },
  { method: 'GET', pattern: '/v1/history/rooms/', handler: historyRooms },
];
