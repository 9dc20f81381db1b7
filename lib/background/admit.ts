import { DOCUMENT_GONE } from '../messaging/background-client.ts';
import { type Admit, Refused } from '../messaging/server.ts';
import type { Sessions } from '../sessions/sessions.ts';

const ALWAYS = (): boolean => true;

/**
 * Decides for every message whether its sender may send it. A frame must still hold the document that sent the message.
 * If the message needs a session, that document must show a live one now, and the same one when the answer is ready
 * (the returned function checks the second). Extension pages have no session of their own: they are admitted, and their
 * handlers use the sessions of the Chats frames.
 */
export function createAdmit(sessions: Pick<Sessions, 'meet' | 'ofFrame' | 'live' | 'shownBy' | 'maySend'>): Admit {
  return async (sender, { needs, sends }) => {
    if (sender.kind === 'extension-page') return ALWAYS;
    const standing = await sessions.meet(sender);
    if (standing === 'gone') throw new Refused('session', DOCUMENT_GONE);
    if (needs === 'nothing') return ALWAYS;
    if (standing !== 'current') throw new Refused('session', 'the document has not reported its session');
    if (needs === 'document') return ALWAYS;
    const sessionId = sessions.shownBy(sender);
    if (sessionId === null || (await sessions.live(sessionId)) === null)
      throw new Refused('session', 'nobody is signed in here');
    if (sends && !sessions.maySend(sender, sessionId)) throw new Refused('checking', 'the log-in is being checked');
    return () => sessions.shownBy(sender) === sessionId;
  };
}
