import * as z from 'zod/mini';
import { RoomUuid } from '../../ids.ts';
import type { MessageFact, SocketRoomFact } from '../../replies/facts.ts';
import { toMessage, toSocketRoom } from '../api/rooms.ts';
import { MessageWire, RoomWire } from '../api/schemas-rooms.ts';
import type { AgentStatusHint, SocketHint } from './hint.ts';

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
      return toRoomFact('create', content);
    case 'rooms.update':
      return toRoomFact('update', content);
    case 'rooms.close':
      return toRoomFact('close', content);
    case 'rooms.destroy':
      return toRoomFact('destroy', content);
    case 'msg.create':
    case 'msg.update':
      return toMessageFact(content);
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

function toRoomFact(action: SocketRoomFact['action'], content: unknown): SocketRoomFact | null {
  const parsed = RoomWire.safeParse(content);
  if (!parsed.success) return null;
  const room = toSocketRoom(action, parsed.data);
  const { contactName, user, queue, flowStart } = room;
  return {
    ...room,
    contactName: contactName === null ? null : cut(contactName),
    user: user && { ...user, name: user.name === null ? null : cut(user.name) },
    queue: queue && { ...queue, name: cut(queue.name) },
    flowStart: flowStart && { ...flowStart, name: cut(flowStart.name) },
  };
}

function toMessageFact(content: unknown): MessageFact | null {
  const parsed = MessageEventWire.safeParse(content);
  return parsed.success ? toMessage(parsed.data, parsed.data.room) : null;
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
function cut(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  return `${Array.from(name.slice(0, MAX_NAME_LENGTH * 2))
    .slice(0, MAX_NAME_LENGTH - 1)
    .join('')}…`;
}
