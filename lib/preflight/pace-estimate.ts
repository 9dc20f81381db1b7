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
