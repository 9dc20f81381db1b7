import * as z from 'zod/mini';
import { ContactUuid, DispatchId, FlowUuid, MessageUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';

/** Where an awaited person stands; see .github/docs/contract/states.md#observed-cases for the cases that lead there. */
export const AwaitedStatus = z.literal([
  /** Sent to, no room seen. */
  'sent',
  'waiting-room',
  'ticket-opened',
  'replied',
  /** Replied, and the chat was on screen here. */
  'opened',
  'closed',
  'superseded',
  'expired',
  'dismissed',
]);
export type AwaitedStatus = z.infer<typeof AwaitedStatus>;

/** Where the room went, when it is not simply the agent's own. */
export const RoomPlace = z.union([
  z.object({ kind: z.literal('mine') }),
  z.object({ kind: z.literal('queue'), queueName: z.string() }),
  /** `agentName` is empty when the server does not let us see who has it. */
  z.object({ kind: z.literal('taken'), agentName: z.string() }),
  z.object({ kind: z.literal('other-flow') }),
  /** Only `last_seen_on` tells that they wrote: a hint, marked as such. */
  z.object({ kind: z.literal('not-visible') }),
  z.object({ kind: z.literal('none') }),
]);
export type RoomPlace = z.infer<typeof RoomPlace>;

/**
 * Somebody an agent waits for; keyed by `id`, indexed by [agentKey] and [agentKey, contactUuid]. `id` is
 * `<dispatchId>:<n>` for our own dispatches and `page:<contact uuid>:<created ms>` for one made in Chats itself.
 */
export const AwaitedRow = z.object({
  id: z.string(),
  sessionId: SessionId,
  agentKey: z.string(),
  projectUuid: ProjectUuid,
  contactUuid: ContactUuid,
  /** The contact that stands for this human when several contacts are theirs (two spellings of one number); absent: this contact. */
  humanUuid: z.optional(ContactUuid),
  contactName: z.nullable(z.string()),
  flowUuid: z.nullable(FlowUuid),
  flowName: z.string(),
  dispatchId: z.nullable(DispatchId),
  /** `group`: picked as a member of a group. `chats`: dispatched in the page itself and adopted from the server's history. */
  origin: z.literal(['disparo', 'group', 'chats']),
  /** Server time of the start where known, else ours. */
  sentAt: z.number(),
  status: AwaitedStatus,
  place: RoomPlace,
  roomUuid: z.nullable(RoomUuid),
  ticketUuid: z.nullable(z.string()),
  repliedAt: z.nullable(z.number()),
  replyMessageUuid: z.nullable(MessageUuid),
  /** The other contact of the same human that the answer came from; null or absent: it came from the contact that was sent to. */
  answeredFrom: z.optional(z.nullable(ContactUuid)),
  openedAt: z.nullable(z.number()),
  remindAt: z.nullable(z.number()),
  /** The reminder rang then, and nothing was done about it yet. */
  remindedAt: z.optional(z.nullable(z.number())),
  updatedAt: z.number(),
  /** Only the page's socket says so: shown, never stored, counted in no statistics. */
  isProvisional: z.optional(z.boolean()),
});
export type AwaitedRow = z.infer<typeof AwaitedRow>;

/** One human within one session, whichever of their contacts was sent to: what badge, list, notices and figures count once. */
export function humanKeyOf(row: Pick<AwaitedRow, 'sessionId' | 'contactUuid' | 'humanUuid'>): string {
  return `${row.sessionId} ${row.humanUuid ?? row.contactUuid}`;
}

/** A room whose messages or state have to be asked for at `dueAt` (epoch ms). `step` counts the asks; see `detect.ts`. */
export const PendingCheck = z.object({
  roomUuid: RoomUuid,
  contactUuid: z.nullable(ContactUuid),
  /**
   * `room`: where it stands. `messages`: who wrote in it. `trace`: a room no list shows any more; where did it go. `look`:
   * whether the page's word about it is so; its `contactUuid` is the page's word too.
   */
  ask: z.literal(['room', 'messages', 'trace', 'look']),
  dueAt: z.number(),
  step: z.number(),
});
export type PendingCheck = z.infer<typeof PendingCheck>;

/**
 * What the watcher must know again after the background was stopped; one row per session. No names, no texts.
 * `rooms` holds whose each room is, and its `last_interaction` (epoch ms) as the last diff saw it: `null` when it had none,
 * missing when no diff saw it yet.
 */
export const WatchRow = z.object({
  sessionId: SessionId,
  checks: z.array(PendingCheck),
  rooms: z.record(z.string(), z.object({ contactUuid: z.nullable(ContactUuid), lastInteractionAt: z.optional(z.nullable(z.number())) })),
  /** Contacts that are one human: each to the one that stands for them. */
  twins: z.optional(z.record(z.string(), ContactUuid)),
  counts: z.nullable(z.object({ flow_start: z.number(), ongoing: z.number(), waiting: z.number() })),
  /** When a room that no list shows any more was asked for, by uuid. */
  missing: z.record(z.string(), z.number()),
  lastDiffAt: z.nullable(z.number()),
  lastFullAt: z.nullable(z.number()),
  /** Last time a hint or a diff changed anybody: an hour of calm makes diffs rarer. */
  lastNewsAt: z.nullable(z.number()),
  nextDiffAt: z.nullable(z.number()),
  lastAdoptAt: z.nullable(z.number()),
  nextAdoptAt: z.nullable(z.number()),
  nextLastSeenAt: z.nullable(z.number()),
  /** Times of Flows-backed look-ups of the last hour. */
  lastSeenCallsAt: z.array(z.number()),
  /** Where the sweep over modified contacts stands; `doneUntilAt` is where the last whole one began. */
  sweep: z.object({ doneUntilAt: z.nullable(z.number()), startedAt: z.nullable(z.number()), cursor: z.nullable(z.string()) }),
});
export type WatchRow = z.infer<typeof WatchRow>;
