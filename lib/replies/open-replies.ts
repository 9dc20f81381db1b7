import type { DispatchId } from '../ids.ts';
import type { OpenReplies } from '../dispatch/hold-back.ts';
import { countReplied } from './badge.ts';
import type { AwaitedRow } from './records.ts';

/**
 * When the agent opened or handled the reply of this row, epoch ms. A chat that was closed is no act of the agent: a
 * supervisor or the server may have closed it.
 */
function handledAt(row: AwaitedRow): readonly number[] {
  const openedAt = row.openedAt ?? [];
  if (row.repliedAt === null) return [];
  switch (row.status) {
    case 'dismissed':
      return [openedAt, row.updatedAt].flat();
    case 'opened':
    case 'closed':
    case 'replied':
    case 'sent':
    case 'waiting-room':
    case 'ticket-opened':
    case 'superseded':
    case 'expired':
      return [openedAt].flat();
    default:
      return row.status satisfies never;
  }
}

/**
 * What is known of the replies to one dispatch. Each human counts once, as on the badge. Replies that came to nothing by
 * time alone (expired) are not handled.
 *
 * @param rows of the session, stored ones
 */
export function openRepliesOf(dispatchId: DispatchId, rows: readonly AwaitedRow[]): OpenReplies {
  return {
    open: countReplied(rows.filter((row) => row.dispatchId === dispatchId)),
    handledAt: rows.flatMap(handledAt).toSorted((a, b) => a - b),
  };
}
