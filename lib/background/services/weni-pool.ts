import type { SessionId } from '../../ids.ts';
import { createWeniApi } from '../../weni/api/client.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { ApiCredential } from '../../weni/api/bearer.ts';
import type { WeniApi } from '../../weni/api/weni-api.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { SessionRecord } from '../../sessions/session.ts';

export interface WeniPoolPorts {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly isPermitted: (origin: string) => Promise<boolean>;
  readonly now: () => number;
  /** How long a start is awaited, ms; undefined: as long as the product does. */
  readonly startTimeoutMs?: () => number | undefined;
  /** The server does not take this token any more. */
  readonly onRefused: (sessionId: SessionId, token: string) => Promise<unknown>;
}

export interface WeniPool {
  /** The API of a live session. @throws {WeniApiError} kind `session` when nobody is signed in there any more */
  of(sessionId: SessionId): Promise<{ readonly api: WeniApi; readonly session: SessionRecord }>;
  /** The same session's proof for its Flows, which is another origin; null where no Flows is known. */
  flowsOf(sessionId: SessionId): Promise<{ readonly credential: ApiCredential; readonly url: string; readonly session: SessionRecord } | null>;
}

/** The origin of an address, or null for what is none. */
const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);

/**
 * One API client per call: the token is the one that is valid at that moment, and nothing of it is kept. It goes to the
 * origin the session was proven at, and only while the session still stands there.
 */
export function createWeniPool(ports: WeniPoolPorts): WeniPool {
  const { sessions, isPermitted } = ports;

  async function need(sessionId: SessionId): Promise<SessionRecord> {
    const session = await sessions.live(sessionId);
    if (session === null) throw new WeniApiError({ kind: 'session', endpoint: 'no session' });
    return session;
  }

  /** Empty when the session ended after a call was prepared: then nothing leaves. */
  async function tokenOf(session: SessionRecord): Promise<string> {
    return (await sessions.live(session.sessionId))?.apiOrigin === session.apiOrigin ? session.token : '';
  }

  return {
    async of(sessionId) {
      const session = await need(sessionId);
      const credential: ApiCredential = { token: () => tokenOf(session), origins: [session.apiOrigin], isPermitted };
      const fetch = async (url: string, init: RequestInit): Promise<Response> => {
        const response = await ports.fetch(url, init);
        // The API words a 401 in JSON; a page comes from a proxy that wants a login of its own, and says nothing about this one.
        const isPage = response.headers.get('Content-Type')?.includes('html') === true;
        if (response.status === 401 && !isPage) await ports.onRefused(sessionId, session.token);
        return response;
      };
      const api = createWeniApi({ fetch, credential, apiOrigin: session.apiOrigin, projectUuid: session.projectUuid, now: ports.now, startTimeoutMs: ports.startTimeoutMs?.() });
      return { api, session };
    },

    async flowsOf(sessionId) {
      const session = await need(sessionId);
      const url = session.flowsOrigin;
      const origin = url === null ? null : originOf(url);
      if (url === null || origin === null || !(await isPermitted(origin))) return null;
      return { credential: { token: () => tokenOf(session), origins: [origin], isPermitted }, url, session };
    },
  };
}
