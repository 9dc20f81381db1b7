import * as z from 'zod/mini';
import { ContactUuid, MessageUuid, RoomUuid } from '../ids.ts';

/**
 * Who wrote a message: `contact` non-null, `user` non-null, or neither (system text, bot, template). Source:
 * .github/docs/contract/socket.md#message-events.
 */
export const MessageDirection = z.literal(['contact', 'agent', 'system']);
export type MessageDirection = z.infer<typeof MessageDirection>;

/**
 * Where a room was seen. `is_waiting` means the plain column in `list`, and column OR unconsumed flow start in `socket`
 * and `retrieve`; `history` items are closed rooms. Source: .github/docs/contract/states.md#fields.
 */
export const RoomSource = z.literal(['socket', 'retrieve', 'list', 'history']);
export type RoomSource = z.infer<typeof RoomSource>;

/**
 * What one frame or REST item says about a room; nothing of it is a token, an address or a text. Times are epoch ms.
 * `ticketUuid`, `flowStart` and `createdAt` are left out where the source does not carry them (the REST list; hints leave
 * out `createdAt`), which is different from `null` (carried, and empty). `action` is the frame's, null for REST.
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
  flowStart: z.optional(z.nullable(z.object({ name: z.string(), isDeleted: z.boolean(), createdAt: z.nullable(z.number()) }))),
  lastMessage: z.nullable(z.object({ uuid: MessageUuid, direction: MessageDirection, createdAt: z.number() })),
  lastInteractionAt: z.nullable(z.number()),
  createdAt: z.optional(z.nullable(z.number())),
  modifiedAt: z.nullable(z.number()),
  endedAt: z.nullable(z.number()),
  endedBy: z.nullable(z.string()),
});
export type RoomFact = z.infer<typeof RoomFact>;

/**
 * One message as far as replies need it. Messages carry no Flows uuid: the room tells the contact
 * (.github/docs/contract/pitfalls.md#messages-have-no-external-id).
 */
export const MessageFact = z.object({
  kind: z.literal('message'),
  uuid: MessageUuid,
  roomUuid: RoomUuid,
  direction: MessageDirection,
  createdAt: z.number(),
});
export type MessageFact = z.infer<typeof MessageFact>;

/** What the page's socket says. Everything else on the socket is not for replies. */
export const ReplyFact = z.union([RoomFact, MessageFact]);
export type ReplyFact = z.infer<typeof ReplyFact>;

/** A row of `list_flows_start`. It names neither flow uuid nor group, and only the first contact of a batch. */
export const FlowStartFact = z.object({
  contactUuid: ContactUuid,
  contactName: z.nullable(z.string()),
  flowName: z.string(),
  /** Full name of the starter, may be empty. */
  userName: z.string(),
  createdAt: z.number(),
  /** How old it was when it was listed, both by the server's clock; left out where the answer did not tell its time. */
  ageMs: z.optional(z.number()),
  roomUuid: z.nullable(RoomUuid),
});
export type FlowStartFact = z.infer<typeof FlowStartFact>;

/** Flows' last inbound activity of a contact, epoch ms; null when never. */
export const LastSeenFact = z.object({ contactUuid: ContactUuid, lastSeenAt: z.nullable(z.number()) });
export type LastSeenFact = z.infer<typeof LastSeenFact>;
