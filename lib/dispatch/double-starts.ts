import type { HistoryRow, LiveSession } from './ports.ts';
import { type Attempt, type SkewMark, countUnexplained } from './reconcile.ts';

/**
 * Whether the server's history shows an accepted start more than once.
 *
 * We send once. A browser repeats a request by itself, POST too, when a kept-alive connection is reset before the first
 * byte of an answer (measured in Chromium and Firefox): then Weni may have run the flow twice. Only rows that are surely
 * mine count, and only those within the time of this very request; what any other start of mine explains is not counted.
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
