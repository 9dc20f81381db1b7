import type * as z from 'zod/mini';
import type { ContactUuid, MessageUuid, ProjectUuid, RoomUuid } from '../../ids.ts';
import { readName } from '../../util/seen-text.ts';
import type {
  HistoryRoomWire,
  LastMessageWire,
  MessageWire,
  RoomRowWire,
  RoomWire,
  UserWire,
} from './schemas-rooms.ts';

/**
 * Who wrote a message. In the API, feedback lines and messages of a bot look alike
 * (.github/docs/contract/socket.md#message-events).
 */
export type Direction = 'contact' | 'agent' | 'system-or-bot';

/**
 * The newest message of a room, without its text. In socket events it may be one message behind
 * (.github/docs/contract/pitfalls.md#room-events-lag-one-message).
 */
export interface LastMessage {
  readonly messageUuid: MessageUuid | null;
  readonly createdAt: number | null;
  readonly direction: Direction;
}

/**
 * The fields of a room that both the list and the single room contain. Names may be empty; `queue*` are null for a room
 * outside any queue.
 */
export interface RoomRow {
  readonly roomUuid: RoomUuid;
  readonly contactUuid: ContactUuid | null;
  readonly contactName: string | null;
  /**
   * In lists: the stored column. In a single room or an event: also true while the room has an unconsumed FlowStart
   * (.github/docs/contract/states.md#fields).
   */
  readonly isWaiting: boolean;
  readonly isActive: boolean;
  readonly userEmail: string | null;
  readonly userName: string | null;
  readonly queueUuid: string | null;
  readonly queueName: string | null;
  readonly sectorName: string | null;
  /**
   * Counts outgoing messages of bots too, so it never proves a reply
   * (.github/docs/contract/pitfalls.md#unread-counts-bots-too).
   */
  readonly unreadCount: number;
  readonly lastMessage: LastMessage | null;
  readonly lastInteractionAt: number | null;
  readonly protocol: string | null;
  readonly serviceChat: string | null;
}

/** The live FlowStart of a room. The server removes the link when a ticket consumes the FlowStart. */
interface FlowStartData {
  readonly name: string | null;
  readonly isDeleted: boolean;
  readonly createdAt: number | null;
}

/** A room as the single-room endpoint and socket events describe it. Times are epoch ms. */
export interface Room extends RoomRow {
  readonly projectUuid: ProjectUuid;
  readonly is24hValid: boolean;
  readonly ticketUuid: string | null;
  /** Null when the room has no live FlowStart, or more than one. */
  readonly flowStart: FlowStartData | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly endedAt: number | null;
  readonly endedBy: string | null;
}

/** A message without its text: who wrote it, when (epoch ms), and which kinds of content it has. */
export interface Message {
  readonly messageUuid: MessageUuid;
  readonly direction: Direction;
  readonly createdAt: number;
  readonly hasText: boolean;
  readonly hasMedia: boolean;
}

/** A closed room. A field that the history endpoint leaves out is null. */
export interface HistoryRoom {
  readonly roomUuid: RoomUuid;
  readonly endedAt: number | null;
  readonly createdAt: number | null;
  readonly contactUuid: ContactUuid | null;
  readonly userEmail: string | null;
  readonly userName: string | null;
}

/** Reads who wrote a message. Only a message with a contact and without a user comes from the contact. */
export function toDirection(message: { readonly user: unknown; readonly contact: unknown }): Direction {
  if (message.user !== null) return 'agent';
  return message.contact === null ? 'system-or-bot' : 'contact';
}

/** First and last name, or null: an empty name would look as if an agent had the room. */
function toUserName(user: Pick<z.infer<typeof UserWire>, 'first_name' | 'last_name'> | null): string | null {
  if (user === null) return null;
  const name = `${user.first_name} ${user.last_name}`.trim();
  return name === '' ? null : name;
}

/** The list writes an object of nulls where events and the single room write null. Both become null. */
function toLastMessage(wire: z.infer<typeof LastMessageWire> | null): LastMessage | null {
  if (wire === null || (wire.uuid === null && wire.created_on === null)) return null;
  return { messageUuid: wire.uuid, createdAt: wire.created_on, direction: toDirection(wire) };
}

/** Converts a room of a list. The schema has already dropped `callback_url` and all texts. */
export function toRoomRow(wire: z.infer<typeof RoomRowWire>): RoomRow {
  return {
    roomUuid: wire.uuid,
    contactUuid: wire.contact.external_id,
    contactName: readName(wire.contact.name),
    isWaiting: wire.is_waiting,
    isActive: wire.is_active,
    userEmail: wire.user?.email ?? null,
    userName: toUserName(wire.user),
    queueUuid: wire.queue?.uuid ?? null,
    queueName: wire.queue?.name ?? null,
    sectorName: wire.queue?.sector_name ?? null,
    unreadCount: wire.unread_msgs,
    lastMessage: toLastMessage(wire.last_message),
    lastInteractionAt: wire.last_interaction,
    protocol: wire.protocol,
    serviceChat: wire.service_chat,
  };
}

/** Converts `flowstart_data`; `{}` means that the room has no FlowStart or more than one. */
function toFlowStartData(wire: z.infer<typeof RoomWire>['flowstart_data']): FlowStartData | null {
  if (Object.keys(wire).length === 0) return null;
  return { name: wire.name ?? null, isDeleted: wire.is_deleted ?? false, createdAt: wire.created_on ?? null };
}

/** Converts a room from the single-room endpoint or from a socket event. */
export function toRoom(wire: z.infer<typeof RoomWire>): Room {
  return {
    ...toRoomRow(wire),
    projectUuid: wire.project_uuid,
    is24hValid: wire.is_24h_valid,
    ticketUuid: wire.ticket_uuid,
    flowStart: toFlowStartData(wire.flowstart_data),
    createdAt: wire.created_on,
    modifiedAt: wire.modified_on,
    endedAt: wire.ended_at,
    endedBy: wire.ended_by,
  };
}

/** Converts a message and drops its text. */
export function toMessage(wire: z.infer<typeof MessageWire>): Message {
  return {
    messageUuid: wire.uuid,
    direction: toDirection(wire),
    createdAt: wire.created_on,
    hasText: (wire.text ?? '') !== '',
    hasMedia: wire.media.length > 0,
  };
}

/** Converts a closed room; missing fields become null. */
export function toHistoryRoom(wire: z.infer<typeof HistoryRoomWire>): HistoryRoom {
  const user = wire.user ?? null;
  return {
    roomUuid: wire.uuid,
    endedAt: wire.ended_at,
    createdAt: wire.created_on ?? null,
    contactUuid: wire.contact?.external_id ?? null,
    userEmail: user?.email ?? null,
    userName: toUserName(user),
  };
}
