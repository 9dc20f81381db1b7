import type { Context } from '../context.ts';
import { contactByExternalId, messagesOf, must, permissionOf, projectByUuid, queueByUuid } from '../world/store.ts';
import type { AgentStatus, ChatContact, Permission, Person, Room } from '../world/types.ts';
import { BY_CONTROL, writeStatus } from './agent-status.ts';
import { addMessageRow, assignRoom, endRoom, notifyRoom } from './room-life.ts';

/** Direct changes of the world for tests and the control page, with the events that the real engine would send. */
export interface OpenRoomOptions {
  readonly contact: string;
  readonly user: string | null;
  readonly queue: string;
  readonly ageMs: number;
  readonly project: string;
}

/** Moves a room and its messages into the past. */
export function ageRoom(ctx: Context, room: Room, ageMs: number): void {
  room.createdAt -= ageMs;
  for (const message of messagesOf(ctx.world, room.uuid)) message.createdAt -= ageMs;
  if (room.lastInteraction !== null) room.lastInteraction -= ageMs;
}

/** Creates an open room of the given age, with an open ticket and one message of the contact; sends `rooms.create`. */
export function openOwnRoom(ctx: Context, options: OpenRoomOptions): Room {
  const person = must(
    ctx.flows.projects.get(options.project)?.contacts.byUuid(options.contact),
    `Flows contact ${options.contact}`,
  );
  const at = ctx.clock.now();
  const isAnonymous = projectByUuid(ctx.world, options.project)?.isAnonymous === true;
  const contact: ChatContact = contactByExternalId(ctx.world, person.uuid) ?? {
    uuid: ctx.ids.uuid(),
    externalId: person.uuid,
    name: isAnonymous ? String(1_000_000 + person.index) : (person.name ?? ''),
    createdAt: at,
  };
  ctx.world.contacts.set(contact.uuid, contact);
  const queue = must(queueByUuid(ctx.world, options.queue), `queue ${options.queue}`);
  const ticketUuid = ctx.ids.uuid();
  const room: Room = {
    uuid: ctx.ids.uuid(),
    project: options.project,
    queue: options.queue,
    contact: contact.uuid,
    user: null,
    isActive: true,
    isWaiting: false,
    callbackUrl: `${ctx.origins.flows}/mr/tickets/types/wenichats/event_callback/${options.project}/${ticketUuid}`,
    ticketUuid,
    urn: isAnonymous ? '' : (person.urns[0] ?? ''),
    createdAt: at,
    modifiedAt: at,
    endedAt: null,
    endedBy: null,
    closedBy: null,
    addedToQueueAt: at,
    userAssignedAt: null,
    firstUserAssignedAt: null,
    unread: 0,
    lastMessage: null,
    lastInteraction: null,
    customFields: null,
    transferHistory: {
      to: { name: queue.name, type: 'queue', uuid: queue.uuid },
      from: { name: '', type: '' },
      action: 'forward',
    },
    config: null,
    protocol: null,
    tags: [],
    serviceChat: null,
  };
  ctx.world.rooms.set(room.uuid, room);
  if (options.user !== null) assignRoom(ctx, room, options.user);
  addMessageRow(ctx, room, 'Bom dia, preciso de ajuda.');
  ageRoom(ctx, room, options.ageMs);
  ctx.mailroom.adoptRoom(room);
  notifyRoom(ctx, room, 'rooms.create');
  return room;
}

/** Closes a room as its agent does in the page: callback, then `rooms.close` to the queue group and to the user group. */
export function closeAs(ctx: Context, room: Room, person: Person): void {
  const permission = room.user === null ? undefined : permissionOf(ctx.world, room.project, room.user);
  endRoom(ctx, room, 'agent', person.id);
  ctx.mailroom.callback(room, 'ticket.close');
  notifyRoom(ctx, room, 'rooms.close', `queue_${room.queue}`);
  if (permission !== undefined) notifyRoom(ctx, room, 'rooms.close', `permission_${permission.uuid}`);
}

/** Gives the room to a colleague, as when they take it. */
export function takeRoom(ctx: Context, room: Room, email: string): void {
  const before = room.user;
  const by = { transferred_by: email };
  if (before !== null) {
    const permission = permissionOf(ctx.world, room.project, before);
    assignRoom(ctx, room, email);
    if (permission !== undefined) notifyRoom(ctx, room, 'rooms.update', `permission_${permission.uuid}`, by);
  } else {
    assignRoom(ctx, room, email);
    notifyRoom(ctx, room, 'rooms.update', `queue_${room.queue}`, by);
  }
  notifyRoom(ctx, room, 'rooms.update', undefined, by);
}

export function setStatus(ctx: Context, permission: Permission, status: AgentStatus, announce: boolean): void {
  writeStatus(ctx, permission, status, BY_CONTROL, announce);
}
