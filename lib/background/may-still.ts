import type { SessionId } from '../ids.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Services } from './services.ts';

/** Whether the sender may still send for this session. The dispatcher asks right before it stores or starts: the answers it waited for took time. */
export const mayStill = ({ sessions }: Pick<Services, 'sessions'>, sender: SenderContext, sessionId: SessionId) => (): boolean => sender.kind === 'frame' && sessions.maySend(sender, sessionId);
