import { sumOf } from '../../dispatch/counts.ts';
import type { PersonCounts } from '../../dispatch/records.ts';

/** Outcomes in four numbers that add up to all people except those who are queued or being sent. */
export function endingsOf(counts: PersonCounts): {
  readonly accepted: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly toCheck: number;
} {
  const { accepted, cancelled, skipped, queued, sending } = counts;
  return { accepted, cancelled, skipped, toCheck: sumOf(counts) - accepted - cancelled - skipped - queued - sending };
}
