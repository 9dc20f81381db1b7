import type { Handlers } from '../../messaging/server.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `work:*`: stops long readings. */
export function createWorkHandlers(services: Services) {
  const { works } = services;
  return {
    async 'work:cancel'({ workId }, sender) {
      const { sessionId } = await needSession(services, sender);
      return works.cancel(sessionId, workId) ? { ok: true } : { ok: false, reason: 'not-found' };
    },
  } satisfies Partial<Handlers>;
}
