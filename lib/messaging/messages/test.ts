import * as z from 'zod/mini';
import { frame, none, OwnPerson, Refusal, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `test:*`: the agent's own contact in Flows, for *Send to myself*.

export const testInputs = {
  /** The agent's own contact; null until the agent has set it. */
  'test:who': { input: none, from: frame },
  'test:set-self': { input: z.object({ number: z.string() }), from: frame },
} as const satisfies MessageInputs;

export const testOutputs = {
  'test:who': { kind: 'query', output: z.object({ person: z.nullable(OwnPerson) }) },
  'test:set-self': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), person: OwnPerson }), Refusal]),
  },
} as const satisfies MessageOutputs<typeof testInputs>;
