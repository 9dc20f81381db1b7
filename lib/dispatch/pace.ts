import * as z from 'zod/mini';
import type { PersonRow } from './records.ts';

/** Flows stops serving the whole project at about 2,500 starts an hour; no setting of ours goes above this. */
export const HARD_STARTS_PER_HOUR = 2_000;
const HOUR_MS = 3_600_000;

/** Starts that may leave now. Kept per session so that a restart does not refill it. */
export const Bucket = z.object({ tokens: z.number(), at: z.number() });
export type Bucket = z.infer<typeof Bucket>;

export interface BucketSize {
  /** `Infinity` switches the bucket off; only the sandbox build sets that. */
  readonly perHour: number;
  readonly burst: number;
}

function ratePerMs(size: BucketSize): number {
  // The burst comes on top of the hourly rate, so both together stay under the hard stop.
  return Math.min(size.perHour, HARD_STARTS_PER_HOUR - size.burst) / HOUR_MS;
}

/** The bucket as of `now`, full when there was none. A clock that jumped back adds nothing. */
export function refill(bucket: Bucket | null, now: number, size: BucketSize): Bucket {
  if (size.perHour === Number.POSITIVE_INFINITY || bucket === null) return { tokens: size.burst, at: now };
  const elapsedMs = Math.max(0, now - bucket.at);
  return { tokens: Math.min(size.burst, bucket.tokens + elapsedMs * ratePerMs(size)), at: now };
}

/** How long until one start may leave, in ms; 0 when it may now. `bucket` must be refilled. */
export function waitForToken(bucket: Bucket, size: BucketSize): number {
  if (bucket.tokens >= 1) return 0;
  return Math.ceil((1 - bucket.tokens) / ratePerMs(size));
}

/** The bucket after one start left. */
export function takeToken(bucket: Bucket): Bucket {
  return { tokens: bucket.tokens - 1, at: bucket.at };
}

/**
 * How long one person has to wait because of other starts to them, in ms; 0 when they may be written to now, null when
 * it is not known yet because another start to them is still on its way or being looked up.
 *
 * Two open starts of one flow to one person could not be told apart in the server's history; two within 60 s would
 * reach the customer as a burst.
 */
export function waitForPerson(others: readonly PersonRow[], now: number, samePersonMs: number): number | null {
  let waitMs = 0;
  for (const other of others) {
    if (other.status === 'sending' || other.status === 'checking') return null;
    if (other.sentAt === null || other.status === 'queued') continue;
    // The intent is a little older than the request; the answer is certainly younger.
    const lastAt = other.answeredAt ?? other.checkingSince ?? other.sentAt;
    // A clock that jumped back leaves times in the future: they wait at most the full span.
    const agoMs = Math.max(0, now - lastAt);
    if (agoMs < samePersonMs) waitMs = Math.max(waitMs, samePersonMs - agoMs);
  }
  return waitMs;
}
