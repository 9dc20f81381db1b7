import * as z from 'zod/mini';

/** Where the ledger keeps that it was erased. Nothing else is left in it, and nothing of this is about a person. */
export const ERASURE_KEY = 'erasure';

/**
 * The last erasure. `at` epoch ms: nothing that began before it is taken up again. `generation` counts erasures: what a page
 * picked before one belongs to the generation before, and is refused.
 */
export const Erasure = z.object({ at: z.number(), generation: z.number() });
export type Erasure = z.infer<typeof Erasure>;

/** A ledger that was never erased. */
const NEVER_ERASED: Erasure = { at: 0, generation: 0 };

/** The erasure a stored value tells of. */
export function readErasure(stored: unknown): Erasure {
  const parsed = Erasure.safeParse(stored);
  return parsed.success ? parsed.data : NEVER_ERASED;
}
