import type { Context } from '../context.ts';
import { fullMessage } from '../engine/serialize-message.ts';
import { fullRoom } from '../engine/serialize-room.ts';
import { pythonJson, type Json } from '../python-json.ts';
import { addMessage, is24hValid, isComputedWaiting, permissionOf, personByEmail } from '../world/store.ts';
import type { Message, Room } from '../world/types.ts';

/** The group that gets the events of a room: its user's permission, or its queue while it has no user. */
function groupOf(ctx: Context, room: Room): string {
  const permission = room.user === null ? undefined : permissionOf(ctx.world, room.project, room.user);
  return permission === undefined ? `queue_${room.queue}` : `permission_${permission.uuid}`;
}

export function notifyRoom(
  ctx: Context,
  room: Room,
  action: 'rooms.create' | 'rooms.update' | 'rooms.close',
  group = groupOf(ctx, room),
  extra: Record<string, Json> = {},
): void {
  ctx.hub.notify(group, action, { ...fullRoom(ctx, room, 'socket'), ...extra });
}

export function notifyMessage(ctx: Context, room: Room, message: Message): void {
  ctx.hub.notify(groupOf(ctx, room), 'msg.create', fullMessage(ctx, message, 'socket'));
}

/**
 * Adds a system message: JSON text such as `{"method": "rt", …}` without a sender. It is not the room's last message.
 */
export function addFeedback(ctx: Context, room: Room, method: 'rt' | 'fs' | 'rc', content: Record<string, Json>): void {
  const message = addMessage(ctx.world, {
    uuid: ctx.ids.uuid(),
    room: room.uuid,
    userEmail: null,
    contact: null,
    text: pythonJson({ method, content }),
    seen: true,
    createdAt: ctx.clock.now(),
    metadata: {},
    externalId: null,
  });
  notifyMessage(ctx, room, message);
}

/** Writes the last-message columns and the unread counter. */
export function countMessage(room: Room, message: Message, isExternal: boolean): void {
  room.lastMessage = message.uuid;
  room.lastInteraction = message.createdAt;
  if (isExternal) room.unread += 1;
}

export interface InboundMessage {
  readonly text: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly createdAt: number;
  readonly externalId: string | null;
}

/**
 * `/external/msgs/`: the column falls on an incoming message, the FlowStart stays; `rooms.update` goes out before the last-message
 * columns are written (so it lags one message behind), `msg.create` after it.
 */
export function storeExternalMessage(ctx: Context, room: Room, inbound: InboundMessage): Message {
  const isIncoming = inbound.direction === 'incoming';
  const wasWaiting = isComputedWaiting(ctx.world, room);
  const wasValid = is24hValid(ctx.world, room, ctx.clock.now());
  const message = addMessage(ctx.world, {
    uuid: ctx.ids.uuid(),
    room: room.uuid,
    userEmail: null,
    contact: isIncoming ? room.contact : null,
    text: inbound.text,
    seen: false,
    createdAt: inbound.createdAt,
    metadata: null,
    externalId: inbound.externalId,
  });
  if (isIncoming && wasWaiting) {
    room.isWaiting = false;
    room.modifiedAt = ctx.clock.now();
    notifyRoom(ctx, room, 'rooms.update');
  } else if (isIncoming && !wasValid) notifyRoom(ctx, room, 'rooms.update');
  notifyMessage(ctx, room, message);
  if (isIncoming && room.config !== null) room.config['is_billing_notified'] = true;
  countMessage(room, message, true);
  return message;
}

/** History rows: bulk insert without events; an incoming one ends the waiting column. Returns the newest stored message. */
export function storeHistory(ctx: Context, room: Room, history: readonly InboundMessage[]): readonly Message[] {
  const wasWaiting = isComputedWaiting(ctx.world, room);
  if (wasWaiting && history.some((row) => row.direction === 'incoming')) {
    room.isWaiting = false;
    room.modifiedAt = ctx.clock.now();
  }
  return history.map((row) =>
    addMessage(ctx.world, {
      uuid: ctx.ids.uuid(),
      room: room.uuid,
      userEmail: null,
      contact: row.direction === 'incoming' ? room.contact : null,
      text: row.text,
      seen: false,
      createdAt: row.createdAt,
      metadata: {},
      externalId: row.externalId,
    }),
  );
}

/** Assigns a room to an agent: writes times and a feedback message, but sends no room event. */
export function assignRoom(ctx: Context, room: Room, email: string): void {
  const at = ctx.clock.now();
  room.user = email;
  room.userAssignedAt = at;
  room.firstUserAssignedAt ??= at;
  room.modifiedAt = at;
}

export function addAssignFeedback(ctx: Context, room: Room, email: string): void {
  const person = personByEmail(ctx.world, email);
  const queue = ctx.world.queues.find((each) => each.uuid === room.queue);
  addFeedback(ctx, room, 'rt', {
    action: 'auto_assign_from_queue',
    from: { type: 'queue', name: queue?.name ?? '', uuid: room.queue },
    to: { type: 'user', name: person?.firstName ?? '', id: String(person?.id ?? 0), email },
  });
}

export function endRoom(ctx: Context, room: Room, endedBy: string, closedBy: number | null): void {
  room.isActive = false;
  room.endedAt = ctx.clock.now();
  room.modifiedAt = room.endedAt;
  room.endedBy = endedBy;
  room.closedBy = closedBy;
}

/** Adds a message of the contact without an event. */
export function addMessageRow(ctx: Context, room: Room, text: string): Message {
  const message = addMessage(ctx.world, {
    uuid: ctx.ids.uuid(),
    room: room.uuid,
    userEmail: null,
    contact: room.contact,
    text,
    seen: false,
    createdAt: ctx.clock.now(),
    metadata: null,
    externalId: null,
  });
  countMessage(room, message, true);
  return message;
}
