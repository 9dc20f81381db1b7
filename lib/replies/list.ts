import type { ContactUuid, DispatchId } from '../ids.ts';
import { humanKeyOf, type AwaitedRow, type AwaitedStatus } from './records.ts';

export interface AwaitedFilter {
  /** Name of the flow, because starts made in Chats have no flow uuid. Empty or undefined: all flows. */
  readonly flowName?: string;
  readonly dispatchId?: DispatchId;
  /** Undefined: every status but `dismissed`. */
  readonly statuses?: readonly AwaitedStatus[];
  /** Part of a contact's name or of a flow's name; case and accents are ignored. */
  readonly text?: string;
}

/**
 * Filters the rows and sorts them as the list shows them: first unopened replies, oldest first; then rows whose
 * reminder has fired; then awaited rows, the longest wait first; then settled rows, newest first.
 */
export function listAwaited(rows: readonly AwaitedRow[], filter: AwaitedFilter = {}): AwaitedRow[] {
  const text = fold(filter.text ?? '').trim();
  return rows
    .filter((row) => {
      if (filter.statuses === undefined ? row.status === 'dismissed' : !filter.statuses.includes(row.status))
        return false;
      if (filter.flowName !== undefined && filter.flowName !== '' && row.flowName !== filter.flowName) return false;
      if (filter.dispatchId !== undefined && row.dispatchId !== filter.dispatchId) return false;
      return text === '' || fold(`${shownNameOf(row) ?? ''} ${row.flowName}`).includes(text);
    })
    .toSorted(compareAwaited);
}

/** The name of an awaited person as views show it: without one, the number or username; null when nothing is known. */
export const shownNameOf = (row: Pick<AwaitedRow, 'contactName' | 'knownAs'>): string | null =>
  row.contactName ?? row.knownAs ?? null;

/** Orders two rows as the list shows them. */
function compareAwaited(a: AwaitedRow, b: AwaitedRow): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  const byTime = rankOf(a) === RANK_SETTLED ? b.sentAt - a.sentAt : timeOf(a) - timeOf(b);
  return byTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Contacts of a dispatch who did not answer, each once, as an audience for the picker. Closed and expired rows are
 * included, dismissed ones are not, nor is anybody who asked for no further messages.
 */
export function listUnanswered(
  rows: readonly AwaitedRow[],
  dispatchId: DispatchId,
): { contactUuid: ContactUuid; name: string | null }[] {
  const answered = new Set(rows.filter((row) => row.repliedAt !== null).map(humanKeyOf));
  const stopped = new Set(rows.filter((row) => row.asksToStop === true).map(humanKeyOf));
  const people = new Map<ContactUuid, string | null>();
  for (const row of rows) {
    if (row.dispatchId !== dispatchId || row.repliedAt !== null || row.status === 'dismissed') continue;
    if (stopped.has(humanKeyOf(row))) continue;
    // The contact answered a newer start, which settled this row, so they did answer.
    if (row.status === 'superseded' && answered.has(humanKeyOf(row))) continue;
    people.set(row.contactUuid, row.contactName);
  }
  return [...people].map(([contactUuid, name]) => ({ contactUuid, name }));
}

/** Rank of rows that nothing is awaited of any more. */
export const RANK_SETTLED = 3;

/** The place of a row in the list by its state; equal ranks are ordered by time. */
export function rankOf({ status, remindedAt = null }: AwaitedRow): number {
  switch (status) {
    case 'replied':
      return 0;
    case 'sent':
    case 'waiting-room':
    case 'ticket-opened':
      return remindedAt === null ? 2 : 1;
    case 'opened':
    case 'closed':
    case 'superseded':
    case 'expired':
    case 'dismissed':
      return RANK_SETTLED;
    default:
      return status satisfies never;
  }
}

/** The time by which rows of one rank are ordered, epoch ms. */
export function timeOf(row: AwaitedRow): number {
  return row.status === 'replied' ? (row.repliedAt ?? row.sentAt) : row.sentAt;
}

/** The text without case and accents, for comparing. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
