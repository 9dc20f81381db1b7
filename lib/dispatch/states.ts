import type { DispatchRow, DispatchState, PersonReason, PersonRow, PersonStatus } from './records.ts';

/**
 * The machine of one person. Left: where they stand; right: where they may go, and what takes them there.
 *
 *   queued    → sending    the intent is on disk, the request leaves next
 *   queued    → skipped    blocked, stopped, deleted, no URN: never asked
 *   queued    → accepted   found in the server's history when the background came back (a settlement was lost), or after a refusal
 *   queued    → unknown    refused, and the history shows a start that may be theirs or another one's
 *   queued    → cancelled  by the agent
 *   sending   → accepted | refused | checking | unknown   the answer; `unknown` at once for the engine's own 500
 *   sending   → queued     a 401, a 429 or a refusal in front of the engine (it did nothing), or the request was held back before it left
 *   checking  → accepted | unknown   the server's history
 *   checking  → refused    an answer later than we waited for, or the history shows that a refused room waits for another start
 *   unknown   → checking   the agent looks again
 *   unknown   → accepted   an answer later than we waited for
 *
 * Nothing else moves: in particular nothing leads from `unknown` back to `queued`. Sending again is a person's click and
 * makes a new row in a child dispatch.
 *
 * There is no state that says *almost certainly not sent*, because no case was found in which it is true. The engine
 * stores its history row in the transaction that calls Flows: its own 500, and a worker killed in the middle, roll the
 * row back also when Flows has the start, so a row that is missing says nothing. And a browser tells a connection that was
 * never made by the same error as one that broke after the request was through. What certainly did not leave (offline,
 * held back, nobody signed in) stays `queued`.
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
 * The machine of one dispatch. `counting-down` has one way forward, the commit of its own view; the way back to the
 * draft deletes the dispatch. `finished` runs again only to look people up: it has nobody queued.
 */
export const DISPATCH_MOVES: Readonly<Record<DispatchState['status'], readonly DispatchState['status'][]>> = {
  'counting-down': ['counting-down', 'running'],
  running: ['paused', 'finished'],
  paused: ['running', 'paused', 'finished'],
  finished: ['running'],
};

/** Statuses that are not an end yet. */
export const OPEN_STATUSES = ['queued', 'sending', 'checking'] as const satisfies readonly PersonStatus[];

/** Every status, in the order a report lists them. */
export const PERSON_STATUSES = [
  'queued',
  'sending',
  'checking',
  'accepted',
  'refused',
  'unknown',
  'skipped',
  'cancelled',
] as const satisfies readonly PersonStatus[];

/** A move the table does not know: a mistake of ours, never of the server. */
export class IllegalMove extends Error {
  constructor(what: 'person' | 'dispatch', from: string, to: string) {
    super(`${what} cannot move from ${from} to ${to}`);
    this.name = 'IllegalMove';
  }
}

/**
 * The row in its new status.
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
 * The dispatch in its new state, touched at `now`.
 *
 * @throws {IllegalMove} when the table does not allow it
 */
export function moveDispatch(row: DispatchRow, state: DispatchState, now: number): DispatchRow {
  if (!DISPATCH_MOVES[row.state.status].includes(state.status)) throw new IllegalMove('dispatch', row.state.status, state.status);
  return {
    ...row,
    state,
    touchedAt: now,
    startedAt: row.startedAt ?? (state.status === 'running' ? now : null),
    finishedAt: state.status === 'finished' ? state.at : null,
  };
}

/** Whether a pause ends by itself: when a session or the network is back, or at a time. */
export function goesOnAlone(state: DispatchState): boolean {
  return state.status === 'paused' && (state.reason === 'no-session' || state.reason === 'offline' || (state.until ?? null) !== null);
}
