import * as z from 'zod/mini';

// The analysis of a flow (lib/flow/reading.ts) as a view gets it: values and names. The words on screen are the view's.

const YesNo = z.literal(['yes', 'no', 'depends', 'unknown']);

/** Where a chat opens. A name is null when neither the definition nor a list that the agent can read gives it. */
export const FlowPlaceView = z.object({
  sector: z.nullable(z.string()),
  queue: z.nullable(z.string()),
  /** The sector's uuid, as the definition gives it. */
  sectorUuid: z.optional(z.nullable(z.string())),
});
export type FlowPlaceView = z.infer<typeof FlowPlaceView>;

/** One step of a run. */
const FlowStepView = z.object({
  kind: z.literal([
    'message',
    'template',
    'wait',
    'ticket',
    'sub-flow',
    'split',
    'writes',
    'call',
    'session',
    'broadcast',
    'not-understood',
  ]),
  /** Number of splits and sub-flows on the way to the step. */
  depth: z.number(),
  /** The text, the name of template or flow, the expression of a split, the names of what is changed. */
  about: z.string(),
  /** For a wait: seconds after which the run goes on without an answer; null: it waits until the run expires. */
  timeoutSeconds: z.optional(z.nullable(z.number())),
  /** For a ticket. */
  place: z.optional(FlowPlaceView),
});

/** One thing that a run does before the contact has answered (lib/flow/rehearsal.ts). */
const RehearsalItemView = z.object({
  kind: z.literal([
    'message',
    'template',
    'wait',
    'ticket',
    'split',
    'call',
    'session',
    'broadcast',
    'not-understood',
    'end',
  ]),
  depth: z.number(),
  startsPath: z.boolean(),
  /** The unfilled text, the name of template or flow, the expression of a split. */
  text: z.string(),
  place: z.optional(FlowPlaceView),
});

/** What a flow will do. `unknown`: part of the definition was not understood, so the question cannot be answered. */
export const FlowReadingView = z.object({
  opensChat: z.object({
    value: z.literal(['before-answer', 'after-answer', 'never', 'depends', 'unknown']),
    /** Where, the nearest ticket first. */
    where: z.array(FlowPlaceView),
    /** Only for a contact who does not answer in time. */
    isOnlyLate: z.boolean(),
  }),
  /** What is sent before the first wait, that is, without any answer of the contact. */
  sendsTemplate: YesNo,
  sendsFreeMessage: YesNo,
  /** Whether a template of the category MARKETING is sent. */
  marketing: YesNo,
  /** Minutes of silence after which the run ends. */
  endsAfter: z.union([z.number(), z.literal('unknown')]),
  writes: z.union([z.object({ fields: z.array(z.string()), groups: z.array(z.string()) }), z.literal('unknown')]),
  /** The channel that the flow sets for the contact; null when it sets none. */
  channel: z.nullable(z.string()),
  /** Whether every path was understood to its end. */
  isWhole: z.boolean(),
  steps: z.array(FlowStepView),
  /** There are more steps than `steps` lists. */
  areStepsCut: z.boolean(),
  rehearsal: z.object({ items: z.array(RehearsalItemView), isCut: z.boolean() }),
});
export type FlowReadingView = z.infer<typeof FlowReadingView>;
