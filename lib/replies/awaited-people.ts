import { byNewest } from './detect.ts';
import { fold, rankOf, RANK_SETTLED, timeOf, type AwaitedFilter, shownNameOf } from './list.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';

/**
 * The part of the list to which a person belongs. `removed`: the agent took every one of their rows off the list;
 * such people are found under *done* only.
 */
export type PersonPart = 'replied' | 'waiting' | 'done' | 'removed';

/** One human of the list with all starts to any of their contacts. */
export interface AwaitedPerson {
  /** Key of the human (`humanKeyOf`). */
  readonly key: string;
  readonly part: PersonPart;
  /** The row whose chat is opened and whose state is shown: the unseen reply if there is one, else the newest start. */
  readonly lead: AwaitedRow;
  /** The other rows, newest start first. */
  readonly older: readonly AwaitedRow[];
}

/** The part of the list to which a single row belongs. */
export function partOf(row: AwaitedRow): PersonPart {
  switch (row.status) {
    case 'replied':
      return 'replied';
    case 'sent':
    case 'waiting-room':
    case 'ticket-opened':
      return 'waiting';
    case 'opened':
    case 'closed':
    case 'superseded':
    case 'expired':
      return 'done';
    case 'dismissed':
      return 'removed';
    default:
      return row.status satisfies never;
  }
}

const PARTS = ['replied', 'waiting', 'done', 'removed'] as const satisfies readonly PersonPart[];

/** Makes one entry per human, and orders the entries as the list shows them (`listAwaited`). */
export function listPeople(rows: readonly AwaitedRow[]): AwaitedPerson[] {
  const byHuman = new Map<string, AwaitedRow[]>();
  for (const row of rows) {
    const key = humanKeyOf(row);
    const known = byHuman.get(key);
    if (known === undefined) byHuman.set(key, [row]);
    else known.push(row);
  }
  return [...byHuman].flatMap(([key, own]) => toPerson(key, own) ?? []).sort(comparePeople);
}

function toPerson(key: string, rows: readonly AwaitedRow[]): AwaitedPerson | null {
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return { key, part: partOf(only), lead: only, older: [] };
  const sorted = rows.toSorted(byNewest);
  for (const part of PARTS) {
    const lead = sorted.find((row) => partOf(row) === part);
    if (lead !== undefined) return { key, part, lead, older: sorted.filter((row) => row !== lead) };
  }
  return null;
}

function comparePeople(a: AwaitedPerson, b: AwaitedPerson): number {
  const rank = rankOf(a.lead) - rankOf(b.lead);
  if (rank !== 0) return rank;
  const byTime = rankOf(a.lead) === RANK_SETTLED ? b.lead.sentAt - a.lead.sentAt : timeOf(a.lead) - timeOf(b.lead);
  return byTime || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/**
 * Keeps the people of whom any start fits the filter. Rows that were taken off the list fit only if all of the person
 * were. `statuses` compares the row that is shown.
 */
export function filterPeople(people: readonly AwaitedPerson[], filter: AwaitedFilter): AwaitedPerson[] {
  const text = fold(filter.text ?? '').trim();
  const fits = (row: AwaitedRow): boolean =>
    (filter.flowName === undefined || filter.flowName === '' || row.flowName === filter.flowName) &&
    (filter.dispatchId === undefined || row.dispatchId === filter.dispatchId) &&
    (text === '' || fold(`${shownNameOf(row) ?? ''} ${row.flowName}`).includes(text));
  return people.filter(
    ({ lead, older, part }) =>
      (filter.statuses === undefined || filter.statuses.includes(lead.status)) &&
      [lead, ...older].some((row) => (part === 'removed' || row.status !== 'dismissed') && fits(row)),
  );
}

/**
 * The rows that *done* takes off the list for this person: the one shown, the answered ones, and the awaited ones that
 * the answer may be for. A start after the answer is still awaited, unless it is itself what is shown.
 */
export function rowsToFinish({ lead, older }: AwaitedPerson): AwaitedRow[] {
  const answeredAt = partOf(lead) === 'waiting' ? Infinity : (lead.repliedAt ?? lead.sentAt);
  return [lead, ...older].filter(
    (row) =>
      row.status !== 'dismissed' &&
      (row === lead || partOf(row) === 'replied' || (partOf(row) === 'waiting' && row.sentAt <= answeredAt)),
  );
}
