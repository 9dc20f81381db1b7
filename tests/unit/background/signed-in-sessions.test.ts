import { describe, expect, it } from 'vitest';
import { createSignedInSessions } from '../../../lib/background/adapters/signed-in-sessions.ts';
import { ProjectUuid, SessionId } from '../../../lib/ids.ts';
import type { SessionRecord } from '../../../lib/sessions/session.ts';

const ROOM = 'room-1';
const PROJECT = ProjectUuid.parse('10000000-0000-4000-8000-000000000001');
const SESSION: SessionRecord = {
  sessionId: SessionId.parse(`https://engine.example|ana@example.org|${PROJECT}`),
  apiOrigin: 'https://engine.example',
  agentEmail: 'ana@example.org',
  agentName: 'Ana',
  projectUuid: PROJECT,
  projectName: 'Shop',
  role: 'agent',
  token: 'ana-1',
  tokenExpiresAt: null,
  pageOrigin: 'https://chats.example',
  flowsOrigin: null,
  frames: [{ tabId: 1, frameId: 0 }],
  identifiedAt: 0,
  refusedToken: null,
};

describe('the rooms on screen', () => {
  it('are those of the newest report, also when an earlier copy of the sessions takes longer', async () => {
    const waiting: (() => void)[] = [];
    let roomUuid: string | null = null;
    const live = createSignedInSessions({
      sessions: {
        frames: () => Promise.resolve([{ sessionId: SESSION.sessionId, visible: true, roomUuid }]),
        list: () => Promise.resolve([SESSION]),
        live: () => new Promise((resolve) => waiting.push(() => resolve(SESSION))),
      },
      isNameUnique: () => true,
      readIsOnline: () => Promise.resolve(true),
      onStatusChanged: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));

    const earlier = live.refresh();
    await turn();
    roomUuid = ROOM;
    const newer = live.refresh();
    await turn();
    // The newest answer comes first.
    while (waiting.length > 0) {
      waiting.pop()?.();
      await turn();
    }
    await Promise.all([earlier, newer]);

    expect(live.isOnScreen(SESSION.sessionId, ROOM)).toBe(true);
  });
});
