import { sumOf } from '../../dispatch/counts.ts';
import type { Counts } from '../../messaging/views.ts';

/** What became of people, so that a reader can add it up: the four are everybody but who is queued or on the way. */
export function endingsOf(counts: Counts): { readonly accepted: number; readonly cancelled: number; readonly skipped: number; readonly toCheck: number } {
  const { accepted, cancelled, skipped, queued, sending } = counts;
  return { accepted, cancelled, skipped, toCheck: sumOf(counts) - accepted - cancelled - skipped - queued - sending };
}
