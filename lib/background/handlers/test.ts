import type { Handlers } from '../../messaging/server.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `test:*`: reads and sets the agent's own contact in Flows, for *Send to myself*. */
export function createTestHandlers(services: Services) {
  const { ownContact } = services;
  return {
    async 'test:who'(_input, sender) {
      return { person: await ownContact.get((await needSession(services, sender)).sessionId) };
    },
    async 'test:set-self'({ number }, sender) {
      return await ownContact.set((await needSession(services, sender)).sessionId, number);
    },
  } satisfies Partial<Handlers>;
}
