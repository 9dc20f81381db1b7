import * as z from 'zod/mini';
import { ContactUuid, MessageUuid, RoomUuid } from '../ids.ts';

/**
 * Who wrote a message: `contact` if its `contact` field is set, `agent` if its `user` field is set, `system` if neither
 * is (system text, bot, template). Source: .github/docs/contract/socket.md#message-events.
 */
export const MessageDirection = z.literal(['contact', 'agent', 'system']);
export type MessageDirection = z.infer<typeof MessageDirection>;

/**
 * Where a room was seen. The meaning of `is_waiting` depends on it: the plain database column in `list`, the column OR
 * an unconsumed flow start in `socket` and `retrieve`. `history` items are closed rooms. Source:
 * .github/docs/contract/states.md#fields.
 */
export const RoomSource = z.literal(['socket', 'retrieve', 'list', 'history']);
export type RoomSource = z.infer<typeof RoomSource>;

/**
 * What one socket frame or REST item says about a room. It holds no token, no address and no message text. Times are
 * epoch ms. `ticketUuid`, `flowStart` and `createdAt` are undefined where the source does not carry them (the REST list
 * carries none, hints lack `createdAt`); null means that the source carried the field and it was empty. `action` is the
 * frame's; null for REST.
 */
export const RoomFact = z.object({
  kind: z.literal('room'),
  source: RoomSource,
  action: z.nullable(z.literal(['create', 'update', 'close', 'destroy'])),
  uuid: RoomUuid,
  contactUuid: z.nullable(ContactUuid),
  contactName: z.nullable(z.string()),
  isWaiting: z.boolean(),
  isActive: z.boolean(),
  user: z.nullable(z.object({ email: z.string(), name: z.nullable(z.string()) })),
  queue: z.nullable(z.object({ uuid: z.string(), name: z.string() })),
  ticketUuid: z.optional(z.nullable(z.string())),
  flowStart: z.optional(
    z.nullable(z.object({ name: z.string(), isDeleted: z.boolean(), createdAt: z.nullable(z.number()) })),
  ),
  lastMessage: z.nullable(z.object({ uuid: MessageUuid, direction: MessageDirection, createdAt: z.number() })),
  lastInteractionAt: z.nullable(z.number()),
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
export const MessageFact = z.object({
  kind: z.literal('message'),
  uuid: MessageUuid,
  roomUuid: RoomUuid,
  direction: MessageDirection,
  createdAt: z.number(),
});
export type MessageFact = z.infer<typeof MessageFact>;

/** The facts that reply detection takes from the page's socket. Other events are not used here. */
export const ReplyFact = z.union([RoomFact, MessageFact]);
export type ReplyFact = z.infer<typeof ReplyFact>;

/**
 * A row of `list_flows_start`. It names neither the flow's uuid nor the group, and only the first contact of a batch.
 */
export const FlowStartFact = z.object({
  contactUuid: ContactUuid,
  contactName: z.nullable(z.string()),
  flowName: z.string(),
  /** Full name of the agent who made the start; may be empty. */
  userName: z.string(),
  createdAt: z.number(),
  /**
   * Age of the start when it was listed, ms, computed from server times only. Undefined when the answer carried no
   * server time.
   */
  ageMs: z.optional(z.number()),
  roomUuid: z.nullable(RoomUuid),
});
export type FlowStartFact = z.infer<typeof FlowStartFact>;

/** Flows' last inbound activity of a contact, epoch ms; null when never. */
export const LastSeenFact = z.object({ contactUuid: ContactUuid, lastSeenAt: z.nullable(z.number()) });
export type LastSeenFact = z.infer<typeof LastSeenFact>;
