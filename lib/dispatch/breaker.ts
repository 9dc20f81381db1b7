import * as z from 'zod/mini';

/**
 * What the server did lately. `answers`: the last 20, true = a sane answer. `isProbing`: the agent resumed after it
 * opened, so one start goes out alone and decides.
 */
export const Breaker = z.object({ answers: z.array(z.boolean()), isProbing: z.boolean() });
export type Breaker = z.infer<typeof Breaker>;

export const CLOSED_BREAKER: Breaker = { answers: [], isProbing: false };

const IN_A_ROW = 5;
const WINDOW = 20;
const WINDOW_FAILURES = 10;

/** The breaker after one more answer. A probe that passed forgets the past. */
export function recordAnswer(breaker: Breaker, isSane: boolean): Breaker {
  if (breaker.isProbing) return { answers: [isSane], isProbing: !isSane };
  return { answers: [...breaker.answers, isSane].slice(-WINDOW), isProbing: false };
}

/** Whether sending must stop: five failures in a row, half of the last twenty, or a failed probe. */
export function isOpen(breaker: Breaker): boolean {
  if (breaker.isProbing) return breaker.answers.includes(false);
  const last = breaker.answers.slice(-IN_A_ROW);
  if (last.length === IN_A_ROW && !last.includes(true)) return true;
  return breaker.answers.length === WINDOW && breaker.answers.filter((isSane) => !isSane).length >= WINDOW_FAILURES;
}

/** The breaker when the agent resumes: one probe. */
export function startProbe(): Breaker {
  return { answers: [], isProbing: true };
}
