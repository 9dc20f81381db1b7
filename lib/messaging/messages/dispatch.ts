import * as z from 'zod/mini';
import { DispatchId } from '../../ids.ts';
import { HoldBackAt } from '../../settings/settings.ts';
import { FindingKind, FindingLevel } from '../../preflight/preflight-report.ts';
import {
  countingDown,
  dispatchOfView,
  frame,
  frameOrExtensionPage,
  ofDispatch,
  okOrRefused,
  peopleOfDispatch,
  Refusal,
  type MessageInputs,
  type MessageOutputs,
} from './parts.ts';

// Messages `dispatch:*`: confirm the draft as a dispatch, and the agent's commands for a dispatch.

export const dispatchInputs = {
  /**
   * Confirms a dispatch of the draft's flow and values to the agent's own contact, marked as a test. The draft stays
   * as it is.
   */
  'dispatch:test': { input: z.object({ viewId: z.string(), warningsSeen: z.boolean() }), from: frame, sends: true },
  /**
   * Confirms the stored draft. `typedCount`: the number of people as the agent typed it, needed above the cap.
   * `warningsSeen`: warnings and unknown findings were on screen.
   */
  'dispatch:confirm': {
    input: z.object({
      viewId: z.string(),
      draftRevision: z.number(),
      typedCount: z.nullable(z.number()),
      warningsSeen: z.boolean(),
      isTest: z.boolean(),
    }),
    from: frame,
    sends: true,
  },
  /** Answers `too-early` also while the log-in is being checked; the view then asks again. */
  'dispatch:commit': { input: dispatchOfView, from: frame },
  'dispatch:undo': { input: ofDispatch, from: frame },
  /** Stops the countdown while a dialog of the page covers the panel; `dispatch:release` lets it go on. */
  'dispatch:hold': { input: dispatchOfView, from: frame },
  'dispatch:release': { input: dispatchOfView, from: frame },
  'dispatch:pause': { input: ofDispatch, from: frameOrExtensionPage },
  'dispatch:resume': { input: ofDispatch, from: frame, sends: true },
  /** Sets at how many unopened replies a dispatch holds itself back; one that does so now may go on by it. */
  'dispatch:hold-back': {
    input: z.object({ dispatchId: DispatchId, holdBackAt: HoldBackAt }),
    from: frame,
    sends: true,
  },
  'dispatch:cancel': { input: ofDispatch, from: frameOrExtensionPage },
  /**
   * Confirms a child dispatch to the named people (their `n`), with the values stored in the original dispatch.
   * Refused for people who may not be sent to again.
   */
  'dispatch:retry': {
    input: z.object({
      viewId: z.string(),
      dispatchId: DispatchId,
      people: z.array(z.number()),
      mayArriveTwiceSeen: z.boolean(),
      warningsSeen: z.optional(z.boolean()),
      typedCount: z.optional(z.nullable(z.number())),
    }),
    from: frame,
    sends: true,
  },
  /** Names a dispatch; an empty name removes it. */
  'dispatch:name': { input: z.object({ dispatchId: DispatchId, name: z.string() }), from: frame },
  'dispatch:look-again': { input: peopleOfDispatch, from: frame },
  'dispatch:leave': { input: peopleOfDispatch, from: frame },
} as const satisfies MessageInputs;

export const dispatchOutputs = {
  'dispatch:test': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      countingDown,
      z.object({
        ok: z.literal(false),
        reason: z.string(),
        findings: z.array(z.object({ kind: FindingKind, level: FindingLevel })),
      }),
    ]),
  },
  'dispatch:confirm': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      countingDown,
      z.object({ ok: z.literal(false), reason: z.string(), needsConfirmation: z.boolean() }),
    ]),
  },
  'dispatch:commit': { kind: 'mutation', output: okOrRefused },
  'dispatch:undo': { kind: 'mutation', output: okOrRefused },
  'dispatch:hold': { kind: 'mutation', output: okOrRefused },
  'dispatch:release': { kind: 'mutation', output: okOrRefused },
  'dispatch:pause': { kind: 'mutation', output: okOrRefused },
  'dispatch:resume': { kind: 'mutation', output: okOrRefused },
  'dispatch:hold-back': { kind: 'mutation', output: okOrRefused },
  'dispatch:cancel': { kind: 'mutation', output: okOrRefused },
  'dispatch:retry': { kind: 'mutation', output: z.discriminatedUnion('ok', [countingDown, Refusal]) },
  'dispatch:name': { kind: 'mutation', output: okOrRefused },
  'dispatch:look-again': { kind: 'mutation', output: okOrRefused },
  'dispatch:leave': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof dispatchInputs>;
