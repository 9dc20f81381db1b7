/** Typical duration of one start, used only for estimates on screen. */
export const CALL_MS = 400;
/** Number of people in one request (chats-engine refuses 101; .github/docs/contract/rest.md#request-of-a-start). */
const BATCH_SIZE = 100;

/** The least number of requests that carry these people. */
export function requestsOf(mode: 'singles' | 'batches', people: number): number {
  return mode === 'batches' ? Math.ceil(people / BATCH_SIZE) : people;
}

/** The dispatcher's pace, as far as the estimate needs it. */
export interface Pace {
  readonly perHour: number;
  readonly burst: number;
  readonly inFlight: number;
  /** How long one start takes. */
  readonly callMs: number;
}

/**
 * Estimates how long this many requests take, in ms. The first `burst` requests leave as fast as the server answers,
 * the rest at the rate at which the hour's budget refills. All starts of the last hour are subtracted from the burst,
 * so the estimate is rather too long than too short.
 */
export function estimateDurationMs(requests: number, pace: Pace, usedThisHour: number): number {
  const byServer = Math.ceil(requests / Math.max(1, pace.inFlight)) * pace.callMs;
  const full = Math.max(0, pace.burst - usedThisHour);
  const byBucket = (Math.max(0, requests - full) * 3_600_000) / Math.max(1, pace.perHour);
  return Math.round(Math.max(byServer, byBucket));
}

/** The pace of a dispatch that is under way. */
export interface PaceNow {
  /** Starts that could leave at once at `at` (epoch ms). */
  readonly tokens: number;
  readonly at: number;
  readonly perHour: number;
  readonly inFlight: number;
  readonly callMs: number;
  /** Requests of other dispatches that leave first. */
  readonly ahead: number;
}

/**
 * Estimates what is left of a dispatch, as of `pace.at`: how long it takes, when it ends (epoch ms), and whether the
 * hourly limit is what makes it slow. Holds and pauses to come are not known and not in it.
 *
 * @param requests of this dispatch that have not left yet
 */
export function estimateRemaining(
  requests: number,
  pace: PaceNow,
): { readonly leftMs: number; readonly endsAt: number; readonly isLimited: boolean } {
  const before = requests + pace.ahead;
  const byServer = Math.ceil(before / Math.max(1, pace.inFlight)) * pace.callMs;
  const byLimit = (Math.max(0, before - Math.max(0, pace.tokens)) * 3_600_000) / Math.max(1, pace.perHour);
  const leftMs = Math.round(Math.max(byServer, byLimit));
  return { leftMs, endsAt: pace.at + leftMs, isLimited: byLimit > byServer };
}
