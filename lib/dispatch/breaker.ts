import * as z from 'zod/mini';

/**
 * The breaker: recent answers of the server. `answers`: the last 20, true for a sane answer, newest last. `isProbing`:
 * the agent resumed after the breaker had opened, so one start is sent alone, and its answer decides.
 */
export const Breaker = z.object({ answers: z.array(z.boolean()), isProbing: z.boolean() });
export type Breaker = z.infer<typeof Breaker>;

/** A breaker without any answers: sending is allowed. */
export const CLOSED_BREAKER: Breaker = { answers: [], isProbing: false };

const IN_A_ROW = 5;
const WINDOW = 20;
const WINDOW_FAILURES = 10;

/** Returns the breaker after one more answer. A probe that succeeded clears the earlier answers. */
export function recordAnswer(breaker: Breaker, isSane: boolean): Breaker {
  if (breaker.isProbing) return { answers: [isSane], isProbing: !isSane };
  return { answers: [...breaker.answers, isSane].slice(-WINDOW), isProbing: false };
}

/**
 * Whether sending must stop: after five failures in a row, ten failures among the last twenty answers, or a failed
 * probe.
 */
export function isOpen(breaker: Breaker): boolean {
  if (breaker.isProbing) return breaker.answers.includes(false);
  const last = breaker.answers.slice(-IN_A_ROW);
  if (last.length === IN_A_ROW && !last.includes(true)) return true;
  return breaker.answers.length === WINDOW && breaker.answers.filter((isSane) => !isSane).length >= WINDOW_FAILURES;
}

/** Returns the breaker for a resume by the agent: the next start is a probe. */
export function startProbe(): Breaker {
  return { answers: [], isProbing: true };
}
