import * as z from 'zod/mini';
import { frame, named, okOrRefused, Refusal, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `recipe:*`: dispatches that are made again and again. None of them sends.

export const recipeInputs = {
  /** Saves flow and values of the stored draft. `audience`: name of a saved audience; null: no people. */
  'recipe:save': {
    input: z.object({ name: z.string(), note: z.string(), audience: z.nullable(z.string()) }),
    from: frame,
  },
  /** Makes it the session's draft; what was picked is put aside. */
  'recipe:use': { input: named, from: frame },
  'recipe:remove': { input: named, from: frame },
  /** Brings back the recipe that was removed last. */
  'recipe:restore': { input: named, from: frame },
} as const satisfies MessageInputs;

export const recipeOutputs = {
  'recipe:save': { kind: 'mutation', output: okOrRefused },
  /** `isAudienceGone`: the audience was removed since, so nobody is picked. */
  'recipe:use': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), people: z.number(), isAudienceGone: z.boolean() }),
      Refusal,
    ]),
  },
  'recipe:remove': { kind: 'mutation', output: okOrRefused },
  'recipe:restore': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof recipeInputs>;
