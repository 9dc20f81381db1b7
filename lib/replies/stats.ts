import type { DispatchId } from '../ids.ts';
import type { PersonStatus } from '../dispatch/records.ts';
import type { AwaitedRow } from './records.ts';

/** A person of a dispatch as far as numbers go; `PersonRow` fits. */
export interface CountedPerson {
  readonly dispatchId: DispatchId;
  readonly n: number;
  readonly status: PersonStatus;
}

/**
 * Numbers of some people. `people` is the sum of the eight outcomes; `replied` never exceeds `accepted`.
 * `inProgress` = queued, sending and checking together. `replyRate` is null without anybody accepted.
 */
export interface ReplyStats {
  readonly people: number;
  readonly accepted: number;
  readonly refused: number;
  readonly notFound: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly inProgress: number;
  readonly replied: number;
  readonly replyRate: number | null;
  /** Middle time from start to first reply; null without replies. */
  readonly medianReplyMs: number | null;
}

/** @param awaited rows of the same agent; those of other people or without a dispatch are left out */
export function statsOf(people: readonly CountedPerson[], awaited: readonly AwaitedRow[]): ReplyStats {
  const count = (...statuses: PersonStatus[]) => people.filter((person) => statuses.includes(person.status)).length;
  const accepted = new Set(people.filter((person) => person.status === 'accepted').map((person) => `${person.dispatchId}:${person.n}`));
  const replies = awaited.filter((row) => accepted.has(row.id) && row.repliedAt !== null);
  return {
    people: people.length,
    accepted: accepted.size,
    refused: count('refused'),
    notFound: count('not-found'),
    unknown: count('unknown'),
    skipped: count('skipped'),
    cancelled: count('cancelled'),
    inProgress: count('queued', 'sending', 'checking'),
    replied: replies.length,
    replyRate: accepted.size === 0 ? null : replies.length / accepted.size,
    medianReplyMs: median(replies.flatMap((row) => (row.repliedAt === null ? [] : Math.max(0, row.repliedAt - row.sentAt)))),
  };
}

/**
 * The same numbers per dispatch, flow or day. The groups share the people out: their sums are those of the whole.
 *
 * @param keyOf the group of a dispatch: its id, its flow, or its local day
 */
export function statsBy<K>(people: readonly CountedPerson[], awaited: readonly AwaitedRow[], keyOf: (dispatchId: DispatchId) => K): Map<K, ReplyStats> {
  const groups = new Map<K, CountedPerson[]>();
  const keys = new Map<DispatchId, K>();
  for (const person of people) {
    const key = keys.get(person.dispatchId) ?? keyOf(person.dispatchId);
    keys.set(person.dispatchId, key);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [person]);
    else group.push(person);
  }
  return new Map([...groups].map(([key, group]) => [key, statsOf(group, awaited)]));
}

/** One bar of the chart: replies from `fromAt` (included) to `toAt` (not included), epoch ms. */
export interface ReplyBucket {
  readonly fromAt: number;
  readonly toAt: number;
  readonly replies: number;
}

/** Replies over time since the first start, in equal bars that hold every reply; empty without replies. */
export function replyBuckets(awaited: readonly AwaitedRow[], bars: number): ReplyBucket[] {
  const replies = awaited.flatMap((row) => (row.repliedAt === null ? [] : { at: Math.max(row.repliedAt, row.sentAt), sentAt: row.sentAt }));
  if (replies.length === 0 || bars < 1) return [];
  const fromAt = Math.min(...replies.map((reply) => reply.sentAt));
  const lastAt = Math.max(...replies.map((reply) => reply.at));
  const widthMs = Math.max(1, Math.ceil((lastAt - fromAt + 1) / bars));
  const counts = Array.from({ length: bars }, () => 0);
  for (const { at } of replies) {
    const index = Math.min(bars - 1, Math.floor((at - fromAt) / widthMs));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => ({ fromAt: fromAt + index * widthMs, toAt: fromAt + (index + 1) * widthMs, replies: count }));
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
