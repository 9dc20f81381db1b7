import * as z from 'zod/mini';
import { ContactUuid, DispatchId, FlowUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';

/** Where one person of a dispatch stands. The table of allowed moves is in `states.ts`. */
export const PersonStatus = z.literal([
  'queued',
  'sending',
  'checking',
  'accepted',
  'refused',
  'unknown',
  'skipped',
  'cancelled',
]);
export type PersonStatus = z.infer<typeof PersonStatus>;

/** Why a person ended where they are; the words come from i18n (`reason_<name>`). */
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
  'sent-recently',
  'params-too-long',
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
 * One person of one dispatch, keyed [dispatchId, n]. Times are epoch ms. `params` are frozen at confirmation and
 * dropped 24 h after the dispatch ended. `batch` groups people that leave in one request.
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
  /** Intent committed; the request left right after. */
  sentAt: z.nullable(z.number()),
  /** Since when the outcome is being looked up. */
  checkingSince: z.nullable(z.number()),
  settledAt: z.nullable(z.number()),
  /** Flows' start uuid, when the answer or nothing else told it. */
  startUuid: z.nullable(z.string()),
  /** Server time of the accepted start. */
  acceptedAt: z.nullable(z.number()),
  /** How often a start was requested for this row, and how often a 401 gave it back to the queue. */
  attempts: z.number(),
  /** The row of the parent dispatch that a person's click sent again, if any. */
  retryOf: z.nullable(z.object({ dispatchId: DispatchId, n: z.number() })),
  /** When an answer of the engine's own arrived: nothing of this request is on its way any more. */
  answeredAt: z.optional(z.nullable(z.number())),
  /** Set on the one person of a batch whose name the server's history shows. */
  isBatchFirst: z.optional(z.boolean()),
  /**
   * Picked as a member of groups and no other way: their answer is shown as one from a group
   * (.github/docs/contract/states.md#observed-cases, C5).
   */
  isFromGroup: z.optional(z.boolean()),
  /** The agent chose to leave an *unknown* as it is. */
  leftAt: z.optional(z.nullable(z.number())),
});
export type PersonRow = z.infer<typeof PersonRow>;

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
  'budget',
  // start_flow refuses a login that the profile takes
  'unauthorized',
  // a throttle in front of Chats, or something on the way that is not Chats, answered
  'rate-limit',
  'intercepted',
]);
export type PauseReason = z.infer<typeof PauseReason>;

/** Why a gate does not let anything through. */
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
    /** Set while a page dialog hides the countdown: what is left of it; `endsAt` means nothing then. */
    heldRemainingMs: z.optional(z.nullable(z.number())),
  }),
  z.object({ status: z.literal('running') }),
  z.object({ status: z.literal('paused'), reason: PauseReason, gate: z.nullable(GateReason), since: z.number(), /** When it is tried again by itself; null or absent: see the reason. */ until: z.optional(z.nullable(z.number())) }),
  z.object({ status: z.literal('finished'), at: z.number() }),
]);
export type DispatchState = z.infer<typeof DispatchState>;

/** One flow to many people: a durable job. `total` must equal the number of its person rows, or it is damaged and stops. */
export const DispatchRow = z.object({
  dispatchId: DispatchId,
  sessionId: SessionId,
  /** `<api origin>|<agent e-mail>`, lower case: the owner, over all their projects. */
  agentKey: z.string(),
  projectUuid: ProjectUuid,
  flowUuid: FlowUuid,
  flowName: z.string(),
  mode: z.literal(['singles', 'batches']),
  total: z.number(),
  state: DispatchState,
  createdAt: z.number(),
  startedAt: z.nullable(z.number()),
  finishedAt: z.nullable(z.number()),
  /** Last time anything moved; a gap of more than 15 minutes asks the agent first. */
  touchedAt: z.number(),
  parentId: z.nullable(DispatchId),
  isTest: z.boolean(),
  /** Names the flow was seen under after confirmation: the server's history shows the name of that moment. */
  otherFlowNames: z.optional(z.array(z.string())),
  /** When blocked, stopped or deleted people were last looked for. */
  peopleCheckedAt: z.optional(z.number()),
  /** The frozen values are gone (24 h after the end): nothing of it can be sent again. */
  paramsDroppedAt: z.optional(z.nullable(z.number())),
  /** When the history was last looked through for starts that the browser repeated, and how many people it shows twice. */
  auditedAt: z.optional(z.nullable(z.number())),
  seenTwice: z.optional(z.number()),
  /** The agent cancelled: whoever is given back to the queue later is cancelled too. */
  cancelledAt: z.optional(z.nullable(z.number())),
});
export type DispatchRow = z.infer<typeof DispatchRow>;

/** How many people of a dispatch stand where. The sum equals `total`. */
export type PersonCounts = Readonly<Record<PersonStatus, number>>;
