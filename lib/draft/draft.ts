import * as z from 'zod/mini';
import { sized } from '../fits.ts';
import { ContactUuid, FlowUuid, GroupUuid } from '../ids.ts';

/** How a person came into the selection. A person may have several origins; lists show the first. */
export const Origin = z.union([
  z.object({ kind: z.literal('hand') }),
  z.object({ kind: z.literal('group'), groupUuid: GroupUuid }),
  z.object({ kind: z.literal('paste') }),
  z.object({ kind: z.literal('audience'), name: z.string() }),
  z.object({ kind: z.literal('chat') }),
]);
export type Origin = z.infer<typeof Origin>;

/**
 * One selected person; each contact appears once. `values` are CSV columns by header, kept until the draft is sent or
 * discarded.
 */
export const DraftPerson = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  origins: z.array(Origin).check(sized(1)),
  values: z.optional(z.record(z.string(), z.string())),
});
export type DraftPerson = z.infer<typeof DraftPerson>;

/**
 * A group in the selection, shown as a chip with its count. Its members are among the people, with the origin `group`.
 */
export const DraftGroup = z.object({
  groupUuid: GroupUuid,
  name: z.nullable(z.string()),
  count: z.number(),
  /** Number of people who are in the selection because of this group. */
  taken: z.number(),
  dropped: z.object({
    duplicate: z.number(),
    blocked: z.number(),
    stopped: z.number(),
    noUrn: z.number(),
    unticked: z.number(),
  }),
  /** Members who cannot receive a flow, by name. Only the first ones are listed; `dropped` has the full number. */
  droppedMembers: z.optional(
    z.array(
      z.object({
        contactUuid: ContactUuid,
        name: z.nullable(z.string()),
        reason: z.literal(['blocked', 'stopped', 'noUrn']),
      }),
    ),
  ),
  /** Members that the agent took out by hand. They stay out when the group is read again. */
  untickedUuids: z.optional(z.array(ContactUuid)),
});
export type DraftGroup = z.infer<typeof DraftGroup>;

/** The source of a flow variable's value for each person. When it gives an empty value, `fallback` is used. */
export const VariableSource = z.union([
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('contact-name') }),
  z.object({ kind: z.literal('contact-first-name') }),
  z.object({ kind: z.literal('contact-number') }),
  /** `asDate`: an ISO date is formatted as people write dates in the flow's language. */
  z.object({ kind: z.literal('contact-field'), field: z.string(), asDate: z.optional(z.boolean()) }),
  z.object({ kind: z.literal('agent-name') }),
  z.object({ kind: z.literal('agent-email') }),
  z.object({ kind: z.literal('csv-column'), column: z.string() }),
]);
export type VariableSource = z.infer<typeof VariableSource>;

/** Source of a variable's value, and the value to use when the source gives nothing. */
export const VariableMapping = z.object({ source: VariableSource, fallback: z.string() });
export type VariableMapping = z.infer<typeof VariableMapping>;

/** Why a confirmed dispatch was returned to the draft instead of being sent. */
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

/** What the agent has picked so far. One row per session, saved at most 300 ms after a change. */
export const Draft = z.object({
  flowUuid: z.nullable(FlowUuid),
  flowName: z.nullable(z.string()),
  people: z.array(DraftPerson),
  groups: z.array(DraftGroup),
  variables: z.record(z.string(), VariableMapping),
  /**
   * Pasted lines that have no contact yet. They contain numbers, so they are deleted when the draft is sent or
   * discarded.
   */
  unresolvedLines: z.array(z.string()),
  mode: z.literal(['singles', 'batches']),
  /**
   * How many unopened replies the dispatch may have before it holds itself back; 0: it never does. Undefined: as in the
   * settings.
   */
  holdBackAt: z.optional(z.number()),
  /** Set when the last confirmation did not become a dispatch. */
  returned: z.nullable(z.object({ reason: ReturnReason, at: z.number() })),
  revision: z.number(),
  /** What the dispatch will be called; absent: by its flow alone. */
  name: z.optional(z.string()),
});
export type Draft = z.infer<typeof Draft>;

/** The draft of an agent who has picked nothing yet. */
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
