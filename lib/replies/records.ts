import * as z from 'zod/mini';
import { ContactUuid, DispatchId, FlowUuid, MessageUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';

/**
 * The states of an awaited person, in the order in which a person passes through them. The cases that lead to each
 * state: .github/docs/contract/states.md#observed-cases.
 */
export const AWAITED_STATUSES = [
  /** The start was accepted; no room was seen yet. */
  'sent',
  'waiting-room',
  'ticket-opened',
  'replied',
  /** The contact replied, and their chat was on this agent's screen. */
  'opened',
  'closed',
  'superseded',
  'expired',
  'dismissed',
] as const;
export const AwaitedStatus = z.literal(AWAITED_STATUSES);
export type AwaitedStatus = z.infer<typeof AwaitedStatus>;

/** Where the room of an awaited person is. */
export const RoomPlace = z.union([
  z.object({ kind: z.literal('mine') }),
  z.object({ kind: z.literal('queue'), queueName: z.string() }),
  /** `agentName` is empty when the server does not show this agent who has the room. */
  z.object({ kind: z.literal('taken'), agentName: z.string() }),
  z.object({ kind: z.literal('other-flow') }),
  /** No message was seen; only `last_seen_on` of Flows says that the contact wrote. Shown to the agent as uncertain. */
  z.object({ kind: z.literal('not-visible') }),
  z.object({ kind: z.literal('none') }),
]);
export type RoomPlace = z.infer<typeof RoomPlace>;

/**
 * How a chat ended. It is asked for once (`askedAt`, epoch ms). `endedAt` and `tags` (names) are null when the server
 * did not tell.
 */
export const ChatEnding = z.object({
  askedAt: z.number(),
  endedAt: z.nullable(z.number()),
  tags: z.nullable(z.array(z.string())),
});
export type ChatEnding = z.infer<typeof ChatEnding>;

/**
 * One accepted start to one contact, whose answer the agent awaits. Keyed by `id`, indexed by [agentKey] and [agentKey,
 * contactUuid]. `id` is `<dispatchId>:<n>` for starts of Disparo and `page:<contact uuid>:<created ms>` for starts made
 * in Chats itself.
 */
export const AwaitedRow = z.object({
  id: z.string(),
  sessionId: SessionId,
  agentKey: z.string(),
  projectUuid: ProjectUuid,
  contactUuid: ContactUuid,
  /**
   * The contact that represents this human, when the human has several contacts (two spellings of one number).
   * Undefined: this contact.
   */
  humanUuid: z.optional(ContactUuid),
  contactName: z.nullable(z.string()),
  /** Number, username or address, only of somebody without a name. For showing; never a value that is sent. */
  knownAs: z.optional(z.nullable(z.string())),
  flowUuid: z.nullable(FlowUuid),
  flowName: z.string(),
  dispatchId: z.nullable(DispatchId),
  /** The flow opens no chat, as its definition said when it was sent: an answer stays with the bot. */
  opensNoChat: z.optional(z.boolean()),
  /**
   * Where the start came from. `disparo`: picked as a contact. `group`: picked as a member of a group. `chats`: made in
   * Chats itself and adopted from the server's history.
   */
  origin: z.literal(['disparo', 'group', 'chats']),
  /** Server time of the start where known, else our clock's; epoch ms. */
  sentAt: z.number(),
  status: AwaitedStatus,
  place: RoomPlace,
  roomUuid: z.nullable(RoomUuid),
  ticketUuid: z.nullable(z.string()),
  repliedAt: z.nullable(z.number()),
  replyMessageUuid: z.nullable(MessageUuid),
  /**
   * The contact that answered, when it is another contact of the same human. Null or undefined: the contact that was
   * sent to.
   */
  answeredFrom: z.optional(z.nullable(ContactUuid)),
  openedAt: z.nullable(z.number()),
  /** An answer was nothing but PARAR, STOP or the like: the person is in no follow-up. The words are not kept. */
  asksToStop: z.optional(z.boolean()),
  /** The server said that this answer is unread. When it later says that nothing is, the agent has read it elsewhere. */
  wasUnread: z.optional(z.boolean()),
  remindAt: z.nullable(z.number()),
  /** When the reminder fired, epoch ms. Reset when the row is dismissed or gets a new reminder. */
  remindedAt: z.optional(z.nullable(z.number())),
  updatedAt: z.number(),
  /** How the chat ended, as the server's list of closed chats says; undefined: not asked yet. */
  ending: z.optional(ChatEnding),
  /** True for a row that rests on the page's socket alone. Such a row is shown, but never stored and never counted. */
  isProvisional: z.optional(z.boolean()),
});
export type AwaitedRow = z.infer<typeof AwaitedRow>;

/**
 * Key of a human within one session, the same for all their contacts. Badge, list, notifications and figures count by
 * this key.
 */
export function humanKeyOf(row: Pick<AwaitedRow, 'sessionId' | 'contactUuid' | 'humanUuid'>): string {
  return `${row.sessionId} ${row.humanUuid ?? row.contactUuid}`;
}

/**
 * A question to the server about one room, due at `dueAt` (epoch ms). `step` counts how often it was asked; the delays
 * are in `detect.ts`.
 */
export const PendingCheck = z.object({
  roomUuid: RoomUuid,
  contactUuid: z.nullable(ContactUuid),
  /**
   * What is asked. `room`: the state of the room. `messages`: who wrote in it. `trace`: where a room went that no list
   * shows any more. `look`: whether the page's report about it is right; `contactUuid` then also comes from the page.
   */
  ask: z.literal(['room', 'messages', 'trace', 'look']),
  dueAt: z.number(),
  step: z.number(),
});
export type PendingCheck = z.infer<typeof PendingCheck>;

/**
 * What the watcher needs after the background was stopped and started again; one row per session. It holds no names and
 * no message texts. `rooms` maps each room to its contact and to its `last_interaction` (epoch ms) at the last diff:
 * null when the room had none, undefined when no diff has seen the room yet.
 */
export const WatchRow = z.object({
  sessionId: SessionId,
  checks: z.array(PendingCheck),
  rooms: z.record(
    z.string(),
    z.object({ contactUuid: z.nullable(ContactUuid), lastInteractionAt: z.optional(z.nullable(z.number())) }),
  ),
  /** Contacts of humans who have several: maps each contact to the one that represents the human. */
  twins: z.optional(z.record(z.string(), ContactUuid)),
  counts: z.nullable(z.object({ flow_start: z.number(), ongoing: z.number(), waiting: z.number() })),
  /** When each room that is missing from the lists was last traced, by room uuid. */
  missing: z.record(z.string(), z.number()),
  lastDiffAt: z.nullable(z.number()),
  lastFullAt: z.nullable(z.number()),
  /** Last time a hint or a diff changed a row. After an hour without news, diffs run less often. */
  lastNewsAt: z.nullable(z.number()),
  nextDiffAt: z.nullable(z.number()),
  lastAdoptAt: z.nullable(z.number()),
  nextAdoptAt: z.nullable(z.number()),
  nextLastSeenAt: z.nullable(z.number()),
  /** Times of Flows-backed look-ups of the last hour. */
  lastSeenCallsAt: z.array(z.number()),
  /**
   * Progress of the sweep over modified contacts. `startedAt` and `cursor` belong to the sweep under way; `doneUntilAt`
   * is the time up to which modified contacts have been read: the start of the last complete sweep.
   */
  sweep: z.object({
    doneUntilAt: z.nullable(z.number()),
    startedAt: z.nullable(z.number()),
    cursor: z.nullable(z.string()),
  }),
});
export type WatchRow = z.infer<typeof WatchRow>;
