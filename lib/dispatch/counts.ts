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

/** As much of a person's row as tells which one it repeats. */
export type TryRow = Pick<PersonRow, 'dispatchId' | 'n' | 'status' | 'retryOf'>;

/**
 * The newest try of each person: the row itself where they were not sent again, else one of `later`. A try that was
 * cancelled or skipped changes nothing, the earlier outcome stays true.
 *
 * @param later people of everything that was sent again from the rows' dispatch, and from that …, in any order
 */
export function newestTries<Row extends TryRow, Later extends TryRow>(rows: readonly Row[], later: readonly Later[]): (Row | Later)[] {
  const nextTry = new Map<string, Later>();
  for (const row of later) {
    if (row.retryOf !== null && row.status !== 'cancelled' && row.status !== 'skipped') nextTry.set(`${row.retryOf.dispatchId}:${row.retryOf.n}`, row);
  }
  const newest = (row: Row | Later): Row | Later => {
    const next = nextTry.get(`${row.dispatchId}:${row.n}`);
    return next === undefined ? row : newest(next);
  };
  return rows.map(newest);
}
