import { PERSON_STATUSES, type PersonCounts, type PersonRow, type PersonStatus } from './records.ts';
import { OPEN_STATUSES } from './states.ts';

/** Counts of zero for every status. */
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

/** Counts the rows by status. */
export function countPeople(rows: readonly Pick<PersonRow, 'status'>[]): PersonCounts {
  const counts = noCounts();
  for (const row of rows) counts[row.status] += 1;
  return counts;
}

/** Sum of all counts; equals the dispatch's total unless rows were lost. */
export function sumOf(counts: PersonCounts): number {
  return PERSON_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** Number of people whose outcome is still open. */
export function openOf(counts: PersonCounts): number {
  return OPEN_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** The fields of a person's row that tell which row it repeats. */
export type TryRow = Pick<PersonRow, 'dispatchId' | 'n' | 'status' | 'retryOf'>;

/**
 * Returns the newest try of each person: the row itself if the person was not sent again, else one of `later`. A try
 * that was cancelled or skipped does not count, because the earlier outcome remains true.
 *
 * @param later people of all child dispatches, and of their child dispatches, in any order
 */
export function newestTries<Row extends TryRow, Later extends TryRow>(
  rows: readonly Row[],
  later: readonly Later[],
): (Row | Later)[] {
  const nextTry = new Map<string, Later>();
  for (const row of later) {
    if (row.retryOf !== null && row.status !== 'cancelled' && row.status !== 'skipped')
      nextTry.set(`${row.retryOf.dispatchId}:${row.retryOf.n}`, row);
  }
  const newest = (row: Row | Later): Row | Later => {
    const next = nextTry.get(`${row.dispatchId}:${row.n}`);
    return next === undefined ? row : newest(next);
  };
  return rows.map(newest);
}
