import type { DispatchRow, PersonRow, PersonStatus } from './records.ts';

/**
 * Whether the agent may send to a person with this status again. `may-double`: the customer may get the message twice,
 * and the confirmation says so. `safe`: the server did nothing, or no request was sent. Null: never.
 */
export function canSendAgain(status: PersonStatus): 'safe' | 'may-double' | null {
  switch (status) {
    case 'unknown':
      return 'may-double';
    case 'refused':
    case 'cancelled':
      return 'safe';
    case 'skipped':
    case 'queued':
    case 'sending':
    case 'checking':
    case 'accepted':
      return null;
    default:
      return status satisfies never;
  }
}

/** Whether the frozen values of a dispatch still exist; they are deleted 24 h after it ended. */
export function hasFrozenValues(dispatch: DispatchRow): boolean {
  return (dispatch.paramsDroppedAt ?? null) === null;
}

/**
 * Whether this person was already sent again by an earlier click, so that a second click does not send a third message.
 * A try that did nothing does not count, but a try that repeated it does.
 *
 * @param sameContact every row of the agent for this contact
 */
export function isSentAgain(row: PersonRow, sameContact: readonly PersonRow[]): boolean {
  return sameContact.some(
    (other) =>
      other.retryOf !== null &&
      other.retryOf.dispatchId === row.dispatchId &&
      other.retryOf.n === row.n &&
      ((canSendAgain(other.status) !== 'safe' && other.status !== 'skipped') || isSentAgain(other, sameContact)),
  );
}

/**
 * Makes the rows of a child dispatch: same contacts, same frozen values, each with the row it repeats. They are sent
 * one by one, because a failed batch says nothing about its single people.
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
