import type { DispatchId } from '../ids.ts';
import { sumOf } from '../dispatch/counts.ts';
import type { PersonCounts, PersonStatus } from '../dispatch/records.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';

/**
 * A dispatch as the statistics need it, together with its child dispatches (made by *Send again*). `counts` holds how
 * many people are in which status; each person counts once over all of these dispatches. `seenTwice` counts accepted
 * people only.
 */
export interface CountedDispatch {
  /** Ids of the dispatch and of its child dispatches. */
  readonly dispatchIds: readonly DispatchId[];
  readonly counts: PersonCounts;
  readonly seenTwice: number;
}

/**
 * Figures of some dispatches. `people` is the sum of all statuses; `replied` never exceeds `accepted`. `inProgress`
 * counts queued, sending and checking together. `replyRate` is null when no start was accepted.
 */
export interface ReplyStats {
  readonly dispatches: number;
  readonly people: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly inProgress: number;
  /** Accepted people whose start the server's history shows twice. */
  readonly seenTwice: number;
  readonly replied: number;
  readonly replyRate: number | null;
  /** Median time from start to first reply, ms; null without replies. */
  readonly medianReplyMs: number | null;
}

/**
 * Computes the figures of some dispatches.
 *
 * @param awaited rows of the same agents; rows of other dispatches, or of none, are ignored
 */
export function statsOf(dispatches: readonly CountedDispatch[], awaited: readonly AwaitedRow[]): ReplyStats {
  const sum = (...statuses: PersonStatus[]) =>
    dispatches.reduce((total, { counts }) => total + statuses.reduce((part, status) => part + counts[status], 0), 0);
  const replies = firstReplies(dispatches, awaited);
  const accepted = sum('accepted');
  return {
    dispatches: dispatches.length,
    people: dispatches.reduce((total, { counts }) => total + sumOf(counts), 0),
    accepted,
    refused: sum('refused'),
    unknown: sum('unknown'),
    skipped: sum('skipped'),
    cancelled: sum('cancelled'),
    inProgress: sum('queued', 'sending', 'checking'),
    seenTwice: dispatches.reduce((total, dispatch) => total + dispatch.seenTwice, 0),
    replied: replies.length,
    replyRate: accepted === 0 ? null : replies.length / accepted,
    medianReplyMs: median(replies.map(({ repliedAt, sentAt }) => Math.max(0, repliedAt - sentAt))),
  };
}

/** The earliest reply of each person. A person who was sent to again counts once, whichever start they answered. */
function firstReplies(
  dispatches: readonly CountedDispatch[],
  awaited: readonly AwaitedRow[],
): { readonly repliedAt: number; readonly sentAt: number }[] {
  const familyOf = new Map<string, number>(
    dispatches.flatMap(({ dispatchIds }, family) => dispatchIds.map((id) => [id, family] as const)),
  );
  const replies = new Map<string, { readonly repliedAt: number; readonly sentAt: number }>();
  for (const row of awaited) {
    const { dispatchId, repliedAt, sentAt } = row;
    // A provisional row rests on the page's report alone. It is not counted before the server confirms it.
    if (row.isProvisional === true) continue;
    const family = dispatchId === null ? undefined : familyOf.get(dispatchId);
    if (family === undefined || repliedAt === null) continue;
    const person = `${family}:${humanKeyOf(row)}`;
    const known = replies.get(person);
    if (known === undefined || repliedAt < known.repliedAt) replies.set(person, { repliedAt, sentAt });
  }
  return [...replies.values()];
}

/**
 * Computes the same figures for groups of dispatches. Each dispatch is in exactly one group, so the groups add up to
 * the whole.
 *
 * @param keyOf the group of a dispatch: its id, its flow, or its local day
 */
export function statsBy<K, D extends CountedDispatch>(
  dispatches: readonly D[],
  awaited: readonly AwaitedRow[],
  keyOf: (dispatch: D) => K,
): Map<K, ReplyStats> {
  const groups = new Map<K, D[]>();
  for (const dispatch of dispatches) groups.set(keyOf(dispatch), [...(groups.get(keyOf(dispatch)) ?? []), dispatch]);
  return new Map([...groups].map(([key, group]) => [key, statsOf(group, awaited)]));
}

/** One bar of the chart: replies from `fromAt` (included) to `toAt` (not included), epoch ms. */
export interface ReplyBucket {
  readonly fromAt: number;
  readonly toAt: number;
  readonly replies: number;
}

/**
 * Counts replies over the time since the first start, in `bars` bars of equal width that together hold every reply.
 * Empty without replies.
 */
export function replyBuckets(awaited: readonly AwaitedRow[], bars: number): ReplyBucket[] {
  const replies = awaited.flatMap((row) =>
    row.repliedAt === null || row.isProvisional === true
      ? []
      : { at: Math.max(row.repliedAt, row.sentAt), sentAt: row.sentAt },
  );
  if (replies.length === 0 || bars < 1) return [];
  const fromAt = Math.min(...replies.map((reply) => reply.sentAt));
  const lastAt = Math.max(...replies.map((reply) => reply.at));
  const widthMs = Math.max(1, Math.ceil((lastAt - fromAt + 1) / bars));
  const counts = Array.from({ length: bars }, () => 0);
  for (const { at } of replies) {
    const index = Math.min(bars - 1, Math.floor((at - fromAt) / widthMs));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => ({
    fromAt: fromAt + index * widthMs,
    toAt: fromAt + (index + 1) * widthMs,
    replies: count,
  }));
}

/** The middle of the values, or the mean of the two middle ones; null without values. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
