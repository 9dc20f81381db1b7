import * as z from 'zod/mini';
import { ContactUuid, DispatchId, FlowsProject, FlowUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';

/** Every status of one person of a dispatch, in the order a report lists them. The moves are in `states.ts`. */
export const PERSON_STATUSES = [
  'queued',
  'sending',
  'checking',
  'accepted',
  'refused',
  'unknown',
  'skipped',
  'cancelled',
] as const;
export const PersonStatus = z.literal(PERSON_STATUSES);
export type PersonStatus = z.infer<typeof PersonStatus>;

/** Why a person has their status. The texts are the i18n keys `reason_<name>`. */
export const PersonReason = z.literal([
  // refused (the engine answered 4xx before Flows was called)
  'room-already-waiting',
  'too-many',
  'invalid-request',
  'no-permission',
  'not-a-member',
  // skipped (we did not ask)
  'blocked',
  'stopped',
  'deleted',
  'no-urn',
  'params-too-long',
  'excluded',
  // checking, unknown
  'engine-error',
  'no-answer',
  'proxy-error',
  'answer-without-uuid',
  'background-stopped',
  'ticket-may-be-closed',
  // accepted
  'seen-twice',
]);
export type PersonReason = z.infer<typeof PersonReason>;

/**
 * One person of one dispatch, keyed [dispatchId, n]. Times are epoch ms. `params` are frozen at the confirmation and
 * deleted 24 h after the dispatch ended. People with the same `batch` are sent in one request.
 */
export const PersonRow = z.object({
  dispatchId: DispatchId,
  n: z.number(),
  agentKey: z.string(),
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  status: PersonStatus,
  reason: z.nullable(PersonReason),
  batch: z.nullable(z.number()),
  roomUuid: z.nullable(RoomUuid),
  params: z.nullable(z.record(z.string(), z.string())),
  /** When the intent was stored; the request left right after. */
  sentAt: z.nullable(z.number()),
  /** Since when the outcome is being looked up. */
  checkingSince: z.nullable(z.number()),
  settledAt: z.nullable(z.number()),
  /**
   * Flows' uuid of the start. Set only when the answer of the start told it; null when the start was found in the
   * history.
   */
  startUuid: z.nullable(z.string()),
  /** Server time of the accepted start, epoch ms. */
  acceptedAt: z.nullable(z.number()),
  /** How often an intent was stored for this row, including requests whose people were queued again. */
  attempts: z.number(),
  /** The row of the parent dispatch that the agent's *Send again* repeats, if any. */
  retryOf: z.nullable(z.object({ dispatchId: DispatchId, n: z.number() })),
  /** When an answer of the engine itself arrived: nothing of this request is under way any more. */
  answeredAt: z.optional(z.nullable(z.number())),
  /** True for the one person of a batch that the server's history names. */
  isBatchFirst: z.optional(z.boolean()),
  /**
   * Picked only as a member of groups. Their answer is then shown as one from a group
   * (.github/docs/contract/states.md#observed-cases, C5).
   */
  isFromGroup: z.optional(z.boolean()),
  /** When the agent chose to leave this *unknown* person as they are. */
  leftAt: z.optional(z.nullable(z.number())),
});
export type PersonRow = z.infer<typeof PersonRow>;

/** Why a dispatch is paused. The texts are the i18n keys `pause_<name>`. */
export const PauseReason = z.literal([
  'by-agent',
  'no-session',
  'offline',
  'server-trouble',
  'gate-closed',
  'long-gap',
  'storage-failed',
  'damaged',
  'contract-drift',
  // start_flow refuses a token that the profile call accepts
  'unauthorized',
  // a throttle in front of Chats, or something on the way, answered
  'rate-limit',
  'intercepted',
  // it holds itself back until the agent has handled some of its replies
  'open-replies',
]);
export type PauseReason = z.infer<typeof PauseReason>;

/** Why a gate is closed. */
export const GateReason = z.literal([
  'toggle-off',
  'no-sector',
  'principal-project',
  'not-a-member',
  'flow-not-labelled',
  'flow-archived',
  'flow-gone',
  'batches-unsafe',
  'unknown',
]);
export type GateReason = z.infer<typeof GateReason>;

export const DispatchState = z.union([
  z.object({
    status: z.literal('counting-down'),
    endsAt: z.number(),
    viewId: z.string(),
    /** What is left of the countdown while a page dialog hides it; `endsAt` has no meaning then. */
    heldRemainingMs: z.optional(z.nullable(z.number())),
  }),
  z.object({ status: z.literal('running') }),
  z.object({
    status: z.literal('paused'),
    reason: PauseReason,
    gate: z.nullable(GateReason),
    since: z.number(),
    /** When it is tried again by itself; null or absent: see the reason. */ until: z.optional(z.nullable(z.number())),
  }),
  z.object({ status: z.literal('finished'), at: z.number() }),
]);
export type DispatchState = z.infer<typeof DispatchState>;

/** Whether and when a flow opens a chat (lib/flow/reading.ts). */
const OpensChat = z.literal(['before-answer', 'after-answer', 'never', 'depends', 'unknown']);

/** Runs of a flow before the first start of a dispatch and some minutes after its end, each asked for at most once. */
const Witness = z.object({
  runsBefore: z.number(),
  /** When they were asked for after the end, epoch ms; null: not yet. */
  askedAt: z.nullable(z.number()),
  /** Null until the answer is there, and for ever when there was none. */
  runsAfter: z.nullable(z.number()),
});

/**
 * What the agent wants offered to those who do not answer: a flow, some days after the end. It is an offer, nothing is
 * sent by it. Times are epoch ms.
 */
export const FollowUp = z.object({
  days: z.number(),
  /** Null: the same flow again. */
  flow: z.nullable(z.object({ flowUuid: FlowUuid, flowName: z.string() })),
  /** When the agent was told that it is due. */
  offeredAt: z.nullable(z.number()),
  /** When it was opened or dropped, or everybody had answered: then it is not offered again. */
  endedAt: z.nullable(z.number()),
});
export type FollowUp = z.infer<typeof FollowUp>;

/**
 * One flow to many people: a durable job. If `total` differs from the number of its person rows, it is damaged and
 * stops.
 */
export const DispatchRow = z.object({
  dispatchId: DispatchId,
  sessionId: SessionId,
  /** The owner, over all their projects: `<api origin>|<agent e-mail>`, lower case. */
  agentKey: z.string(),
  projectUuid: ProjectUuid,
  /**
   * The secondary project whose flow and contacts these are, if `projectUuid` is a principal project. The server keeps
   * the history of its starts there. Rows from before 0.2 do not have it: nothing was sent in principal projects.
   */
  flowsProject: z.optional(FlowsProject),
  flowUuid: FlowUuid,
  flowName: z.string(),
  mode: z.literal(['singles', 'batches']),
  total: z.number(),
  state: DispatchState,
  createdAt: z.number(),
  startedAt: z.nullable(z.number()),
  finishedAt: z.nullable(z.number()),
  /**
   * When the dispatch last changed or ran. After a gap of more than 15 minutes the agent is asked before it goes on.
   */
  touchedAt: z.number(),
  parentId: z.nullable(DispatchId),
  isTest: z.boolean(),
  /**
   * Other names that the flow had after the confirmation. The server's history shows the name at the time of the start.
   */
  otherFlowNames: z.optional(z.array(z.string())),
  /** When blocked, stopped and deleted contacts were last searched for. */
  peopleCheckedAt: z.optional(z.number()),
  /** When the frozen values were deleted (24 h after the end). Nothing can be sent again since. */
  paramsDroppedAt: z.optional(z.nullable(z.number())),
  /** When the history was last searched for starts that the browser repeated, and how many people it shows twice. */
  auditedAt: z.optional(z.nullable(z.number())),
  seenTwice: z.optional(z.number()),
  /** Whether the flow opens a chat, as its definition said at the confirmation; undefined: it was not asked. */
  opensChat: z.optional(OpensChat),
  /** How many runs of the flow Weni counted. Runs of everybody count, so the difference proves nothing about a person. */
  witness: z.optional(Witness),
  /**
   * The dispatch holds itself back while this many of its replies are unopened (`hold-back.ts`). Null or undefined:
   * never.
   */
  holdBackAt: z.optional(z.nullable(z.number())),
  /** When the agent cancelled. People who return to the queue later are cancelled too. */
  cancelledAt: z.optional(z.nullable(z.number())),
  followUp: z.optional(z.nullable(FollowUp)),
  /** What the agent calls the dispatch; absent: by its flow alone. */
  name: z.optional(z.string()),
});
export type DispatchRow = z.infer<typeof DispatchRow>;

/** The project in whose history the server keeps the starts of a dispatch, in lower case. */
export function historyProjectOf(dispatch: Pick<DispatchRow, 'projectUuid' | 'flowsProject'>): string {
  return (dispatch.flowsProject?.projectUuid ?? dispatch.projectUuid).toLowerCase();
}

/** Number of people of a dispatch by status. The sum equals `total`. */
export const PersonCounts = z.record(PersonStatus, z.number());
export type PersonCounts = Readonly<z.infer<typeof PersonCounts>>;
