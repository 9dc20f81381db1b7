import type { ContactUuid, DispatchId } from '../ids.ts';
import type { DispatchRow, PersonRow } from '../dispatch/records.ts';
import type { AwaitedRow } from './records.ts';

/** Limits of the days after which a follow-up is offered. */
export const FOLLOW_UP_DAYS = [1, 30] as const;

/**
 * Why a person of the dispatch is not in its follow-up.
 * - `answered`: they, or a twin of theirs, answered this dispatch or a later one
 * - `written-since`: they were sent to again since, or are about to be
 * - `done`: the agent took them off the list
 * - `not-watched`: their wait ended before an answer came, so that a later answer would not be known
 * - `asked-to-stop`: an answer of theirs was nothing but such a word
 */
type NotFollowed = 'answered' | 'written-since' | 'done' | 'not-watched' | 'asked-to-stop';

/** Who is in a follow-up, each human once; and how many humans are not, by reason. */
export interface FollowUpPeople {
  readonly people: readonly { readonly contactUuid: ContactUuid; readonly name: string | null }[];
  readonly leftOut: Readonly<Record<NotFollowed, number>>;
}

/** When the follow-up of a dispatch is due, epoch ms; null without a rule, before its end, and after it was offered. */
export function followUpDueAt(row: Pick<DispatchRow, 'followUp' | 'finishedAt'>, dayMs: number): number | null {
  const { followUp, finishedAt } = row;
  if (followUp === undefined || followUp === null || followUp.endedAt !== null || finishedAt === null) return null;
  return finishedAt + followUp.days * dayMs;
}

type Start = Pick<PersonRow, 'dispatchId' | 'contactUuid' | 'status' | 'sentAt' | 'acceptedAt'>;

/** Whether a start of this person has left, may have left, or is about to leave. */
function mayBeWritten({ status }: Pick<PersonRow, 'status'>): boolean {
  return status !== 'refused' && status !== 'skipped' && status !== 'cancelled';
}

/**
 * Decides who gets a follow-up: exactly those of the dispatch who have not answered, each human once, and nobody whom
 * somebody wrote to since. What is not known to be unanswered stays out: people whose start is *unknown* have no
 * awaited row.
 *
 * @param dispatchIds the dispatch and its child dispatches
 * @param awaited all awaited rows of the agent, of every dispatch
 * @param started all person rows of the same contacts, of every dispatch
 */
export function decideFollowUp(
  dispatchIds: ReadonlySet<DispatchId>,
  awaited: readonly AwaitedRow[],
  started: readonly Start[],
): FollowUpPeople {
  const humanOf = humansOf(awaited);
  const own = new Map<string, AwaitedRow[]>();
  const others = new Map<string, AwaitedRow[]>();
  for (const row of awaited) {
    const isOwn = row.dispatchId !== null && dispatchIds.has(row.dispatchId);
    const map = isOwn ? own : others;
    const human = humanOf(row.contactUuid);
    map.set(human, [...(map.get(human) ?? []), row]);
  }
  const starts = new Map<string, Start[]>();
  const ownStarts = new Map<string, Start[]>();
  for (const row of started) {
    if (!mayBeWritten(row)) continue;
    const map = dispatchIds.has(row.dispatchId) ? ownStarts : starts;
    const human = humanOf(row.contactUuid);
    map.set(human, [...(map.get(human) ?? []), row]);
  }
  const leftOut = { answered: 0, 'written-since': 0, done: 0, 'not-watched': 0, 'asked-to-stop': 0 };
  const people: { contactUuid: ContactUuid; name: string | null }[] = [];
  for (const [human, rows] of own) {
    const [newest] = rows.toSorted((a, b) => b.sentAt - a.sentAt);
    if (newest === undefined) continue;
    const isWritten = isWrittenSince(newest.sentAt, ownStarts.get(human) ?? [], starts.get(human) ?? []);
    const reason = reasonOf(rows, others.get(human) ?? [], isWritten);
    if (reason === null) people.push({ contactUuid: newest.contactUuid, name: newest.contactName });
    else leftOut[reason] += 1;
  }
  return { people, leftOut };
}

function reasonOf(own: readonly AwaitedRow[], others: readonly AwaitedRow[], isWritten: boolean): NotFollowed | null {
  const firstAt = Math.min(...own.map(({ sentAt }) => sentAt));
  const lastAt = Math.max(...own.map(({ sentAt }) => sentAt));
  const all = [...own, ...others];
  if (all.some((row) => row.asksToStop === true)) return 'asked-to-stop';
  if (own.some((row) => row.repliedAt !== null)) return 'answered';
  if (others.some((row) => row.repliedAt !== null && row.repliedAt >= firstAt)) return 'answered';
  if (own.some((row) => row.status === 'dismissed')) return 'done';
  if (own.some((row) => row.status === 'expired')) return 'not-watched';
  return isWritten || others.some((row) => row.sentAt >= lastAt) ? 'written-since' : null;
}

/**
 * Whether somebody was written to, may have been, or is about to be, after their last start of the dispatch. The
 * server's times are compared with each other and ours with ours, because the two clocks differ by minutes.
 *
 * @param lastAt time of that start where no row of it is known
 */
function isWrittenSince(lastAt: number, own: readonly Start[], starts: readonly Start[]): boolean {
  const lastAccepted = Math.max(...own.flatMap(({ acceptedAt }) => acceptedAt ?? []));
  const lastSent = Math.max(...own.flatMap(({ sentAt }) => sentAt ?? []));
  return starts.some(({ status, acceptedAt, sentAt }) => {
    if (status === 'queued' || status === 'sending' || status === 'checking') return true;
    if (acceptedAt !== null && Number.isFinite(lastAccepted)) return acceptedAt >= lastAccepted;
    if (sentAt !== null && Number.isFinite(lastSent)) return sentAt >= lastSent;
    return (acceptedAt ?? sentAt ?? Infinity) >= lastAt;
  });
}

/** Tells the human of a contact, from every row that names one: twins are linked in some rows only. */
function humansOf(rows: readonly AwaitedRow[]): (contactUuid: ContactUuid) => string {
  const linked = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = linked.get(root); next !== undefined; next = linked.get(root)) root = next;
    return root;
  };
  const link = (a: string, b: string): void => {
    const [one, other] = [rootOf(a), rootOf(b)];
    if (one !== other) linked.set(one, other);
  };
  for (const row of rows) {
    if (row.humanUuid !== undefined) link(row.contactUuid, row.humanUuid);
    if (row.answeredFrom !== undefined && row.answeredFrom !== null) link(row.contactUuid, row.answeredFrom);
  }
  return rootOf;
}
