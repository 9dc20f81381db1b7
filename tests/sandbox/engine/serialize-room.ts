import { utc, utcMillis, zoned } from '../clock.ts';
import type { Context } from '../context.ts';
import type { Json } from '../python-json.ts';
import {
  is24hValid,
  isComputedWaiting,
  liveFlowStarts,
  messageByUuid,
  must,
  personByEmail,
  queueByUuid,
  roomsOf,
  sectorOfQueue,
} from '../world/store.ts';
import type { ChatContact, Person, Queue, Room } from '../world/types.ts';

type JsonObject = { readonly [key: string]: Json };

/** A value of a free-form column, which was stored as JSON and is returned as JSON. */
function json(value: unknown): Json {
  const text = JSON.stringify(value ?? null);
  const parsed: Json = JSON.parse(text);
  return parsed;
}

export function userObject(person: Person | undefined): JsonObject | null {
  return person === undefined
    ? null
    : { first_name: person.firstName, last_name: person.lastName, email: person.email };
}

function fullQueue(ctx: Context, queue: Queue): JsonObject {
  const sector = sectorOfQueue(ctx.world, queue.uuid);
  return {
    uuid: queue.uuid,
    sector_name: sector.name,
    required_tags: false,
    queue_limit: { limit: null, is_active: false },
    created_on: zoned(queue.createdAt),
    modified_on: zoned(queue.modifiedAt),
    is_deleted: false,
    config: null,
    name: queue.name,
    queue_purpose: null,
    sector: queue.sector,
  };
}

export function fullContact(contact: ChatContact): JsonObject {
  return {
    uuid: contact.uuid,
    external_id: contact.externalId,
    name: contact.name,
    email: null,
    document: null,
    status: '',
    phone: '',
    custom_fields: null,
    created_on: zoned(contact.createdAt),
  };
}

function contactOf(ctx: Context, room: Room): ChatContact {
  return must(ctx.world.contacts.get(room.contact), `contact ${room.contact}`);
}

/** `last_message` of retrieve and events; null while the room has none. */
function lastMessage(ctx: Context, room: Room, toText: (at: number) => string): JsonObject | null {
  const message = messageByUuid(ctx.world, room.uuid, room.lastMessage);
  if (message === undefined) return null;
  return {
    uuid: message.uuid,
    text: message.text,
    created_on: toText(message.createdAt),
    user: message.userEmail,
    contact: message.contact,
    media: [],
  };
}

function hasHistory(ctx: Context, room: Room, includesItself: boolean): boolean {
  return roomsOf(ctx.world, room.project).some(
    (other) => other.contact === room.contact && !other.isActive && (includesItself || other.uuid !== room.uuid),
  );
}

function flowStartData(ctx: Context, room: Room, toText: (at: number) => string): JsonObject {
  const starts = liveFlowStarts(ctx.world, room.uuid);
  const [start] = starts;
  if (start === undefined || starts.length > 1) return {};
  return { name: start.name, is_deleted: false, created_on: toText(start.createdAt) };
}

/** RoomSerializer: retrieve, close and every `rooms.*` event. Method-field datetimes lose their microseconds in frames. */
export function fullRoom(ctx: Context, room: Room, where: 'rest' | 'socket'): JsonObject {
  const toText = where === 'rest' ? utc : utcMillis;
  const message = messageByUuid(ctx.world, room.uuid, room.lastMessage);
  const user = room.user === null ? undefined : personByEmail(ctx.world, room.user);
  const lastUser =
    message?.userEmail === undefined || message.userEmail === null
      ? undefined
      : personByEmail(ctx.world, message.userEmail);
  return {
    added_to_queue_at: zoned(room.addedToQueueAt),
    automatic_message_sent_at: null,
    callback_url: room.callbackUrl,
    can_edit_custom_fields: false,
    closed_by: room.closedBy,
    config: json(room.config),
    contact: fullContact(contactOf(ctx, room)),
    created_on: zoned(room.createdAt),
    custom_fields: json(room.customFields),
    ended_at: room.endedAt === null ? null : zoned(room.endedAt),
    ended_by: room.endedBy,
    first_user_assigned_at: room.firstUserAssignedAt === null ? null : zoned(room.firstUserAssignedAt),
    flowstart_data: flowStartData(ctx, room, toText),
    has_history: hasHistory(ctx, room, where === 'socket'),
    imported_history_url: null,
    inactivity_timeout_time: 600,
    is_24h_valid: is24hValid(ctx.world, room, ctx.clock.now()),
    is_active: room.isActive,
    is_inactive: false,
    is_waiting: isComputedWaiting(ctx.world, room),
    last_interaction: room.lastInteraction === null ? null : zoned(room.lastInteraction),
    last_message: lastMessage(ctx, room, toText),
    last_message_contact: message?.contact ?? null,
    last_message_media: [],
    last_message_text: message?.text ?? '',
    last_message_user: lastUser?.id ?? null,
    last_unread_message_at: null,
    linked_user: '',
    modified_on: zoned(room.modifiedAt),
    project_uuid: room.project,
    protocol: room.protocol,
    queue: fullQueue(ctx, must(queueByUuid(ctx.world, room.queue), `queue ${room.queue}`)),
    service_chat: room.serviceChat,
    tags: [],
    ticket_uuid: room.ticketUuid,
    transfer_history: json(room.transferHistory),
    unread_messages_count: room.unread,
    unread_msgs: room.unread,
    urn: room.urn,
    user: userObject(user),
    user_assigned_at: room.userAssignedAt === null ? null : zoned(room.userAssignedAt),
    uuid: room.uuid,
  };
}

/** Item of `GET /room/`: fewer fields, `is_waiting` is the plain column, `last_message` is always an object. */
export function listRoom(ctx: Context, room: Room): JsonObject {
  const contact = contactOf(ctx, room);
  const queue = must(queueByUuid(ctx.world, room.queue), `queue ${room.queue}`);
  const user = room.user === null ? undefined : personByEmail(ctx.world, room.user);
  return {
    uuid: room.uuid,
    user: userObject(user),
    queue: {
      uuid: queue.uuid,
      name: queue.name,
      sector: queue.sector,
      sector_name: sectorOfQueue(ctx.world, queue.uuid).name,
      required_tags: false,
    },
    contact: { uuid: contact.uuid, name: contact.name, external_id: contact.externalId, email: null, document: null },
    unread_msgs: room.unread,
    last_message: lastMessage(ctx, room, utc) ?? {
      uuid: null,
      text: '',
      created_on: null,
      user: null,
      contact: null,
      media: [],
    },
    is_waiting: room.isWaiting,
    last_interaction: room.lastInteraction === null ? null : zoned(room.lastInteraction),
    can_edit_custom_fields: false,
    custom_fields: json(room.customFields),
    urn: room.urn,
    transfer_history: json(room.transferHistory),
    protocol: room.protocol,
    service_chat: room.serviceChat,
    is_active: room.isActive,
    is_inactive: false,
    inactivity_timeout_time: 600,
    config: json(room.config),
    imported_history_url: null,
    is_pinned: false,
    added_to_queue_at: zoned(room.addedToQueueAt),
    has_history: hasHistory(ctx, room, false),
  };
}

/** What `/external/rooms/` answers to mailroom: the column, not the computed waiting. */
export function externalRoom(ctx: Context, room: Room): JsonObject {
  const user = room.user === null ? undefined : personByEmail(ctx.world, room.user);
  return {
    uuid: room.uuid,
    user: userObject(user),
    queue: fullQueue(ctx, must(queueByUuid(ctx.world, room.queue), `queue ${room.queue}`)),
    ended_at: room.endedAt === null ? null : zoned(room.endedAt),
    is_active: room.isActive,
    transfer_history: json(room.transferHistory),
    ticket_uuid: room.ticketUuid,
    contact: fullContact(contactOf(ctx, room)),
    created_on: zoned(room.createdAt),
    custom_fields: json(room.customFields),
    callback_url: room.callbackUrl,
    is_waiting: room.isWaiting,
    urn: room.urn,
    protocol: room.protocol,
  };
}
