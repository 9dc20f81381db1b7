import * as z from 'zod/mini';
import type { ContactUuid } from '../ids.ts';
import type { HistoryRow, LiveSession } from './ports.ts';
import { isEngineFailure } from './outcome.ts';
import type { PersonReason } from './records.ts';

/** The engine's workers are killed after 120 s; nothing that was asked for starts later than this. */
export const ENGINE_LIMIT_MS = 130_000;
/** Slack between the engine's clock and Flows' (.github/docs/contract/states.md#edge-cases). */
const SERVER_SLACK_MS = 2_000;
/** As far off as we take a clock to be while no own accepted start told better. */
const UNKNOWN_SKEW_MS = 300_000;
/** A measured skew says nothing about times further away than this: the clock may have been set since. */
const SKEW_REACH_MS = 1_800_000;
/** A row this near to an attempt's window, explained by nothing we know, makes an absence unsure. */
const STRAY_REACH_MS = 900_000;
const MARKS_KEPT = 40;
/** Two measurements that differ by more tell of a clock that was set in between. */
const SKEW_AGREES_MS = 10_000;

/** One measurement of server time minus ours, from an own accepted start. `errorMs`: half its round trip. */
export const SkewMark = z.object({ at: z.number(), skewMs: z.number(), errorMs: z.number() });
export type SkewMark = z.infer<typeof SkewMark>;

/** A measurement from an accepted start; all times epoch ms, `createdAt` by the server's clock. */
export function measureSkew(sentAt: number, answeredAt: number, createdAt: number): SkewMark {
  const at = (sentAt + answeredAt) / 2;
  return { at, skewMs: createdAt - at, errorMs: Math.abs(answeredAt - sentAt) / 2 };
}

/** The measurements with one more, newest last, old ones dropped. */
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
 * The earliest an instant of ours may be by the server's clock, going by every measurement within reach of it.
 *
 * @param at epoch ms by our clock
 */
export function earliestByServer(marks: readonly SkewMark[], at: number): number {
  const skews = marks.filter((mark) => Math.abs(mark.at - at) <= SKEW_REACH_MS).map((mark) => mark.skewMs - mark.errorMs);
  return at + Math.min(0, ...skews);
}

/** Whether one skew could be what all of them measured: each of a chain may agree with the next, and its ends not at all. */
const agree = (marks: readonly SkewMark[]): boolean =>
  Math.max(...marks.map((mark) => mark.skewMs - mark.errorMs)) - Math.min(...marks.map((mark) => mark.skewMs + mark.errorMs)) <= SKEW_AGREES_MS;

/**
 * Whether our clock is known to have run steadily around `at`: measured before and after it, both within reach, and
 * never set as far back as the marks go. After a jump back the same time comes twice, so a time between two marks that
 * agree may be the one before the jump. Times of a clock that may have jumped tell two starts apart no more.
 */
export function isClockSteady(marks: readonly SkewMark[], at: number): boolean {
  if (!agree(marks)) return false;
  const near = marks.filter((mark) => Math.abs(mark.at - at) <= SKEW_REACH_MS);
  return near.some((mark) => mark.at <= at) && near.some((mark) => mark.at >= at);
}

/**
 * The span of an accepted start by the server's clock: Flows' own time, and at most the round trip before it. A round
 * trip measured by a clock that may have jumped (null) is taken for the longest there is.
 */
export function acceptedSpan(acceptedAt: number, roundTripMs: number | null): Span {
  return { from: acceptedAt - (roundTripMs ?? ENGINE_LIMIT_MS) - SERVER_SLACK_MS, to: acceptedAt + SERVER_SLACK_MS };
}

/** One request that was asked for. Local times; `contactUuid` is the first contact, the only one the history names. */
export interface Attempt {
  readonly key: string;
  readonly contactUuid: ContactUuid;
  readonly flowNames: readonly string[];
  readonly sentAt: number;
  /** When an answer of any kind came; null: none came, the start may have happened until ENGINE_LIMIT_MS later. */
  readonly answeredAt: number | null;
  /** When its row was created, by the server's own clock, where an answer or the row itself told. */
  readonly serverSpan: Span | null;
  /** Known accepted: it must have a row. */
  readonly isAccepted: boolean;
}

/** `found`: a row that nothing else explains. `absent`: no row that could be it. `unclear`: cannot be told. */
export type Verdict =
  | { readonly kind: 'found'; readonly createdAt: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear' };

type Mine = 'mine' | 'maybe' | 'not-mine';

/** Whose start a row is. Agents see their own only; an admin sees everybody's and knows only names. */
export function ownerOf(row: HistoryRow, me: Pick<LiveSession, 'isAdmin' | 'agentName' | 'nameIsMineAlone'>): Mine {
  if (!me.isAdmin) return 'mine';
  if (me.agentName === null || row.userName === '') return 'maybe';
  if (row.userName !== me.agentName) return 'not-mine';
  return me.nameIsMineAlone === true ? 'mine' : 'maybe';
}

/** Epoch ms, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When the row of an attempt may have been created, by the server's clock. */
function spanOf(attempt: Attempt, marks: readonly SkewMark[]): Span {
  if (attempt.serverSpan !== null) return attempt.serverSpan;
  const { skewMs, slackMs } = skewAt(marks, attempt.sentAt);
  const latest = attempt.answeredAt === null ? attempt.sentAt + ENGINE_LIMIT_MS : Math.max(attempt.answeredAt, attempt.sentAt);
  return { from: attempt.sentAt + skewMs - slackMs, to: latest + skewMs + slackMs };
}

/** Which rows an attempt may have caused, by flow and time. */
function matcherOf(attempt: Attempt, others: readonly Attempt[], marks: readonly SkewMark[]): (each: Attempt, row: HistoryRow) => boolean {
  const spans = new Map([attempt, ...others].map((each) => [each, spanOf(each, marks)]));
  // Another lost start may explain any row when its time cannot be trusted: then only the number of rows decides.
  for (const other of others) {
    if (other.serverSpan === null && !isClockSteady(marks, other.sentAt)) spans.set(other, { from: 0, to: Number.POSITIVE_INFINITY });
  }
  return (each, row) => {
    const span = spans.get(each);
    return span !== undefined && each.flowNames.includes(row.flowName) && row.createdAt >= span.from && row.createdAt <= span.to;
  };
}

/** How many attempts can each have a row of their own, and which row each got. */
function assign(attempts: readonly Attempt[], canBe: (attempt: Attempt, row: HistoryRow) => boolean, rows: readonly HistoryRow[]): Map<HistoryRow, Attempt> {
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
 * Every row of mine was caused by some attempt of mine, and every attempt has at most one row. So the attempt is
 * *found* when the rows cannot all be explained without it, *absent* when no row is left for it beside the attempts
 * known to be accepted, and *unclear* otherwise. Two dispatches of one flow to one person are told apart this way by
 * their times and by the number of rows.
 *
 * @param attempt the one in question
 * @param others every other attempt of this agent for the same contact that may have a row
 * @param seen rows of the history, any contact; `marks`: clock measurements; `isForGood`: the attempt is
 *   absent only when starts known to be accepted explain every row, whatever the times: a clock may have been set
 */
export function judgeAttempt(
  attempt: Attempt,
  others: readonly Attempt[],
  seen: {
    readonly rows: readonly HistoryRow[];
    readonly marks: readonly SkewMark[];
    readonly me: Pick<LiveSession, 'isAdmin' | 'agentName' | 'nameIsMineAlone'>;
    readonly isForGood?: boolean;
  },
): Verdict {
  const canBe = matcherOf(attempt, others, seen.marks);
  const relevant = seen.rows.filter((row) => row.contactUuid === attempt.contactUuid && attempt.flowNames.includes(row.flowName));
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
  if (assign([...known, attempt], canBe, possible).size > explained || (seen.isForGood === true && possible.length > explained)) return { kind: 'unclear' };
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
 * How many rows that are surely mine and lie within the time of one attempt are left over when every attempt has taken
 * the one it may have caused.
 */
export function countUnexplained(
  attempt: Attempt,
  others: readonly Attempt[],
  seen: {
    readonly rows: readonly HistoryRow[];
    readonly marks: readonly SkewMark[];
    readonly me: Pick<LiveSession, 'isAdmin' | 'agentName' | 'nameIsMineAlone'>;
  },
): number {
  const canBe = matcherOf(attempt, others, seen.marks);
  const rows = seen.rows.filter((row) => row.contactUuid === attempt.contactUuid && ownerOf(row, seen.me) === 'mine' && canBe(attempt, row));
  return rows.length - assign([attempt, ...others], canBe, rows).size;
}

/** What becomes of somebody who is being looked up. */
export type LookupDecision = 'accepted' | 'refused' | 'unknown' | 'wait';

/**
 * Decides on one read of the history.
 *
 * A row decides at once. Its absence never says that nothing was sent, because the engine rolls a row back also when
 * Flows has the start: it only ends the look-up as *unknown*, once the read was complete and made `notFoundMs` after the
 * last instant the start could still have been on its way. After the engine's own 500 nothing is on its way any more, so
 * there the first complete read ends it (somebody looked again). A room that already waits is refused for a row that is
 * there by then: the first complete read after the answer tells whether that row is this start's.
 */
export function decideLookup(
  person: { readonly reason: PersonReason | null; readonly sentAt: number; readonly answeredAt: number | null },
  verdict: Verdict,
  read: { readonly askedAt: number; readonly isComplete: boolean; readonly notFoundMs: number },
): LookupDecision {
  if (verdict.kind === 'found') return 'accepted';
  const isRefusal = person.reason === 'room-already-waiting';
  const isAnswered = isRefusal || isEngineFailure(person.reason);
  if (!read.isComplete || read.askedAt < Math.max(person.sentAt, person.answeredAt ?? 0) + (isAnswered ? 0 : read.notFoundMs)) return 'wait';
  return isRefusal && verdict.kind === 'absent' ? 'refused' : 'unknown';
}

/** Waits between look-ups of one person, from when the look-up began; the last read falls due at `notFoundMs`. */
const LOOK_AFTER_MS = [1_000, 5_000, 15_000, 40_000, 80_000] as const;

/** When to look next after `lastLookAt` (null: never looked), epoch ms. */
export function nextLookAt(checkingSince: number, lastLookAt: number | null, dueAt: number): number {
  const steps = LOOK_AFTER_MS.map((delayMs) => checkingSince + delayMs).filter((at) => at < dueAt);
  const next = [...steps, dueAt].find((at) => lastLookAt === null || at > lastLookAt);
  // Past the due time every read could decide; one that could not (failed, incomplete) is repeated calmly.
  return next ?? (lastLookAt ?? dueAt) + 30_000;
}
