import * as z from 'zod/mini';
import { ContactUuid, MessageUuid, RoomUuid } from '../ids.ts';
import { ReplyWords } from './words.ts';

/**
 * Who wrote a message: `contact` if its `contact` field is set, `agent` if its `user` field is set, `system` if neither
 * is (system text, bot, template) or if it is a note that agents write to each other. Source:
 * .github/docs/contract/socket.md#message-events.
 */
const MessageDirection = z.literal(['contact', 'agent', 'system']);
export type MessageDirection = z.infer<typeof MessageDirection>;

/**
 * Where a room was seen. The meaning of `is_waiting` depends on it: the plain database column in `list`, the column OR
 * an unconsumed flow start in `socket` and `retrieve`. `history` items are closed rooms. Source:
 * .github/docs/contract/states.md#fields.
 */
const RoomSource = z.literal(['socket', 'retrieve', 'list', 'history']);
export type RoomSource = z.infer<typeof RoomSource>;

/** What happened to a room, as the socket's events name it (`rooms.create`, …). */
const RoomAction = z.literal(['create', 'update', 'close', 'destroy']);

/**
 * What one socket frame or REST item says about a room. It holds no token, and an address only of a contact without a name. The words of a contact's
 * message are in `words` alone; `takeWords` moves them into memory before reply detection sees the fact. Times are epoch
 * ms. `ticketUuid`, `flowStart` and `createdAt` are undefined where the source does not carry them (the REST list
 * carries none, hints lack `createdAt`); null means that the source carried the field and it was empty. `action` is the
 * frame's; null for REST.
 */
export const RoomFact = z.strictObject({
  kind: z.literal('room'),
  source: RoomSource,
  action: z.nullable(RoomAction),
  uuid: RoomUuid,
  contactUuid: z.nullable(ContactUuid),
  contactName: z.nullable(z.string()),
  /** Address of a contact without a name, `scheme:path`. */
  urn: z.optional(z.string()),
  /** May stay true after a reply (.github/docs/contract/states.md#observed-cases, C1). */
  isWaiting: z.boolean(),
  isActive: z.boolean(),
  user: z.nullable(z.strictObject({ email: z.string(), name: z.nullable(z.string()) })),
  queue: z.nullable(z.strictObject({ uuid: z.string(), name: z.string() })),
  ticketUuid: z.optional(z.nullable(z.string())),
  /** Null if the room has no live FlowStart, or more than one. */
  flowStart: z.optional(
    z.nullable(z.strictObject({ name: z.string(), isDeleted: z.boolean(), createdAt: z.nullable(z.number()) })),
  ),
  /**
   * In an `update` that a reply caused, one message behind
   * (.github/docs/contract/pitfalls.md#room-events-lag-one-message).
   */
  lastMessage: z.nullable(
    z.strictObject({
      uuid: MessageUuid,
      direction: MessageDirection,
      createdAt: z.number(),
      words: z.optional(ReplyWords),
      asksToStop: z.optional(z.literal(true)),
    }),
  ),
  lastInteractionAt: z.nullable(z.number()),
  /**
   * Messages that the agent has not read, of an answer of the server; undefined in socket events, which lag behind. It
   * counts messages of bots too, and only reading sets it to zero.
   */
  unread: z.optional(z.number()),
  createdAt: z.optional(z.nullable(z.number())),
  modifiedAt: z.nullable(z.number()),
  endedAt: z.nullable(z.number()),
  endedBy: z.nullable(z.string()),
});
export type RoomFact = z.infer<typeof RoomFact>;

/**
 * The part of a message that reply detection needs. Messages carry no contact uuid of Flows, so the contact is found
 * through the room (.github/docs/contract/pitfalls.md#messages-have-no-external-id).
 */
export const MessageFact = z.strictObject({
  kind: z.literal('message'),
  uuid: MessageUuid,
  roomUuid: RoomUuid,
  direction: MessageDirection,
  createdAt: z.number(),
  words: z.optional(ReplyWords),
  /** The message is nothing but a wish to get no further ones. Set when the words are taken out. */
  asksToStop: z.optional(z.literal(true)),
  /**
   * E-mail of the agent who wrote it by hand, of an answer of the server; undefined for automatic messages, and where
   * the server does not say that it was none.
   */
  writtenBy: z.optional(z.string()),
});
export type MessageFact = z.infer<typeof MessageFact>;

/** What reply detection learns about a room or a message, from the page's socket or from the server. */
export type ReplyFact = RoomFact | MessageFact;

/** A room of a socket event. */
const SocketRoomFact = z.extend(RoomFact, { source: z.literal('socket'), action: RoomAction });
export type SocketRoomFact = z.infer<typeof SocketRoomFact>;

/**
 * What one frame of the page's socket says about a room or a message. The schema is strict, because the fact is parsed
 * again in the background: one with an unexpected field (a `callback_url`, a text) is refused, and so is one that claims
 * to come from a server's answer.
 */
export const SocketFact = z.union([SocketRoomFact, MessageFact]);
export type SocketFact = z.infer<typeof SocketFact>;

/**
 * A row of `list_flows_start`. It names neither the flow's uuid nor the group, and only the first contact of a batch.
 */
export interface FlowStartFact {
  readonly contactUuid: ContactUuid;
  readonly contactName: string | null;
  readonly flowName: string;
  /** Full name of the agent who made the start; may be empty. */
  readonly userName: string;
  readonly createdAt: number;
  /**
   * Age of the start when it was listed, ms, computed from server times only. Undefined when the answer carried no
   * server time.
   */
  readonly ageMs?: number | undefined;
  readonly roomUuid: RoomUuid | null;
}

/** Flows' last inbound activity of a contact, epoch ms; null when never. */
export interface LastSeenFact {
  readonly contactUuid: ContactUuid;
  readonly lastSeenAt: number | null;
}
