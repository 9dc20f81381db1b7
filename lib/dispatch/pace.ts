import * as z from 'zod/mini';
import type { PersonRow } from './records.ts';

/** At about 2,500 starts an hour, Flows stops serving the whole project. No setting goes above this limit. */
export const HARD_STARTS_PER_HOUR = 2_000;
const HOUR_MS = 3_600_000;

/**
 * The bucket of a session: starts that may leave now, and when that was computed. Stored, so that a restart does not
 * refill it.
 */
export const Bucket = z.object({ tokens: z.number(), at: z.number() });
export type Bucket = z.infer<typeof Bucket>;

/** Limits of the bucket: starts per hour, and starts that may leave at once when it is full. */
export interface BucketSize {
  /** `Infinity` switches the bucket off; only the sandbox build sets that. */
  readonly perHour: number;
  readonly burst: number;
}

/** How many starts an hour may leave after a burst; `Infinity` without a limit. */
export function hourlyRate(size: BucketSize): number {
  if (size.perHour === Number.POSITIVE_INFINITY) return size.perHour;
  // The burst comes on top of the hourly rate, so both together must stay under the hard limit.
  return Math.min(size.perHour, HARD_STARTS_PER_HOUR - size.burst);
}

function ratePerMs(size: BucketSize): number {
  return Math.min(size.perHour, HARD_STARTS_PER_HOUR - size.burst) / HOUR_MS;
}

/** Returns the bucket as of `now`; a full one when there was none. A clock that was set back adds nothing. */
export function refill(bucket: Bucket | null, now: number, size: BucketSize): Bucket {
  if (size.perHour === Number.POSITIVE_INFINITY || bucket === null) return { tokens: size.burst, at: now };
  const elapsedMs = Math.max(0, now - bucket.at);
  return { tokens: Math.min(size.burst, bucket.tokens + elapsedMs * ratePerMs(size)), at: now };
}

/** Returns how long until one start may leave, ms; 0: now. `bucket` must have been refilled. */
export function waitForToken(bucket: Bucket, size: BucketSize): number {
  if (bucket.tokens >= 1) return 0;
  return Math.ceil((1 - bucket.tokens) / ratePerMs(size));
}

/** Returns the bucket after one start has left. */
export function takeToken(bucket: Bucket): Bucket {
  return { tokens: bucket.tokens - 1, at: bucket.at };
}

/**
 * Returns how long a person must wait because of other starts to them, ms; 0: not at all; null: not known yet, because
 * another start is under way or being looked up.
 *
 * Two open starts of one flow to one person could not be told apart in the server's history, and two within 60 s would
 * reach the customer as a burst.
 *
 * @param others the agent's other rows for this contact
 */
export function waitForPerson(others: readonly PersonRow[], now: number, samePersonMs: number): number | null {
  let waitMs = 0;
  for (const other of others) {
    if (other.status === 'sending' || other.status === 'checking') return null;
    if (other.sentAt === null || other.status === 'queued') continue;
    // The intent is slightly older than the request, the answer is later: use the latest time known.
    const lastAt = other.answeredAt ?? other.checkingSince ?? other.sentAt;
    // Times in the future were stored before the clock was set back. The wait is then the full span at most.
    const agoMs = Math.max(0, now - lastAt);
    if (agoMs < samePersonMs) waitMs = Math.max(waitMs, samePersonMs - agoMs);
  }
  return waitMs;
}
