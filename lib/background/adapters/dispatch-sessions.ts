import type { DispatchSession, SessionsPort } from '../../dispatch/ports.ts';
import type { SessionId } from '../../ids.ts';
import { agentKeyOf, type SessionRecord } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { TabFrames } from '../browser/tab-frames.ts';

export interface DispatchSessionsPorts {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly frames: Pick<TabFrames, 'ofSessions' | 'askAll'>;
  readonly isNameUnique: (session: SessionRecord) => boolean | null;
  readonly onReread: () => void;
}

/**
 * Implements the dispatcher's port to sessions. The dispatcher gets a hash of the token (`tokenVersion`), never the
 * token.
 */
export function createDispatchSessions({
  sessions,
  frames,
  isNameUnique,
  onReread,
}: DispatchSessionsPorts): SessionsPort {
  const tokenVersion = createTokenVersion();

  async function current(sessionId: SessionId): Promise<DispatchSession | null> {
    const session = await sessions.live(sessionId);
    if (session === null) return null;
    return {
      sessionId,
      agentKey: agentKeyOf(session),
      projectUuid: session.projectUuid,
      flowsProject: session.flowsProject,
      tokenVersion: await tokenVersion(session.token),
      agentName: session.agentName,
      isAdmin: session.role === 'admin',
      isNameUnique: isNameUnique(session),
    };
  }

  return {
    current,
    async rereadToken(sessionId) {
      await frames.askAll(
        (await frames.ofSessions(new Set([sessionId]))).map(({ frame }) => frame),
        'frame:read-session',
        {},
      );
      onReread();
      return await current(sessionId);
    },
  };
}

/** Hashes tokens; the last one is remembered, because the dispatcher asks twice for every start. */
function createTokenVersion(): (token: string) => Promise<string> {
  let last: { readonly token: string; readonly version: Promise<string> } | null = null;
  return (token) => {
    if (last?.token !== token) last = { token, version: hashOf(token) };
    return last.version;
  };
}

/** The first 8 bytes of the token's SHA-256 in hex: enough to see that a token changed, without storing the token. */
async function hashOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return [...new Uint8Array(digest)]
    .slice(0, 8)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
