import type { Handlers } from '../../messaging/server.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `test:*`: reads and sets the agent's own contact in Flows, for *Send to myself*. */
export function createTestHandlers(services: Services) {
  const { ownContact } = services;
  return {
    async 'test:who'(_input, sender) {
      return { person: await ownContact.get(flowsScopeOf(await needSession(services, sender))) };
    },
    async 'test:set-self'({ number }, sender) {
      return await ownContact.set(flowsScopeOf(await needSession(services, sender)), number);
    },
  } satisfies Partial<Handlers>;
}
