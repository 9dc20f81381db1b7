import * as z from 'zod/mini';
import { sized } from '../fits.ts';
import { ContactUuid, FlowUuid, GroupUuid } from '../ids.ts';

/** How a person came into the selection. One person may have several origins; the first one wins in lists. */
export const Origin = z.union([
  z.object({ kind: z.literal('hand') }),
  z.object({ kind: z.literal('group'), groupUuid: GroupUuid }),
  z.object({ kind: z.literal('paste') }),
  z.object({ kind: z.literal('audience'), name: z.string() }),
  z.object({ kind: z.literal('chat') }),
]);
export type Origin = z.infer<typeof Origin>;

/** One selected person, each contact once. `values` are CSV columns by header, kept until the draft is sent or discarded. */
export const DraftPerson = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  origins: z.array(Origin).check(sized(1)),
  values: z.optional(z.record(z.string(), z.string())),
});
export type DraftPerson = z.infer<typeof DraftPerson>;

/** A group in the selection: a chip with its count; its members stand among the people with origin `group`. */
export const DraftGroup = z.object({
  groupUuid: GroupUuid,
  name: z.nullable(z.string()),
  count: z.number(),
  /** Members in the selection because of this group, and members left out with the reason. */
  taken: z.number(),
  dropped: z.object({ duplicate: z.number(), blocked: z.number(), stopped: z.number(), noUrn: z.number(), unticked: z.number() }),
  /** Members nobody can write to, by name: the first of them, their number is in `dropped`. */
  droppedMembers: z.optional(z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), reason: z.literal(['blocked', 'stopped', 'noUrn']) }))),
  /** Members taken out by hand: they stay out when the group is read again. */
  untickedUuids: z.optional(z.array(ContactUuid)),
});
export type DraftGroup = z.infer<typeof DraftGroup>;

/** Where a flow variable takes its value from, for each person. An empty result falls back to `fallback`. */
export const VariableSource = z.union([
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('contact-name') }),
  z.object({ kind: z.literal('contact-first-name') }),
  z.object({ kind: z.literal('contact-number') }),
  /** `asDate`: an ISO date is written as people write dates, in the flow's language. */
  z.object({ kind: z.literal('contact-field'), field: z.string(), asDate: z.optional(z.boolean()) }),
  z.object({ kind: z.literal('agent-name') }),
  z.object({ kind: z.literal('agent-email') }),
  z.object({ kind: z.literal('csv-column'), column: z.string() }),
]);
export type VariableSource = z.infer<typeof VariableSource>;

export const VariableMapping = z.object({ source: VariableSource, fallback: z.string() });
export type VariableMapping = z.infer<typeof VariableMapping>;

/** Why a dispatch came back to its draft instead of being sent. */
export const ReturnReason = z.literal([
  'undone',
  'tab-closed',
  'reloaded',
  'late',
  'background-stopped',
  'storage-failed',
  'session-gone',
]);
export type ReturnReason = z.infer<typeof ReturnReason>;

/** What an agent has picked so far; one row per session, written at most 300 ms behind the hand. */
export const Draft = z.object({
  flowUuid: z.nullable(FlowUuid),
  flowName: z.nullable(z.string()),
  people: z.array(DraftPerson),
  groups: z.array(DraftGroup),
  variables: z.record(z.string(), VariableMapping),
  /** Pasted lines not yet resolved to a contact. They hold numbers: dropped on send or discard. */
  unresolvedLines: z.array(z.string()),
  mode: z.literal(['singles', 'batches']),
  /** Set when the last confirmation did not become a dispatch. */
  returned: z.nullable(z.object({ reason: ReturnReason, at: z.number() })),
  revision: z.number(),
});
export type Draft = z.infer<typeof Draft>;

/** The selection of somebody who has picked nothing yet. */
export const EMPTY_DRAFT: Draft = {
  flowUuid: null,
  flowName: null,
  people: [],
  groups: [],
  variables: {},
  unresolvedLines: [],
  mode: 'singles',
  returned: null,
  revision: 0,
};
