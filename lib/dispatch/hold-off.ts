import * as z from 'zod/mini';

/** The longest wait after which sending goes on by itself; past it the agent may not know any more what was going on. */
const LONGEST_WAIT_MS = 900_000;
/** Waits after one refusal, two in a row, three in a row; after more only the agent's word helps. */
const LOGIN_STEPS_MS = [0, 30_000, 120_000] as const;
const FRONT_STEPS_MS = [30_000, 120_000] as const;
/** A server that asks for no wait at all is still not asked again in the same instant, nor many times in a row. */
const SHORTEST_WAIT_MS = 1_000;
/** Waits between questions that something on the way answered. */
const QUESTION_STEPS_MS = [5_000, 15_000, 30_000, 60_000] as const;
const QUESTION_WAIT_MS = 120_000;

/** Who refuses: the engine its login, a throttle, or something on the way that is not Chats. */
export const HoldOffCause = z.literal(['unauthorized', 'rate-limit', 'intercepted']);
export type HoldOffCause = z.infer<typeof HoldOffCause>;

/**
 * Why no start of a session leaves for a while: starts were refused before the engine did anything, so their people are
 * queued again, and the next attempt must wait. Kept on disk with the queue, so that a background that is stopped does not
 * ask faster. Times are epoch ms.
 */
export const HoldOff = z.object({
  cause: HoldOffCause,
  /** Refusals in a row. 0: the agent said to go on, one start goes out alone and decides. */
  count: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  /** When one start may leave again by itself; null: only when the agent says so. */
  until: z.nullable(z.number()),
});
export type HoldOff = z.infer<typeof HoldOff>;

/**
 * After one more refusal. A login that was refused once is tried again as soon as the profile is answered with it (the wait
 * is 0), then after 30 s, then after 2 min; anything else after 30 s and 2 min, or after what it asked for, up to 15 min
 * since the first. Past that the agent decides.
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

/** After a refusal that came beside the last one, of a start that was on the way then: not counted again, but the longer wait holds. */
export function heldOffBeside(holdOff: HoldOff, refusal: { readonly cause: HoldOffCause; readonly retryAfterMs: number | null }, now: number): HoldOff {
  const beside = heldOff({ ...holdOff, count: holdOff.count - 1 }, refusal, now);
  const isLonger = holdOff.until !== null && (beside.until === null || beside.until > holdOff.until);
  return isLonger ? { ...beside, firstAt: holdOff.firstAt } : holdOff;
}

/** Whether nothing may leave now. A clock that was set back leaves the last refusal in the future: then it is over. */
export function isHeldOff(holdOff: HoldOff | null, now: number): boolean {
  return holdOff !== null && (holdOff.until === null || (now < holdOff.until && now >= holdOff.lastAt));
}

/** The agent said to go on: the count begins anew. */
export function holdOffLifted(holdOff: HoldOff, now: number): HoldOff {
  return { ...holdOff, count: 0, firstAt: now, lastAt: now, until: now };
}

/** When a question whose login was refused so many times in a row is asked again by itself, epoch ms; null: when the agent says so. */
export function askLoginAgainAt(count: number, now: number): number | null {
  const stepMs: number | undefined = LOGIN_STEPS_MS[count - 1];
  return stepMs === undefined ? null : now + stepMs;
}

/**
 * When a question that was refused is asked again by itself, epoch ms; null when only the agent's word helps.
 *
 * @param failures how often in a row, and since when
 */
export function askAgainAt(failures: { readonly count: number; readonly firstAt: number }, retryAfterMs: number | null, now: number): number | null {
  const stepMs: number = QUESTION_STEPS_MS[failures.count - 1] ?? QUESTION_WAIT_MS;
  const at = now + Math.max(retryAfterMs ?? 0, stepMs);
  return at - Math.min(failures.firstAt, now) > LONGEST_WAIT_MS ? null : at;
}
