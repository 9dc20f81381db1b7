import * as z from 'zod/mini';
import { ContactUuid, MessageUuid, ProjectUuid, RoomUuid } from '../../ids.ts';

/** Who wrote a message; see `Direction` in api/rooms.ts. */
const HintDirection = z.literal(['contact', 'agent', 'system-or-bot']);

/**
 * A room of this agent, or a queued room in one of the agent's queues, has changed. `isWaiting` is the computed flag
 * and can stay true after a reply (.github/docs/contract/states.md#observed-cases, C1). `create` may name a room that
 * is already known. Times are epoch ms.
 */
export const RoomHint = z.strictObject({
  kind: z.literal('room'),
  event: z.literal(['create', 'update', 'close', 'destroy']),
  room: z.strictObject({
    uuid: RoomUuid,
    projectUuid: ProjectUuid,
    contactUuid: z.nullable(ContactUuid),
    contactName: z.nullable(z.string()),
    isWaiting: z.boolean(),
    isActive: z.boolean(),
    is24hValid: z.boolean(),
    userEmail: z.nullable(z.string()),
    userName: z.nullable(z.string()),
    queueUuid: z.nullable(z.string()),
    queueName: z.nullable(z.string()),
    ticketUuid: z.nullable(z.string()),
    flowStart: z.nullable(
      z.strictObject({ name: z.nullable(z.string()), isDeleted: z.boolean(), createdAt: z.nullable(z.number()) }),
    ),
    /**
     * One message behind in an `update` that a reply caused
     * (.github/docs/contract/pitfalls.md#room-events-lag-one-message).
     */
    lastMessage: z.nullable(
      z.strictObject({
        messageUuid: z.nullable(MessageUuid),
        createdAt: z.nullable(z.number()),
        direction: HintDirection,
      }),
    ),
    modifiedAt: z.number(),
    endedAt: z.nullable(z.number()),
    endedBy: z.nullable(z.string()),
  }),
});
export type RoomHint = z.infer<typeof RoomHint>;

/** A message was written or changed. Its text is not kept. `isNote`: an internal note among agents. */
export const MessageHint = z.strictObject({
  kind: z.literal('message'),
  event: z.literal(['create', 'update']),
  uuid: MessageUuid,
  roomUuid: RoomUuid,
  direction: HintDirection,
  createdAt: z.number(),
  isText: z.boolean(),
  hasMedia: z.boolean(),
  isNote: z.boolean(),
});
export type MessageHint = z.infer<typeof MessageHint>;

/** The agent's status changed. `from` is `system` when a closed socket or a missed ping caused the change. */
export const AgentStatusHint = z.strictObject({
  kind: z.literal('agent-status'),
  status: z.string(),
  from: z.string(),
});
export type AgentStatusHint = z.infer<typeof AgentStatusHint>;

/**
 * The content of one frame on the page's agent socket. The schemas are strict, because a hint is parsed again wherever
 * it crosses from one context to another: a hint with an unexpected field (a `callback_url`, a text) is refused.
 */
export const SocketHint = z.union([RoomHint, MessageHint, AgentStatusHint]);
export type SocketHint = z.infer<typeof SocketHint>;
