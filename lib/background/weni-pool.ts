import type { SessionId } from '../ids.ts';
import { createWeniApi } from '../weni/api/client.ts';
import { WeniApiError } from '../weni/api/errors.ts';
import type { WeniApi } from '../weni/api/weni-api.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { SessionRecord } from '../sessions/session.ts';

export interface WeniPoolPorts {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  /** How long a start is awaited, ms; undefined: as long as the product does. */
  readonly startTimeoutMs?: () => number | undefined;
  /** The server does not take this token any more. */
  readonly onRefused: (sessionId: SessionId, token: string) => Promise<void>;
}

export interface WeniPool {
  /** The API of a live session. @throws {WeniApiError} kind `session` when nobody is signed in there any more */
  of(sessionId: SessionId): Promise<{ readonly api: WeniApi; readonly session: SessionRecord }>;
}

/** One API client per call: the token is the one that is valid at that moment, and nothing of it is kept. */
export function createWeniPool(ports: WeniPoolPorts): WeniPool {
  return {
    async of(sessionId) {
      const session = await ports.sessions.live(sessionId);
      if (session === null) throw new WeniApiError({ kind: 'session', endpoint: 'no session' });
      const fetch = async (url: string, init: RequestInit): Promise<Response> => {
        const response = await ports.fetch(url, init);
        if (response.status === 401) await ports.onRefused(sessionId, session.token);
        return response;
      };
      const api = createWeniApi({ fetch, apiOrigin: session.apiOrigin, projectUuid: session.projectUuid, token: () => session.token, now: ports.now, startTimeoutMs: ports.startTimeoutMs?.() });
      return { api, session };
    },
  };
}
