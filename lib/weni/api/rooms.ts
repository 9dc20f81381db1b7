import type * as z from 'zod/mini';
import type { RoomUuid } from '../../ids.ts';
import type { MessageDirection, MessageFact, RoomFact, SocketRoomFact } from '../../replies/facts.ts';
import type { ReplyWords } from '../../replies/words.ts';
import { toFirstWords } from '../../util/first-words.ts';
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
 * Reads who wrote a message. Only a message with a contact and without a user comes from the contact. Feedback lines
 * and messages of a bot look alike (.github/docs/contract/socket.md#message-events).
 */
function toDirection(message: { readonly user: unknown; readonly contact: unknown }): MessageDirection {
  if (message.user !== null) return 'agent';
  return message.contact === null ? 'system' : 'contact';
}

/** The agent who has a room. The name is null if it is empty: an empty name would look as if nobody had the room. */
function toUser(wire: z.infer<typeof UserWire> | null): RoomFact['user'] {
  if (wire === null) return null;
  const name = `${wire.first_name} ${wire.last_name}`.trim();
  return { email: wire.email, name: name === '' ? null : name };
}

/** The words of a message, if it is the contact's; those of agents and bots are never kept. */
function wordsOf(
  direction: MessageDirection,
  message: { readonly text?: string | null | undefined; readonly media?: readonly unknown[] | null | undefined },
): { words?: ReplyWords } {
  if (direction !== 'contact') return {};
  const words = { text: toFirstWords(message.text ?? ''), hasMedia: (message.media ?? []).length > 0 };
  return words.text === '' && !words.hasMedia ? {} : { words };
}

/** The list writes an object of nulls where events and the single room write null. Both become null. */
function toLastMessage(wire: z.infer<typeof LastMessageWire> | null): RoomFact['lastMessage'] {
  if (wire === null || wire.uuid === null || wire.created_on === null) return null;
  const direction = toDirection(wire);
  return { uuid: wire.uuid, direction, createdAt: wire.created_on, ...wordsOf(direction, wire) };
}

/** Converts `flowstart_data`; `{}` means that the room has no FlowStart or more than one. */
function toFlowStart(wire: z.infer<typeof RoomWire>['flowstart_data']): NonNullable<RoomFact['flowStart']> | null {
  if (Object.keys(wire).length === 0) return null;
  return { name: wire.name ?? '', isDeleted: wire.is_deleted ?? false, createdAt: wire.created_on ?? null };
}

const MAX_URN_LENGTH = 150;

/** The address is of use only for somebody without a name. */
function urnOf({ contact, urn }: z.infer<typeof RoomRowWire>): { urn?: string } {
  const address = (urn ?? '').trim();
  return readName(contact.name) !== null || address === '' || address.length > MAX_URN_LENGTH ? {} : { urn: address };
}

/** The fields that a room of a list, a single room and a room of an event have in common. */
function toCommonFields(wire: z.infer<typeof RoomRowWire>) {
  return {
    kind: 'room',
    uuid: wire.uuid,
    contactUuid: wire.contact.external_id,
    contactName: readName(wire.contact.name),
    ...urnOf(wire),
    isWaiting: wire.is_waiting,
    isActive: wire.is_active,
    user: toUser(wire.user),
    queue: wire.queue === null ? null : { uuid: wire.queue.uuid, name: wire.queue.name },
    lastMessage: toLastMessage(wire.last_message),
  } as const;
}

/** The fields that a single room and a room of an event have beyond those of a list. */
function toDetailFields(wire: z.infer<typeof RoomWire>) {
  return {
    ticketUuid: wire.ticket_uuid,
    flowStart: toFlowStart(wire.flowstart_data),
    modifiedAt: wire.modified_on,
    endedAt: wire.ended_at,
    endedBy: wire.ended_by,
  };
}

/** Converts a room of a list. The schema has already dropped `callback_url`. */
export function toListedRoom(wire: z.infer<typeof RoomRowWire>): RoomFact {
  return {
    ...toCommonFields(wire),
    source: 'list',
    action: null,
    lastInteractionAt: wire.last_interaction,
    unread: wire.unread_msgs,
    modifiedAt: null,
    endedAt: null,
    endedBy: null,
  };
}

/** Converts a room of the single-room endpoint. */
export function toRetrievedRoom(wire: z.infer<typeof RoomWire>): RoomFact {
  return {
    ...toCommonFields(wire),
    ...toDetailFields(wire),
    source: 'retrieve',
    action: null,
    lastInteractionAt: wire.last_interaction,
    unread: wire.unread_msgs,
    createdAt: wire.created_on,
  };
}

/** Converts the room of an event `rooms.<action>`. */
export function toSocketRoom(action: SocketRoomFact['action'], wire: z.infer<typeof RoomWire>): SocketRoomFact {
  return { ...toCommonFields(wire), ...toDetailFields(wire), source: 'socket', action, lastInteractionAt: null };
}

/** A closed room. `tags`: names of the tags it was closed with; null where the server does not tell. */
export type HistoryRoom = RoomFact & { readonly tags: readonly string[] | null };

/** Converts a closed room. A field that the history endpoint leaves out is null. */
export function toHistoryRoom(wire: z.infer<typeof HistoryRoomWire>): HistoryRoom {
  const user = wire.user ?? null;
  return {
    kind: 'room',
    source: 'history',
    action: null,
    uuid: wire.uuid,
    contactUuid: wire.contact?.external_id ?? null,
    contactName: null,
    isWaiting: false,
    isActive: false,
    user: user?.email === undefined ? null : toUser({ ...user, email: user.email }),
    queue: null,
    lastMessage: null,
    lastInteractionAt: null,
    createdAt: wire.created_on ?? null,
    modifiedAt: null,
    endedAt: wire.ended_at,
    endedBy: null,
    tags: wire.tags?.map((tag) => tag.name) ?? null,
  };
}

/** Converts a message of the server's list, which also tells whether an agent wrote it by hand. */
export function toListedMessage(wire: z.infer<typeof MessageWire>, roomUuid: RoomUuid): MessageFact {
  const message = toMessage(wire, roomUuid);
  const isByHand = message.direction === 'agent' && wire.is_automatic_message === false;
  return isByHand && wire.user !== null ? { ...message, writtenBy: wire.user.email } : message;
}

/** Converts a message. A note that agents write to each other counts as the system's. */
export function toMessage(wire: z.infer<typeof MessageWire>, roomUuid: RoomUuid): MessageFact {
  const isNote = wire.internal_note !== undefined && wire.internal_note !== null;
  const direction = isNote ? 'system' : toDirection(wire);
  return {
    kind: 'message',
    uuid: wire.uuid,
    roomUuid,
    direction,
    createdAt: wire.created_on,
    ...wordsOf(direction, wire),
  };
}
