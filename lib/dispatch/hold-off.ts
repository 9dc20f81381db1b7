import * as z from 'zod/mini';

/**
 * The longest wait after which sending goes on by itself. After a longer one the agent may have forgotten the dispatch,
 * so they decide.
 */
const LONGEST_WAIT_MS = 900_000;
/** Waits after the first, second and third refusal in a row. After more, only the agent's resume goes on. */
const LOGIN_STEPS_MS = [0, 30_000, 120_000] as const;
const FRONT_STEPS_MS = [30_000, 120_000] as const;
/** Shortest wait, even if the server asks for none, so that refused starts are not repeated at once. */
const SHORTEST_WAIT_MS = 1_000;
/** Waits before a question is repeated that was throttled or answered by something other than Chats. */
const QUESTION_STEPS_MS = [5_000, 15_000, 30_000, 60_000] as const;
const QUESTION_WAIT_MS = 120_000;

/** Why starts are refused: the log-in, a throttle, or something on the way that is not Chats. */
export const HoldOffCause = z.literal(['unauthorized', 'rate-limit', 'intercepted']);
export type HoldOffCause = z.infer<typeof HoldOffCause>;

/**
 * Why no start of a session leaves for a while: starts were refused before the engine did anything, so their people are
 * queued again and the next attempt must wait. Stored on disk, so that a restarted background does not try sooner.
 * Times are epoch ms.
 */
export const HoldOff = z.object({
  cause: HoldOffCause,
  /** Refusals in a row. 0: the agent resumed; one start is sent alone, and its answer decides. */
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  /** When one start may leave again by itself; null: only after the agent's resume. */
  until: z.nullable(z.number()),
});
export type HoldOff = z.infer<typeof HoldOff>;

/**
 * Returns the hold-off after one more refusal. A refused log-in is tried again as soon as a profile call with it
 * succeeds (the wait is 0), then after 30 s, then after 2 min. Other causes wait 30 s, then 2 min, or as long as the
 * refusal asks for. Past 15 min since the first refusal the agent decides.
 */
export function heldOff(
  before: HoldOff | null,
  refusal: { readonly cause: HoldOffCause; readonly retryAfterMs: number | null },
  now: number,
): HoldOff {
  const { cause, retryAfterMs } = refusal;
  const count = (before?.count ?? 0) + 1;
  const firstAt = before === null || before.count === 0 ? now : Math.min(before.firstAt, now);
  const step: number | undefined = cause === 'unauthorized' ? LOGIN_STEPS_MS[count - 1] : FRONT_STEPS_MS[count - 1];
  const leastMs = count === 1 ? SHORTEST_WAIT_MS : (step ?? Math.max(...FRONT_STEPS_MS));
  const waitMs = retryAfterMs === null || cause === 'unauthorized' ? step : Math.max(retryAfterMs, leastMs);
  const isTooLong = waitMs === undefined || now + waitMs - firstAt > LONGEST_WAIT_MS;
  return { cause, count, firstAt, lastAt: now, until: isTooLong ? null : now + waitMs };
}

/**
 * Returns the hold-off after a refusal of a start that was already under way at the last refusal. It is not counted
 * again, but the longer of the two waits applies.
 */
export function heldOffBeside(
  holdOff: HoldOff,
  refusal: { readonly cause: HoldOffCause; readonly retryAfterMs: number | null },
  now: number,
): HoldOff {
  const beside = heldOff({ ...holdOff, count: holdOff.count - 1 }, refusal, now);
  const isLonger = holdOff.until !== null && (beside.until === null || beside.until > holdOff.until);
  return isLonger ? { ...beside, firstAt: holdOff.firstAt } : holdOff;
}

/**
 * Whether nothing may leave now. If the last refusal is in the future, the clock was set back, and the wait is over.
 */
export function isHeldOff(holdOff: HoldOff | null, now: number): boolean {
  return holdOff !== null && (holdOff.until === null || (now < holdOff.until && now >= holdOff.lastAt));
}

/** Returns the hold-off after the agent's resume: one start may leave, and refusals are counted from zero. */
export function holdOffLifted(holdOff: HoldOff, now: number): HoldOff {
  return { ...holdOff, count: 0, firstAt: now, lastAt: now, until: now };
}

/**
 * Returns when a question is repeated after `count` refusals of the log-in in a row, epoch ms; null: only after the
 * agent's resume.
 */
export function askLoginAgainAt(count: number, now: number): number | null {
  const stepMs: number | undefined = LOGIN_STEPS_MS[count - 1];
  return stepMs === undefined ? null : now + stepMs;
}

/**
 * Returns when a refused question is repeated, epoch ms; null: only after the agent's resume.
 *
 * @param failures number of failures in a row, and time of the first
 */
export function askAgainAt(
  failures: { readonly count: number; readonly firstAt: number },
  retryAfterMs: number | null,
  now: number,
): number | null {
  const stepMs: number = QUESTION_STEPS_MS[failures.count - 1] ?? QUESTION_WAIT_MS;
  const at = now + Math.max(retryAfterMs ?? 0, stepMs);
  return at - Math.min(failures.firstAt, now) > LONGEST_WAIT_MS ? null : at;
}
