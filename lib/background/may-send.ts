import type { SessionId } from '../ids.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Services } from './services.ts';

/**
 * Makes the check whether the sender may still send for this session. The dispatcher calls it right before it stores or
 * sends something, because the session may have changed while it waited for answers.
 */
export const maySendCheck =
  ({ sessions }: Pick<Services, 'sessions'>, sender: SenderContext, sessionId: SessionId) =>
  (): boolean =>
    sender.kind === 'frame' && sessions.maySend(sender, sessionId);
