import type { HistoryRow, LiveSession } from './ports.ts';
import { type Attempt, type SkewMark, countUnexplained } from './reconcile.ts';

/**
 * Whether the server's history shows an accepted start more than once.
 *
 * We send once. A browser repeats a request by itself, POST too, when its connection ends before the first byte of an
 * answer, and then Weni may have run the flow twice. `tests/e2e/wire.spec.ts` plays every ending: Chromium repeats on every
 * connection that was used before (HTTP/1.1 and HTTP/2: reset, close, GOAWAY, unanswered ping), Firefox on a used HTTP/1.1
 * connection, after INTERNAL_ERROR on an HTTP/2 stream and after a GOAWAY that names an earlier stream. A refused stream is
 * repeated by both, rightly: the server never saw it.
 *
 * A request body that cannot be replayed (a stream) would stop this in Chromium over HTTP/2 only. It is not used: Firefox
 * has none, behind an HTTP/1.1 proxy such a request fails, and it leaves without a Content-Length, which the real backend
 * was never seen to accept. So the repeated start is found afterwards and named.
 *
 * Only rows that are surely mine count, and only those within the time of this very request; what any other start of mine
 * explains is not counted.
 *
 * @param attempt the accepted start in question
 * @param others every other attempt of this agent for the same contact that may have a row
 */
export function isSeenTwice(
  attempt: Attempt,
  others: readonly Attempt[],
  seen: {
    readonly rows: readonly HistoryRow[];
    readonly marks: readonly SkewMark[];
    readonly me: Pick<LiveSession, 'isAdmin' | 'agentName' | 'nameIsMineAlone'>;
  },
): boolean {
  return attempt.isAccepted && countUnexplained(attempt, others, seen) > 0;
}
