import * as z from 'zod/mini';
import { ContactUuid, Guid, MessageUuid, ProjectUuid, RoomUuid } from '../../ids.ts';
import { WireDate } from './dates.ts';

// Schemas of rooms and messages. They are plain objects, which drop unknown fields, and `callback_url` is left out on
// purpose: a POST to that URL closes the ticket, so it must not be kept
// (.github/docs/contract/pitfalls.md#the-callback-address).

/** The agent who has a room. Names may be empty. */
export const UserWire = z.object({ first_name: z.string(), last_name: z.string(), email: z.string() });

/**
 * The newest message of a room. For a room without messages, events and the single room write null, and the list writes
 * an object of nulls (.github/docs/contract/pitfalls.md#last-message-null-or-nulls).
 */
export const LastMessageWire = z.object({
  uuid: z.nullable(MessageUuid),
  created_on: z.nullable(WireDate),
  /** E-mail of the agent who wrote it. */
  user: z.nullable(z.string()),
  /** The contact's uuid in the engine, which is not the uuid in Flows. Only its presence matters. */
  contact: z.nullable(z.string()),
  text: z.optional(z.nullable(z.string())),
  media: z.optional(z.nullable(z.array(z.unknown()))),
});

const RoomContactWire = z.object({ external_id: z.nullable(ContactUuid), name: z.nullable(z.string()) });

const QueueWire = z.object({ uuid: Guid, name: z.string(), sector: Guid, sector_name: z.string() });

/** One row of `GET /room/`. Here `is_waiting` is the stored column. */
export const RoomRowWire = z.object({
  uuid: RoomUuid,
  user: z.nullable(UserWire),
  queue: z.nullable(QueueWire),
  contact: RoomContactWire,
  unread_msgs: z.number(),
  last_message: z.nullable(LastMessageWire),
  is_waiting: z.boolean(),
  last_interaction: z.nullable(WireDate),
  is_active: z.boolean(),
  protocol: z.nullable(z.string()),
  service_chat: z.nullable(z.string()),
  /** Address of the contact (`whatsapp:5582999000002`); empty in an anonymous project. */
  urn: z.optional(z.nullable(z.string())),
});

/** The live FlowStart of a room; `{}` when there is none, or more than one. */
const FlowStartDataWire = z.object({
  name: z.optional(z.nullable(z.string())),
  is_deleted: z.optional(z.boolean()),
  created_on: z.optional(WireDate),
});

/**
 * `GET /room/{uuid}/`, and the content of every `rooms.*` event. Here `is_waiting` is true when the stored column is
 * true or the room has a live FlowStart (.github/docs/contract/rest.md#one-room).
 */
export const RoomWire = z.object({
  uuid: RoomUuid,
  user: z.nullable(UserWire),
  queue: z.nullable(QueueWire),
  contact: RoomContactWire,
  unread_msgs: z.number(),
  last_message: z.nullable(LastMessageWire),
  is_waiting: z.boolean(),
  last_interaction: z.nullable(WireDate),
  is_active: z.boolean(),
  is_24h_valid: z.boolean(),
  protocol: z.nullable(z.string()),
  service_chat: z.nullable(z.string()),
  urn: z.optional(z.nullable(z.string())),
  project_uuid: ProjectUuid,
  ticket_uuid: z.nullable(z.string()),
  flowstart_data: FlowStartDataWire,
  created_on: WireDate,
  modified_on: WireDate,
  ended_at: z.nullable(WireDate),
  ended_by: z.nullable(z.string()),
});

/** `GET /room/{uuid}/can-send-message-status/`: whether the 24-hour window is open. */
export const CanSendMessageWire = z.object({ can_send_message: z.boolean() });

/** One row of `GET /v2/msg/`. The v1 endpoint and `msg.*` events have more fields. */
export const MessageWire = z.object({
  uuid: MessageUuid,
  user: z.nullable(z.object({ email: z.string() })),
  contact: z.nullable(z.object({ uuid: z.string() })),
  text: z.nullable(z.string()),
  media: z.array(z.unknown()),
  created_on: WireDate,
  internal_note: z.optional(z.unknown()),
  is_automatic_message: z.optional(z.boolean()),
});

/** Cursor page of messages. `next` is an absolute http URL and is never fetched. */
export const MessagePageWire = z.object({ next: z.nullable(z.string()), results: z.array(z.unknown()) });

/**
 * One row of `GET /history/rooms/`. No recording of this endpoint exists, so only the fields that the reply watcher
 * needs are required.
 */
export const HistoryRoomWire = z.object({
  uuid: RoomUuid,
  ended_at: z.nullable(WireDate),
  created_on: z.optional(z.nullable(WireDate)),
  user: z.optional(
    z.nullable(z.object({ first_name: z.string(), last_name: z.string(), email: z.optional(z.string()) })),
  ),
  contact: z.optional(z.nullable(z.object({ external_id: z.optional(z.nullable(ContactUuid)) }))),
  tags: z.optional(z.nullable(z.array(z.object({ name: z.string() })))),
});
