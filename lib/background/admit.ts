import { DOCUMENT_GONE } from '../messaging/background-client.ts';
import { type Admit, Refused } from '../messaging/server.ts';
import type { Sessions } from '../sessions/sessions.ts';

const ALWAYS = (): boolean => true;

/**
 * The one place that says whether a sender may speak at all: a frame must hold the document it speaks for, and where a message
 * needs a session, that document must show one now and still when the answer is ready. Own pages show no session themselves;
 * their handlers look at those of the Chats frames.
 */
export function createAdmit(sessions: Pick<Sessions, 'meet' | 'ofFrame' | 'live' | 'shownBy' | 'maySend'>): Admit {
  return async (sender, { needs, sends }) => {
    if (sender.kind === 'own-page') return ALWAYS;
    const standing = await sessions.meet(sender);
    if (standing === 'gone') throw new Refused('session', DOCUMENT_GONE);
    if (needs === 'nothing') return ALWAYS;
    if (standing !== 'current') throw new Refused('session', 'not a document that told its session');
    if (needs === 'document') return ALWAYS;
    const sessionId = sessions.shownBy(sender);
    if (sessionId === null || (await sessions.live(sessionId)) === null) throw new Refused('session', 'nobody is signed in here');
    if (sends && !sessions.maySend(sender, sessionId)) throw new Refused('checking', 'the log-in is being checked');
    return () => sessions.shownBy(sender) === sessionId;
  };
}
