import type { ProjectUuid, SessionId } from '../../ids.ts';
import { createWeniApi } from '../../weni/api/client.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { ApiCredential } from '../../weni/api/bearer.ts';
import type { WeniApi } from '../../weni/api/weni-api.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { flowsScopeOf, readFlowsScope, type FlowsScope, type SessionRecord } from '../../sessions/session.ts';

export interface WeniPoolPorts {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly isPermitted: (origin: string) => Promise<boolean>;
  readonly now: () => number;
  /** How long to wait for the answer to a start, ms; undefined: the product's own limit. */
  readonly startTimeoutMs?: () => number | undefined;
  /** Called when the API has refused this token (401). */
  readonly onRefused: (sessionId: SessionId, token: string) => Promise<unknown>;
}

export interface WeniPool {
  /**
   * The API of a live session. A scope that names no secondary project uses the one that is chosen now.
   *
   * @throws {WeniApiError} kind `session` when the session has ended
   */
  of(scope: FlowsScope): Promise<{ readonly api: WeniApi; readonly session: SessionRecord }>;
  /** Where the flows and contacts of a session are read now. */
  scopeOf(sessionId: SessionId): Promise<FlowsScope>;
  /** The session's credential for Flows, which has another origin; null where Flows is not known or not permitted. */
  flowsOf(scope: FlowsScope): Promise<{
    readonly credential: ApiCredential;
    readonly url: string;
    readonly session: SessionRecord;
    readonly flowsProjectUuid: ProjectUuid;
  } | null>;
}

/** The project whose flows and contacts a scope means. */
function flowsProjectOf(scope: FlowsScope, session: SessionRecord): ProjectUuid {
  return readFlowsScope(scope).flowsProjectUuid ?? session.flowsProject?.projectUuid ?? session.projectUuid;
}

/** The origin of a URL, or null if it is no URL. */
const originOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);

/**
 * Makes an API client for each call of `of`, so that it uses the token that is valid at that moment; no token is kept
 * here. A token is sent only to the origin at which its session was identified, and only while the session is live
 * there.
 */
export function createWeniPool(ports: WeniPoolPorts): WeniPool {
  const { sessions, isPermitted } = ports;

  async function need(sessionId: SessionId): Promise<SessionRecord> {
    const session = await sessions.live(sessionId);
    if (session === null) throw new WeniApiError({ kind: 'session', endpoint: 'no session' });
    return session;
  }

  /** The token, or an empty string when the session has ended since the client was made; then no request is sent. */
  async function tokenOf(session: SessionRecord): Promise<string> {
    return (await sessions.live(session.sessionId))?.apiOrigin === session.apiOrigin ? session.token : '';
  }

  return {
    async of(scope) {
      const { sessionId } = readFlowsScope(scope);
      const session = await need(sessionId);
      const credential: ApiCredential = { token: () => tokenOf(session), origins: [session.apiOrigin], isPermitted };
      const fetch = async (url: string, init: RequestInit): Promise<Response> => {
        const response = await ports.fetch(url, init);
        // The API answers 401 in JSON. A 401 with an HTML page comes from a proxy with its own login and says nothing
        // about this token.
        const isPage = response.headers.get('Content-Type')?.includes('html') === true;
        if (response.status === 401 && !isPage) await ports.onRefused(sessionId, session.token);
        return response;
      };
      const api = createWeniApi({
        fetch,
        credential,
        apiOrigin: session.apiOrigin,
        projectUuid: session.projectUuid,
        flowsProjectUuid: flowsProjectOf(scope, session),
        now: ports.now,
        startTimeoutMs: ports.startTimeoutMs?.(),
      });
      return { api, session };
    },

    async scopeOf(sessionId) {
      const session = await sessions.live(sessionId);
      return session === null ? sessionId : flowsScopeOf(session);
    },

    async flowsOf(scope) {
      const session = await need(readFlowsScope(scope).sessionId);
      const url = session.flowsOrigin;
      const origin = url === null ? null : originOf(url);
      if (url === null || origin === null || !(await isPermitted(origin))) return null;
      return {
        credential: { token: () => tokenOf(session), origins: [origin], isPermitted },
        url,
        session,
        flowsProjectUuid: flowsProjectOf(scope, session),
      };
    },
  };
}
