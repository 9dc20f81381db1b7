/** What an estimate needs: the pace of the dispatcher, and how many starts this agent and project made in the last hour. */
export interface Pace {
  readonly perHour: number;
  readonly burst: number;
  readonly inFlight: number;
  /** How long one start takes. */
  readonly callMs: number;
}

/**
 * How long this many requests will take, in ms: the first `burst` leave as fast as the server answers, the rest as the
 * bucket fills. What was used in the last hour is taken off the burst, so the guess is rather long than short.
 */
export function estimateDurationMs(requests: number, pace: Pace, usedThisHour: number): number {
  const byServer = Math.ceil(requests / Math.max(1, pace.inFlight)) * pace.callMs;
  const full = Math.max(0, pace.burst - usedThisHour);
  const byBucket = (Math.max(0, requests - full) * 3_600_000) / Math.max(1, pace.perHour);
  return Math.round(Math.max(byServer, byBucket));
}
