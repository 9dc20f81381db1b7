import type { DispatchRow, PersonRow } from './records.ts';

/**
 * Whether a person's click may send to them again. `may-double`: the customer may get it twice, the confirmation says
 * so. `safe`: the server did nothing, or we did not ask. Null: never.
 */
export function canSendAgain(row: PersonRow): 'safe' | 'may-double' | null {
  switch (row.status) {
    case 'unknown':
      return 'may-double';
    case 'refused':
    case 'cancelled':
      return 'safe';
    case 'skipped':
      return row.reason === 'sent-recently' ? 'safe' : null;
    case 'queued':
    case 'sending':
    case 'checking':
    case 'accepted':
      return null;
    default:
      return row.status satisfies never;
  }
}

/** Whether the frozen values of a dispatch are still there: they are dropped 24 h after it ended. */
export function hasFrozenValues(dispatch: DispatchRow): boolean {
  return (dispatch.paramsDroppedAt ?? null) === null;
}

/**
 * Whether this person was already sent again by an earlier click, so that a second click does not send a third time. A
 * try that did nothing does not count, but what was sent again from it does.
 *
 * @param sameContact every row of the agent for this contact
 */
export function isSentAgain(row: PersonRow, sameContact: readonly PersonRow[]): boolean {
  return sameContact.some(
    (other) =>
      other.retryOf !== null &&
      other.retryOf.dispatchId === row.dispatchId &&
      other.retryOf.n === row.n &&
      ((canSendAgain(other) !== 'safe' && other.status !== 'skipped') || isSentAgain(other, sameContact)),
  );
}

/**
 * The people of a child dispatch: same contacts, same frozen values, new rows that name the ones they repeat. They go
 * one by one: a batch that failed says nothing about its people.
 */
export function planRetry(dispatch: Pick<DispatchRow, 'dispatchId'>, rows: readonly PersonRow[]): PersonRow[] {
  return rows.map((row, n) => ({
    ...row,
    dispatchId: dispatch.dispatchId,
    n,
    status: 'queued',
    reason: null,
    batch: null,
    isBatchFirst: false,
    sentAt: null,
    checkingSince: null,
    answeredAt: null,
    settledAt: null,
    startUuid: null,
    acceptedAt: null,
    leftAt: null,
    attempts: 0,
    retryOf: { dispatchId: row.dispatchId, n: row.n },
  }));
}
