import * as z from 'zod/mini';

/** Key of the erasure mark: the only entry left after an erasure. It says nothing about a person. */
export const ERASURE_KEY = 'erasure';

/**
 * The last erasure. `at` is epoch ms; nothing that began before it is resumed. `generation` counts erasures: what a
 * page picked before an erasure carries the old generation and is refused.
 */
export const Erasure = z.object({ at: z.number(), generation: z.number() });
export type Erasure = z.infer<typeof Erasure>;

/** The mark of a ledger that was never erased. */
const NEVER_ERASED: Erasure = { at: 0, generation: 0 };

/** Parses a stored erasure mark. A value that does not parse counts as never erased. */
export function readErasure(stored: unknown): Erasure {
  const parsed = Erasure.safeParse(stored);
  return parsed.success ? parsed.data : NEVER_ERASED;
}
