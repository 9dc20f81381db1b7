import type { DispatchRow } from '../dispatch/records.ts';
import type { DispatchId } from '../ids.ts';
import { Refused } from '../messaging/server.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Services } from './services.ts';

/**
 * The dispatch, when the sender may touch it: from a frame of its own session, or from our own pages while that session is live.
 *
 * @throws {Refused} kind `refused`
 */
export async function ownDispatch({ ledger, view }: Pick<Services, 'ledger' | 'view'>, dispatchId: DispatchId, sender: SenderContext): Promise<DispatchRow> {
  const row = await ledger.getDispatch(dispatchId);
  if (row === null || !(await view.scopeOf(sender)).sessionIds.has(row.sessionId)) throw new Refused('refused', 'not a dispatch of this session');
  return row;
}
