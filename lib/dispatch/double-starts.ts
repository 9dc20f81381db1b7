import type { HistoryRow, DispatchSession } from './ports.ts';
import { type Attempt, type SkewMark, countUnexplained } from './reconcile.ts';

/**
 * Whether the server's history shows an accepted start more than once.
 *
 * The dispatcher sends each start once. But a browser repeats a request by itself, POST included, when the connection
 * ends before the first byte of an answer; Weni may then have run the flow twice. `tests/e2e/wire.spec.ts` plays every
 * way a connection can end. Chromium repeats on every connection that was used before (HTTP/1.1 and HTTP/2: reset,
 * close, GOAWAY, unanswered ping). Firefox repeats on a used HTTP/1.1 connection, after INTERNAL_ERROR on an HTTP/2
 * stream, and after a GOAWAY that names an earlier stream. Both repeat a refused stream, which is right: the server
 * never saw it.
 *
 * A request body that cannot be replayed (a stream) would prevent this only in Chromium over HTTP/2. It is not used:
 * Firefox has no such bodies, the request fails behind an HTTP/1.1 proxy, and it is sent without a Content-Length,
 * which the real backend was never seen to accept. So the repeated start is found afterwards and shown.
 *
 * Only history rows that are certainly this agent's count, and only within the time span of this request. Rows that
 * another start of the agent explains do not count.
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
    readonly me: Pick<DispatchSession, 'isAdmin' | 'agentName' | 'isNameUnique'>;
  },
): boolean {
  return attempt.isAccepted && countUnexplained(attempt, others, seen) > 0;
}
