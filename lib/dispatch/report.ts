import type { PersonCounts, PersonRow, PersonStatus } from './records.ts';
import { OPEN_STATUSES, PERSON_STATUSES } from './states.ts';

/** Nobody anywhere. */
export function noCounts(): Record<PersonStatus, number> {
  return {
    queued: 0,
    sending: 0,
    checking: 0,
    accepted: 0,
    refused: 0,
    'not-found': 0,
    unknown: 0,
    skipped: 0,
    cancelled: 0,
  };
}

/** How many of the rows stand where. */
export function countPeople(rows: readonly Pick<PersonRow, 'status'>[]): PersonCounts {
  const counts = noCounts();
  for (const row of rows) counts[row.status] += 1;
  return counts;
}

/** All people of the counts; equals the dispatch's total unless rows were lost. */
export function sumOf(counts: PersonCounts): number {
  return PERSON_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** People whose outcome is still open. */
export function openOf(counts: PersonCounts): number {
  return OPEN_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/**
 * A dispatch with everything that was sent again from it: each person of the root once, where their newest try stands.
 * A try that was cancelled or skipped changes nothing, the earlier outcome stays true. The sum equals the root's total.
 *
 * @param root people of the first dispatch
 * @param later people of its children, grandchildren …, in any order
 */
export function familyCounts(root: readonly PersonRow[], later: readonly PersonRow[]): PersonCounts {
  const nextTry = new Map<string, PersonRow[]>();
  for (const row of later) {
    if (row.retryOf === null) continue;
    const key = `${row.retryOf.dispatchId}:${row.retryOf.n}`;
    nextTry.set(key, [...(nextTry.get(key) ?? []), row]);
  }
  const newest = (row: PersonRow): PersonRow => {
    const tries = (nextTry.get(`${row.dispatchId}:${row.n}`) ?? []).filter((next) => next.status !== 'cancelled' && next.status !== 'skipped');
    const last = tries.at(-1);
    return last === undefined ? row : newest(last);
  };
  return countPeople(root.map(newest));
}
