import * as z from 'zod/mini';
import type { ContactUuid } from '../ids.ts';
import type { HistoryRow, DispatchSession } from './ports.ts';
import { isEngineFailure } from './outcome.ts';
import type { PersonReason } from './records.ts';

/** The engine's workers are killed after 120 s, so no start happens later than this after its request. */
export const ENGINE_LIMIT_MS = 130_000;
/** Slack between the engine's clock and Flows' (.github/docs/contract/states.md#edge-cases). */
const SERVER_SLACK_MS = 2_000;
/** Largest clock difference assumed while no accepted start of this agent has measured it. */
const UNKNOWN_SKEW_MS = 300_000;
/** A measured clock difference is valid up to this far from its time: the clock may have been set before or after. */
const SKEW_REACH_MS = 1_800_000;
/** An unexplained row this close to an attempt's time span makes it uncertain that the attempt has no row. */
const STRAY_REACH_MS = 900_000;
const MARKS_KEPT = 40;
/** If two measurements differ by more than this, the clock was set between them. */
const SKEW_AGREES_MS = 10_000;

/**
 * One measurement of server time minus our time, from an accepted start of this agent. `errorMs`: half its round trip.
 */
export const SkewMark = z.object({ at: z.number(), skewMs: z.number(), errorMs: z.number() });
export type SkewMark = z.infer<typeof SkewMark>;

/** Makes a measurement from an accepted start. Times are epoch ms; `createdAt` is by the server's clock. */
export function measureSkew(sentAt: number, answeredAt: number, createdAt: number): SkewMark {
  const at = (sentAt + answeredAt) / 2;
  return { at, skewMs: createdAt - at, errorMs: Math.abs(answeredAt - sentAt) / 2 };
}

/** Returns the measurements with one added, newest last; the oldest are dropped. */
export function addMark(marks: readonly SkewMark[], mark: SkewMark): SkewMark[] {
  return [...marks, mark].slice(-MARKS_KEPT);
}

function skewAt(marks: readonly SkewMark[], at: number): { readonly skewMs: number; readonly slackMs: number } {
  let best: SkewMark | null = null;
  for (const mark of marks) {
    if (Math.abs(mark.at - at) > SKEW_REACH_MS) continue;
    if (best === null || mark.errorMs <= best.errorMs) best = mark;
  }
  if (best === null) return { skewMs: 0, slackMs: UNKNOWN_SKEW_MS + SERVER_SLACK_MS };
  return { skewMs: best.skewMs, slackMs: best.errorMs + SERVER_SLACK_MS };
}

/**
 * Returns the earliest server time that a time of our clock can correspond to, by all measurements within reach of it.
 *
 * @param at epoch ms by our clock
 */
export function earliestByServer(marks: readonly SkewMark[], at: number): number {
  const skews = marks
    .filter((mark) => Math.abs(mark.at - at) <= SKEW_REACH_MS)
    .map((mark) => mark.skewMs - mark.errorMs);
  return at + Math.min(0, ...skews);
}

/**
 * Whether a single clock difference fits all measurements. Comparing neighbours is not enough: each may agree with the
 * next while the first and the last disagree.
 */
const fitOneSkew = (marks: readonly SkewMark[]): boolean =>
  Math.max(...marks.map((mark) => mark.skewMs - mark.errorMs)) -
    Math.min(...marks.map((mark) => mark.skewMs + mark.errorMs)) <=
  SKEW_AGREES_MS;

/**
 * Whether our clock is known to have run steadily around `at`: it was measured before and after, both within reach, and
 * all stored measurements agree. After the clock was set back, the same time occurs twice, so a time between two
 * measurements that agree may be from before that. Times of a clock that may have been set cannot tell two starts
 * apart.
 */
export function isClockSteady(marks: readonly SkewMark[], at: number): boolean {
  if (!fitOneSkew(marks)) return false;
  const near = marks.filter((mark) => Math.abs(mark.at - at) <= SKEW_REACH_MS);
  return near.some((mark) => mark.at <= at) && near.some((mark) => mark.at >= at);
}

/**
 * Returns the time span in which the row of an accepted start was created, by the server's clock: Flows' own time, and
 * at most the round trip before it. If the round trip was measured by a clock that may have been set (null), the
 * longest possible one is assumed.
 */
export function acceptedSpan(acceptedAt: number, roundTripMs: number | null): Span {
  return { from: acceptedAt - (roundTripMs ?? ENGINE_LIMIT_MS) - SERVER_SLACK_MS, to: acceptedAt + SERVER_SLACK_MS };
}

/**
 * One request that was sent. Times are by our clock; `contactUuid` is the first contact, the only one that the history
 * names.
 */
export interface Attempt {
  readonly key: string;
  readonly contactUuid: ContactUuid;
  readonly flowNames: readonly string[];
  readonly sentAt: number;
  /** When any answer came. Null: none came, and the start may have happened until ENGINE_LIMIT_MS after the request. */
  readonly answeredAt: number | null;
  /** When its row was created, by the server's clock, if an answer or the row itself told it. */
  readonly serverSpan: Span | null;
  /** Known to be accepted, so it must have a row. */
  readonly isAccepted: boolean;
}

/**
 * `found`: a row that nothing else explains. `absent`: no row can be of this attempt. `unclear`: neither can be shown.
 */
export type Verdict =
  | { readonly kind: 'found'; readonly createdAt: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear' };

type Mine = 'mine' | 'maybe' | 'not-mine';

/**
 * Tells whose start a row is. Agents see only their own starts; an admin sees all, and only the starters' names tell
 * them apart.
 */
export function ownerOf(row: HistoryRow, me: Pick<DispatchSession, 'isAdmin' | 'agentName' | 'isNameUnique'>): Mine {
  if (!me.isAdmin) return 'mine';
  if (me.agentName === null || row.userName === '') return 'maybe';
  if (row.userName !== me.agentName) return 'not-mine';
  return me.isNameUnique === true ? 'mine' : 'maybe';
}

/** Epoch ms, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Returns when the row of an attempt may have been created, by the server's clock. */
function spanOf(attempt: Attempt, marks: readonly SkewMark[]): Span {
  if (attempt.serverSpan !== null) return attempt.serverSpan;
  const { skewMs, slackMs } = skewAt(marks, attempt.sentAt);
  const latest =
    attempt.answeredAt === null ? attempt.sentAt + ENGINE_LIMIT_MS : Math.max(attempt.answeredAt, attempt.sentAt);
  return { from: attempt.sentAt + skewMs - slackMs, to: latest + skewMs + slackMs };
}

/** Returns a function that tells whether an attempt may have caused a row, by flow and time. */
function matcherOf(
  attempt: Attempt,
  others: readonly Attempt[],
  marks: readonly SkewMark[],
): (each: Attempt, row: HistoryRow) => boolean {
  const spans = new Map([attempt, ...others].map((each) => [each, spanOf(each, marks)]));
  // If the time of another attempt cannot be trusted, it may explain any row; then only the number of rows decides.
  for (const other of others) {
    if (other.serverSpan === null && !isClockSteady(marks, other.sentAt))
      spans.set(other, { from: 0, to: Number.POSITIVE_INFINITY });
  }
  return (each, row) => {
    const span = spans.get(each);
    return (
      span !== undefined &&
      each.flowNames.includes(row.flowName) &&
      row.createdAt >= span.from &&
      row.createdAt <= span.to
    );
  };
}

/** Assigns a row of its own to as many attempts as possible, and returns which row each got. */
function assign(
  attempts: readonly Attempt[],
  canBe: (attempt: Attempt, row: HistoryRow) => boolean,
  rows: readonly HistoryRow[],
): Map<HistoryRow, Attempt> {
  const takenBy = new Map<HistoryRow, Attempt>();
  const place = (attempt: Attempt, tried: Set<HistoryRow>): boolean => {
    for (const row of rows) {
      if (tried.has(row) || !canBe(attempt, row)) continue;
      tried.add(row);
      const holder = takenBy.get(row);
      if (holder === undefined || place(holder, tried)) {
        takenBy.set(row, attempt);
        return true;
      }
    }
    return false;
  };
  for (const attempt of attempts) place(attempt, new Set());
  return takenBy;
}

/**
 * Judges one attempt against the server's history.
 *
 * Each row of this agent was caused by one of their attempts, and each attempt has at most one row. So the attempt is
 * *found* if the rows cannot all be explained without it, *absent* if no row is left for it beside the attempts known
 * to be accepted, and *unclear* otherwise. Two dispatches of one flow to one person are told apart by their times and
 * by the number of rows.
 *
 * @param attempt the attempt in question
 * @param others every other attempt of this agent for the same contact that may have a row
 * @param seen.rows rows of the history, for any contact
 * @param seen.marks clock measurements
 * @param seen.isForGood `absent` then also requires that starts known to be accepted explain every row, whatever the
 *   times, because a clock may have been set
 */
export function judgeAttempt(
  attempt: Attempt,
  others: readonly Attempt[],
  seen: {
    readonly rows: readonly HistoryRow[];
    readonly marks: readonly SkewMark[];
    readonly me: Pick<DispatchSession, 'isAdmin' | 'agentName' | 'isNameUnique'>;
    readonly isForGood?: boolean;
  },
): Verdict {
  const canBe = matcherOf(attempt, others, seen.marks);
  const relevant = seen.rows.filter(
    (row) => row.contactUuid === attempt.contactUuid && attempt.flowNames.includes(row.flowName),
  );
  const mine = relevant.filter((row) => ownerOf(row, seen.me) === 'mine');
  const possible = relevant.filter((row) => ownerOf(row, seen.me) !== 'not-mine');

  const without = assign(others, canBe, mine);
  const withIt = assign([...others, attempt], canBe, mine);
  if (withIt.size > without.size) {
    const row = [...withIt].find(([, holder]) => holder === attempt)?.[0];
    if (row !== undefined) return { kind: 'found', createdAt: row.createdAt };
  }

  const known = others.filter((other) => other.isAccepted);
  const explained = assign(known, canBe, possible).size;
  if (
    assign([...known, attempt], canBe, possible).size > explained ||
    (seen.isForGood === true && possible.length > explained)
  )
    return { kind: 'unclear' };
  const span = spanOf(attempt, seen.marks);
  const isStrayNear = possible.some(
    (row) =>
      row.createdAt >= span.from - STRAY_REACH_MS &&
      row.createdAt <= span.to + STRAY_REACH_MS &&
      ![attempt, ...others].some((each) => canBe(each, row)),
  );
  return isStrayNear ? { kind: 'unclear' } : { kind: 'absent' };
}

/**
 * Counts the rows that are certainly this agent's, lie within the time span of one attempt, and are left over when
 * every attempt has taken the row it may have caused.
 */
export function countUnexplained(
  attempt: Attempt,
  others: readonly Attempt[],
  seen: {
    readonly rows: readonly HistoryRow[];
    readonly marks: readonly SkewMark[];
    readonly me: Pick<DispatchSession, 'isAdmin' | 'agentName' | 'isNameUnique'>;
  },
): number {
  const canBe = matcherOf(attempt, others, seen.marks);
  const rows = seen.rows.filter(
    (row) => row.contactUuid === attempt.contactUuid && ownerOf(row, seen.me) === 'mine' && canBe(attempt, row),
  );
  return rows.length - assign([attempt, ...others], canBe, rows).size;
}

/** What becomes of a person who is being looked up. */
export type LookupDecision = 'accepted' | 'refused' | 'unknown' | 'wait';

/**
 * Decides about a person after one read of the history.
 *
 * A row decides at once. A missing row never proves that nothing was sent, because the engine rolls its row back even
 * when Flows has the start. It only ends the look-up as *unknown*: after a complete read at least `notFoundMs` after
 * the last moment at which the start was under way. After the engine's own 500 nothing is under way, so the first
 * complete read ends the look-up (the agent looked again). A refusal `room-already-waiting` concerns a row that exists
 * by then, so the first complete read after the answer shows whether that row is of this start.
 */
export function decideLookup(
  person: { readonly reason: PersonReason | null; readonly sentAt: number; readonly answeredAt: number | null },
  verdict: Verdict,
  read: { readonly askedAt: number; readonly isComplete: boolean; readonly notFoundMs: number },
): LookupDecision {
  if (verdict.kind === 'found') return 'accepted';
  const isRefusal = person.reason === 'room-already-waiting';
  const isAnswered = isRefusal || isEngineFailure(person.reason);
  if (
    !read.isComplete ||
    read.askedAt < Math.max(person.sentAt, person.answeredAt ?? 0) + (isAnswered ? 0 : read.notFoundMs)
  )
    return 'wait';
  return isRefusal && verdict.kind === 'absent' ? 'refused' : 'unknown';
}

/** Times of the look-ups of one person, from the beginning of the look-up. The last one is due at `notFoundMs`. */
const LOOK_AFTER_MS = [1_000, 5_000, 15_000, 40_000, 80_000] as const;

/** Returns when to look next, epoch ms. `lastLookAt` null: not looked yet. */
export function nextLookAt(checkingSince: number, lastLookAt: number | null, dueAt: number): number {
  const steps = LOOK_AFTER_MS.map((delayMs) => checkingSince + delayMs).filter((at) => at < dueAt);
  const next = [...steps, dueAt].find((at) => lastLookAt === null || at > lastLookAt);
  // After the due time each read could decide. One that could not (failed, incomplete) is repeated every 30 s.
  return next ?? (lastLookAt ?? dueAt) + 30_000;
}
