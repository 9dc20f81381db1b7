import * as z from 'zod/mini';
import { ContactUuid, Guid, MessageUuid, ProjectUuid, RoomUuid } from '../../ids.ts';
import { WireDate } from './dates.ts';

// Wire shapes of rooms and messages. `callback_url` is deliberately absent: posting to it closes tickets, so it must
// not outlive the parse (.github/docs/contract/pitfalls.md#the-callback-address). For the same reason these are plain
// objects, which drop what they do not name.

/** The agent of a room. Names may be empty. */
export const UserWire = z.object({ first_name: z.string(), last_name: z.string(), email: z.string() });

/**
 * null in events and retrieve, an object of nulls in the list, when a room has no message yet
 * (.github/docs/contract/pitfalls.md#last-message-null-or-nulls).
 */
export const LastMessageWire = z.object({
  uuid: z.nullable(MessageUuid),
  created_on: z.nullable(WireDate),
  /** E-mail of the agent who wrote it. */
  user: z.nullable(z.string()),
  /** chats-engine's own contact uuid: only its presence matters. */
  contact: z.nullable(z.string()),
});

const RoomContactWire = z.object({ external_id: z.nullable(ContactUuid), name: z.nullable(z.string()) });

const QueueWire = z.object({ uuid: Guid, name: z.string(), sector: Guid, sector_name: z.string() });

/** One row of `GET /room/`: `is_waiting` is the plain column here. */
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
});

/** `{}` when there is no live start, or more than one. */
const FlowStartDataWire = z.object({
  name: z.optional(z.nullable(z.string())),
  is_deleted: z.optional(z.boolean()),
  created_on: z.optional(WireDate),
});

/**
 * `GET /room/{uuid}/` and the content of every `rooms.*` event: `is_waiting` is column OR live FlowStart
 * (.github/docs/contract/rest.md#one-room).
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

/** One row of `GET /v2/msg/`; v1 and `msg.*` events have more. */
export const MessageWire = z.object({
  uuid: MessageUuid,
  user: z.nullable(z.object({ email: z.string() })),
  contact: z.nullable(z.object({ uuid: z.string() })),
  text: z.nullable(z.string()),
  media: z.array(z.unknown()),
  created_on: WireDate,
  internal_note: z.optional(z.unknown()),
});

/** Cursor pages of messages: `next` is an absolute http address, never fetched. */
export const MessagePageWire = z.object({ next: z.nullable(z.string()), results: z.array(z.unknown()) });

/** One row of `GET /history/rooms/`. Not recorded: only what the watcher cannot do without is required. */
export const HistoryRoomWire = z.object({
  uuid: RoomUuid,
  ended_at: z.nullable(WireDate),
  created_on: z.optional(z.nullable(WireDate)),
  user: z.optional(z.nullable(z.object({ first_name: z.string(), last_name: z.string(), email: z.optional(z.string()) }))),
  contact: z.optional(z.nullable(z.object({ external_id: z.optional(z.nullable(ContactUuid)) }))),
});
