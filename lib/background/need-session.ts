import { Refused } from '../messaging/server.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { Services } from './services.ts';

/** The live session of the sender. @throws {Refused} kind `session` when no agent is signed in there */
export async function needSession(services: Services, sender: SenderContext): Promise<SessionRecord> {
  const session = await services.view.sessionOf(sender);
  if (session === null) throw new Refused('session', 'nobody is signed in here');
  return session;
}
