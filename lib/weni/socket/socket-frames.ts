import * as z from 'zod/mini';
import { RoomUuid } from '../../ids.ts';
import { toDirection, toRoom } from '../api/rooms.ts';
import { MessageWire, RoomWire } from '../api/schemas-rooms.ts';
import type { AgentStatusHint, MessageHint, RoomHint, SocketHint } from './hint.ts';

/** A longer frame cannot be a room or a message; parsing it would only block the background. */
const MAX_FRAME_LENGTH = 1_000_000;
const MAX_NAME_LENGTH = 500;

const SocketFrameWire = z.object({ type: z.literal('notify'), action: z.string(), content: z.unknown() });

const MessageEventWire = z.extend(MessageWire, { room: RoomUuid });

const StatusWire = z.object({ status: z.string(), from: z.string() });

/**
 * Parses one text frame that the server sent on `/agent/rooms`. `content` is a JSON string in events of the backend and
 * an object in acknowledgements (.github/docs/contract/socket.md#frames). Only the actions named here are accepted, and
 * only the fields of a hint are kept.
 *
 * @returns null for any other frame, for anything malformed, and for rooms or messages without a field that we need
 */
export function toHint(frame: string): SocketHint | null {
  if (frame.length > MAX_FRAME_LENGTH) return null;
  const parsed = SocketFrameWire.safeParse(parseJson(frame));
  if (!parsed.success) return null;
  const { action } = parsed.data;
  const content = typeof parsed.data.content === 'string' ? parseJson(parsed.data.content) : parsed.data.content;
  switch (action) {
    case 'rooms.create':
      return toRoomHint('create', content);
    case 'rooms.update':
      return toRoomHint('update', content);
    case 'rooms.close':
      return toRoomHint('close', content);
    case 'rooms.destroy':
      return toRoomHint('destroy', content);
    case 'msg.create':
      return toMessageHint('create', content);
    case 'msg.update':
      return toMessageHint('update', content);
    case 'status.update':
      return toStatusHint(content);
    default:
      return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toRoomHint(event: RoomHint['event'], content: unknown): RoomHint | null {
  const parsed = RoomWire.safeParse(content);
  if (!parsed.success) return null;
  const room = toRoom(parsed.data);
  return {
    kind: 'room',
    event,
    room: {
      uuid: room.roomUuid,
      projectUuid: room.projectUuid,
      contactUuid: room.contactUuid,
      contactName: cut(room.contactName),
      isWaiting: room.isWaiting,
      isActive: room.isActive,
      is24hValid: room.is24hValid,
      userEmail: room.userEmail,
      userName: cut(room.userName),
      queueUuid: room.queueUuid,
      queueName: cut(room.queueName),
      ticketUuid: room.ticketUuid,
      flowStart:
        room.flowStart === null
          ? null
          : {
              name: cut(room.flowStart.name),
              isDeleted: room.flowStart.isDeleted,
              createdAt: room.flowStart.createdAt,
            },
      lastMessage: room.lastMessage === null ? null : { ...room.lastMessage },
      modifiedAt: room.modifiedAt,
      endedAt: room.endedAt,
      endedBy: room.endedBy,
    },
  };
}

function toMessageHint(event: MessageHint['event'], content: unknown): MessageHint | null {
  const parsed = MessageEventWire.safeParse(content);
  if (!parsed.success) return null;
  const message = parsed.data;
  return {
    kind: 'message',
    event,
    uuid: message.uuid,
    roomUuid: message.room,
    direction: toDirection(message),
    createdAt: message.created_on,
    isText: (message.text ?? '') !== '',
    hasMedia: message.media.length > 0,
    isNote: message.internal_note !== undefined && message.internal_note !== null,
  };
}

function toStatusHint(content: unknown): AgentStatusHint | null {
  const parsed = StatusWire.safeParse(content);
  if (!parsed.success) return null;
  return {
    kind: 'agent-status',
    status: parsed.data.status.toUpperCase().slice(0, MAX_NAME_LENGTH),
    from: parsed.data.from.slice(0, MAX_NAME_LENGTH),
  };
}

// Names are shown, stored and sent between contexts, so a name of 10,000 characters would slow all of that down.
// Array.from does not split characters outside the basic plane.
function cut(name: string | null): string | null {
  if (name === null || name.length <= MAX_NAME_LENGTH) return name;
  return `${Array.from(name.slice(0, MAX_NAME_LENGTH * 2))
    .slice(0, MAX_NAME_LENGTH - 1)
    .join('')}…`;
}
