import type { DispatchRow, DispatchState, PersonReason, PersonRow, PersonStatus } from './records.ts';

/**
 * The state machine of one person. Left: the present status; right: the next status, and its cause.
 *
 *   queued    → sending    the intent is on disk; the request leaves next
 *   queued    → skipped    blocked, stopped, deleted, no URN: no request is sent
 *   queued    → accepted   found in the server's history, after a restart (a settlement was lost) or after a refusal
 *   queued    → unknown    refused, but the history shows a start that may be theirs or another's
 *   queued    → cancelled  by the agent
 *   sending   → accepted | refused | checking | unknown   the answer; `unknown` at once for the engine's own 500
 *   sending   → queued     a 401, a 429 or a refusal in front of the engine (it did nothing), or held back
 *   checking  → accepted | unknown   the server's history
 *   checking  → refused    an answer after our wait, or the history shows that the room waits for another start
 *   unknown   → checking   the agent looks again
 *   unknown   → accepted   an answer after our wait
 *
 * No other move exists. In particular, nothing leads from `unknown` back to `queued`: to send again takes the agent's
 * click, which makes a new row in a child dispatch.
 *
 * There is no status *almost certainly not sent*, because no case is known in which it would be true. The engine stores
 * its history row in the transaction that calls Flows. Its own 500, and a worker killed in the middle, roll the row
 * back even when Flows has the start, so a missing row proves nothing. And a browser reports the same error for a
 * connection that was never made as for one that broke after the request was through. What certainly did not leave
 * (offline, held back, no agent signed in) stays `queued`.
 */
export const PERSON_MOVES: Readonly<Record<PersonStatus, readonly PersonStatus[]>> = {
  queued: ['sending', 'skipped', 'accepted', 'unknown', 'cancelled'],
  sending: ['accepted', 'refused', 'checking', 'unknown', 'queued'],
  checking: ['accepted', 'unknown', 'refused'],
  unknown: ['checking', 'accepted'],
  accepted: [],
  refused: [],
  skipped: [],
  cancelled: [],
};

/**
 * The state machine of one dispatch. `counting-down` goes forward only by the commit of its own view; a return to the
 * draft deletes the dispatch. `finished` runs again only to look people up; it has no queued people.
 */
export const DISPATCH_MOVES: Readonly<Record<DispatchState['status'], readonly DispatchState['status'][]>> = {
  'counting-down': ['counting-down', 'running'],
  running: ['paused', 'finished'],
  paused: ['running', 'paused', 'finished'],
  finished: ['running'],
};

/** Statuses that are not final. */
export const OPEN_STATUSES = ['queued', 'sending', 'checking'] as const satisfies readonly PersonStatus[];

/** Thrown for a move that is not in the table. It is a bug of ours, never caused by the server. */
export class IllegalMove extends Error {
  constructor(what: 'person' | 'dispatch', from: string, to: string) {
    super(`${what} cannot move from ${from} to ${to}`);
    this.name = 'IllegalMove';
  }
}

/**
 * Returns the row with its new status.
 *
 * @throws {IllegalMove} when the table does not allow it
 */
export function movePerson(
  row: PersonRow,
  status: PersonStatus,
  change: Partial<Omit<PersonRow, 'dispatchId' | 'n' | 'status'>> & { readonly reason: PersonReason | null },
): PersonRow {
  if (!PERSON_MOVES[row.status].includes(status)) throw new IllegalMove('person', row.status, status);
  return { ...row, ...change, status };
}

/**
 * Returns the dispatch in its new state, with `touchedAt` set to `now`.
 *
 * @throws {IllegalMove} when the table does not allow it
 */
export function moveDispatch(row: DispatchRow, state: DispatchState, now: number): DispatchRow {
  if (!DISPATCH_MOVES[row.state.status].includes(state.status))
    throw new IllegalMove('dispatch', row.state.status, state.status);
  return {
    ...row,
    state,
    touchedAt: now,
    startedAt: row.startedAt ?? (state.status === 'running' ? now : null),
    finishedAt: state.status === 'finished' ? state.at : null,
  };
}

/** Whether a pause ends by itself: when a session or the network is back, at a time, or when replies are handled. */
export function goesOnAlone(state: DispatchState): boolean {
  return (
    state.status === 'paused' &&
    (state.reason === 'no-session' ||
      state.reason === 'offline' ||
      state.reason === 'open-replies' ||
      (state.until ?? null) !== null)
  );
}
