import type { SessionId } from '../../ids.ts';
import type { FeedSingles } from '../../messaging/views.ts';
import type { ReplySession } from '../../replies/ports.ts';
import type { FrameRecord } from '../../sessions/register.ts';
import { agentKeyOf, type SessionRecord } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { serially } from '../../util/serially.ts';

export interface SignedInSessionsPorts {
  readonly sessions: Pick<Sessions, 'list' | 'live'> & {
    frames(): Promise<readonly Pick<FrameRecord, 'roomUuid' | 'sessionId' | 'visible'>[]>;
  };
  /** Whether this agent is the only project member with this name; null while that is not known. */
  readonly isNameUnique: (session: SessionRecord) => boolean | null;
  /** Asks the server whether the agent is online. */
  readonly readIsOnline: (sessionId: SessionId) => Promise<boolean>;
  readonly onStatusChanged: () => void;
  /** Called after each refresh with the sessions that are signed in and have a tab. */
  readonly onRefreshed?: (ids: ReadonlySet<SessionId>) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The signed-in agents, the rooms on their screens and their status, copied from the sessions at the last `refresh`.
 * All getters are synchronous, because the reply watcher calls them in the middle of its work.
 */
export function createSignedInSessions(ports: SignedInSessionsPorts) {
  const { sessions } = ports;
  const rows = new Map<SessionId, ReplySession>();
  /** The rooms that visible Chats frames show, by session. */
  const screens = new Map<SessionId, Set<string>>();
  const statuses = new Map<SessionId, FeedSingles['agentStatus']>();
  const inTurn = serially();

  function setStatus(sessionId: SessionId, isOnline: boolean): void {
    statuses.set(sessionId, isOnline ? 'online' : 'offline');
    ports.onStatusChanged();
  }

  const asking = new Set<SessionId>();
  const askAgain = new Set<SessionId>();

  /**
   * Reads the agent's status from the server, one request at a time. All calls that arrive during a request are
   * answered by one further request.
   */
  async function askStatus(sessionId: SessionId): Promise<void> {
    askAgain.add(sessionId);
    if (asking.has(sessionId)) return;
    asking.add(sessionId);
    try {
      while (askAgain.delete(sessionId)) setStatus(sessionId, await ports.readIsOnline(sessionId));
    } finally {
      asking.delete(sessionId);
    }
  }

  const toReplySession = (session: SessionRecord): ReplySession => ({
    sessionId: session.sessionId,
    agentKey: agentKeyOf(session),
    agentEmail: session.agentEmail,
    projectUuid: session.projectUuid,
    isAdmin: session.role === 'admin',
    agentName: session.agentName,
    isNameUnique: ports.isNameUnique(session),
  });

  return {
    /**
     * Copies the sessions. Calls run one after the other: a call that began to read earlier must not end later and put
     * back what was on screen then.
     */
    refresh: (): Promise<void> =>
      inTurn(async () => {
        const frames = await sessions.frames();
        const live: SessionRecord[] = [];
        for (const session of await sessions.list()) {
          if ((await sessions.live(session.sessionId)) !== null && session.frames.length > 0) live.push(session);
        }
        // No `await` from here to the end: a reader between clearing and filling would see no signed-in agent.
        rows.clear();
        screens.clear();
        for (const frame of frames) {
          if (frame.sessionId === null || frame.roomUuid === null || !frame.visible) continue;
          screens.set(frame.sessionId, (screens.get(frame.sessionId) ?? new Set()).add(frame.roomUuid));
        }
        for (const sessionId of statuses.keys())
          if (!live.some((session) => session.sessionId === sessionId)) statuses.delete(sessionId);
        for (const session of live) {
          const { sessionId } = session;
          if (!statuses.has(sessionId)) {
            statuses.set(sessionId, 'unknown');
            void askStatus(sessionId).catch(ports.onError);
          }
          rows.set(sessionId, toReplySession(session));
        }
        ports.onRefreshed?.(new Set(rows.keys()));
      }),
    get: (sessionId: SessionId): ReplySession | null => rows.get(sessionId) ?? null,
    list: (): readonly ReplySession[] => [...rows.values()],
    ids: (): ReadonlySet<SessionId> => new Set(rows.keys()),
    agentKeys: (): readonly string[] => [...rows.values()].map((session) => session.agentKey),
    isOnScreen: (sessionId: SessionId, roomUuid: string): boolean => screens.get(sessionId)?.has(roomUuid) === true,
    statusOf: (sessionId: SessionId): FeedSingles['agentStatus'] => statuses.get(sessionId) ?? 'unknown',
    /**
     * Called when the page's socket reports a status change. The value is not taken from the page but read from the
     * server.
     */
    statusHeard: (sessionId: SessionId): void => void askStatus(sessionId).catch(ports.onError),
  };
}
