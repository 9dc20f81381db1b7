import type { ContactUuid, DispatchId } from '../ids.ts';
import type { PersonRow } from '../dispatch/records.ts';
import { listUnanswered } from './list.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';

/** Parts of the people of a dispatch that can be kept as an audience. */
export const DISPATCH_PARTS = ['unanswered', 'answered', 'failed'] as const;
export type DispatchPart = (typeof DISPATCH_PARTS)[number];

interface Person {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
}

/**
 * The people of one part of a dispatch, each contact once.
 * - `unanswered`: accepted, and no answer seen
 * - `answered`: they answered it or a later start
 * - `failed`: refused, or not sent for a reason of their own, in every try. *Unknown* people are not among them: they may
 *   have the message.
 *
 * @param dispatchIds the dispatch and its child dispatches
 * @param people rows of these dispatches
 * @param awaited all awaited rows of the agent
 */
export function peopleOfPart(
  part: DispatchPart,
  dispatchIds: ReadonlySet<DispatchId>,
  { people, awaited }: { readonly people: readonly PersonRow[]; readonly awaited: readonly AwaitedRow[] },
): Person[] {
  const own = awaited.filter((row) => row.dispatchId !== null && dispatchIds.has(row.dispatchId));
  const unanswered = new Map(
    [...dispatchIds].flatMap((id) => listUnanswered(awaited, id)).map((person) => [person.contactUuid, person]),
  );
  const answered = new Set(own.filter((row) => row.repliedAt !== null).map(humanKeyOf));
  const answeredRows = own.filter((row) => answered.has(humanKeyOf(row)) || isSettledByAnswer(row, awaited));
  switch (part) {
    case 'unanswered':
      for (const row of answeredRows) unanswered.delete(row.contactUuid);
      return [...unanswered.values()];
    case 'answered':
      return once(answeredRows, (row) => ({ contactUuid: row.contactUuid, name: row.contactName }));
    case 'failed': {
      const others = new Set(people.filter((row) => !isFailed(row)).map((row) => row.contactUuid));
      return once(
        people.filter((row) => isFailed(row) && !others.has(row.contactUuid)),
        ({ contactUuid, name }) => ({ contactUuid, name }),
      );
    }
    default:
      return part satisfies never;
  }
}

const isFailed = ({ status }: PersonRow): boolean => status === 'refused' || status === 'skipped';

/** Whether a later start to the same human, which settled this row, was answered. */
const isSettledByAnswer = (row: AwaitedRow, all: readonly AwaitedRow[]): boolean =>
  row.status === 'superseded' && all.some((other) => other.repliedAt !== null && humanKeyOf(other) === humanKeyOf(row));

function once<Row>(rows: readonly Row[], toPerson: (row: Row) => Person): Person[] {
  return [...new Map(rows.map(toPerson).map((person) => [person.contactUuid, person])).values()];
}
