import type { DispatchRow } from '../dispatch/records.ts';
import type { DispatchId } from '../ids.ts';
import { Refused } from '../messaging/server.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Services } from './services.ts';

/**
 * Reads a dispatch that the sender may act on: a frame may act on dispatches of its own session, an extension page on
 * dispatches of any live session.
 *
 * @throws {Refused} kind `refused` when the dispatch does not exist or belongs to another session
 */
export async function ownDispatch(
  { ledger, view }: Pick<Services, 'ledger' | 'view'>,
  dispatchId: DispatchId,
  sender: SenderContext,
): Promise<DispatchRow> {
  const row = await ledger.getDispatch(dispatchId);
  if (row === null || !(await view.scopeOf(sender)).sessionIds.has(row.sessionId))
    throw new Refused('refused', 'not a dispatch of this session');
  return row;
}
