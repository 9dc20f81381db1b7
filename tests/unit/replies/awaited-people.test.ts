import { describe, expect, it } from 'vitest';
import { listPeople, rowsToFinish } from '../../../lib/replies/awaited-people.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { awaitedRow } from '../background/rows.ts';

const T = 1_700_000_000_000;

function finished(rows: readonly AwaitedRow[]): readonly string[] {
  return listPeople(rows)
    .flatMap(rowsToFinish)
    .map(({ id }) => id)
    .toSorted();
}

describe('the rows that Done takes off the list', () => {
  const answered = awaitedRow({ id: 'a', status: 'replied', sentAt: T, repliedAt: T + 10, openedAt: null });
  const earlier = awaitedRow({ id: 'b', status: 'sent', sentAt: T - 10, repliedAt: null, roomUuid: null });
  const later = awaitedRow({ id: 'c', status: 'sent', sentAt: T + 20, repliedAt: null, roomUuid: null });

  it('are the answer and the starts before it; a start after it is still awaited', () => {
    expect(finished([answered, earlier, later])).toEqual(['a', 'b']);
  });

  it('are all awaited starts of a person who has not answered', () => {
    expect(finished([earlier, later])).toEqual(['b', 'c']);
  });
});
