import * as z from 'zod/mini';
import { DispatchId } from '../../ids.ts';
import { FindingKind, FindingLevel } from '../../preflight/preflight-report.ts';
import { countingDown, dispatchOfView, frame, frameOrOwnPage, ofDispatch, okOrRefused, peopleOfDispatch, Refusal, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `dispatch:*`: from the draft to a running dispatch, and what a person can do with one.

export const dispatchInputs = {
  /** Sends the draft's flow with its values to the agent's own contact, marked as a test. The draft stays as it is. */
  'dispatch:test': { input: z.object({ viewId: z.string(), warningsSeen: z.boolean() }), from: frame, sends: true },
  /** Confirms the stored draft. `typedCount` is the number typed above the cap; `warningsSeen` says that warnings and unknowns were on screen. */
  'dispatch:confirm': { input: z.object({ viewId: z.string(), draftRevision: z.number(), typedCount: z.nullable(z.number()), warningsSeen: z.boolean(), isTest: z.boolean() }), from: frame, sends: true },
  /** Answers `too-early` also while the log-in is being checked: the view asks again. */
  'dispatch:commit': { input: dispatchOfView, from: frame },
  'dispatch:undo': { input: ofDispatch, from: frame },
  /** The countdown stands still while a page dialog hides the panel. */
  'dispatch:hold': { input: dispatchOfView, from: frame },
  'dispatch:release': { input: dispatchOfView, from: frame },
  'dispatch:pause': { input: ofDispatch, from: frameOrOwnPage },
  'dispatch:resume': { input: ofDispatch, from: frame, sends: true },
  'dispatch:cancel': { input: ofDispatch, from: frameOrOwnPage },
  /** Sends again what a click may send again: the rows named, with the values frozen at confirmation, as a child dispatch. */
  'dispatch:retry': { input: z.object({ viewId: z.string(), dispatchId: DispatchId, people: z.array(z.number()), mayArriveTwiceSeen: z.boolean(), warningsSeen: z.optional(z.boolean()), typedCount: z.optional(z.nullable(z.number())) }), from: frame, sends: true },
  'dispatch:look-again': { input: peopleOfDispatch, from: frame },
  'dispatch:leave': { input: peopleOfDispatch, from: frame },
} as const satisfies MessageInputs;

export const dispatchOutputs = {
  'dispatch:test': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      countingDown,
      z.object({ ok: z.literal(false), reason: z.string(), findings: z.array(z.object({ kind: FindingKind, level: FindingLevel })) }),
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
  'dispatch:cancel': { kind: 'mutation', output: okOrRefused },
  'dispatch:retry': { kind: 'mutation', output: z.discriminatedUnion('ok', [countingDown, Refusal]) },
  'dispatch:look-again': { kind: 'mutation', output: okOrRefused },
  'dispatch:leave': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof dispatchInputs>;
