import * as z from 'zod/mini';
import { frame, none, okOrRefused, Refusal, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `prepared:*`: drafts that are kept for later. None of them sends.

const ofId = z.object({ id: z.string() });

export const preparedInputs = {
  /** When the night is over for all people of the stored draft. */
  'prepared:plan': { input: none, from: frame },
  /** Keeps the stored draft for `dueAt` (epoch ms) and empties it. */
  'prepared:save': { input: z.object({ draftRevision: z.number(), dueAt: z.number() }), from: frame },
  /** Makes it the session's draft again; what was picked is put aside. */
  'prepared:open': { input: ofId, from: frame },
  'prepared:retime': { input: z.object({ id: z.string(), dueAt: z.number() }), from: frame },
  'prepared:drop': { input: ofId, from: frame },
  /** Brings back the draft that was dropped last. */
  'prepared:restore': { input: ofId, from: frame },
} as const satisfies MessageInputs;

export const preparedOutputs = {
  /** `morningAt` is epoch ms; null: no such time is known. `unknown`: people whose time zone is not known. */
  'prepared:plan': {
    kind: 'query',
    output: z.object({ morningAt: z.nullable(z.number()), unknown: z.number() }),
  },
  'prepared:save': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), id: z.string() }), Refusal]),
  },
  'prepared:open': { kind: 'mutation', output: okOrRefused },
  'prepared:retime': { kind: 'mutation', output: okOrRefused },
  'prepared:drop': { kind: 'mutation', output: okOrRefused },
  'prepared:restore': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof preparedInputs>;
