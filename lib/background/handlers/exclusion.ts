import { Refused, type Handlers } from '../../messaging/server.ts';
import { flowsScopeOf, readFlowsScope } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `exclusion:*`: the agent's own list of people who are never sent to. */
export function createExclusionHandlers(services: Services) {
  const { exclusions, view } = services;
  return {
    async 'exclusion:add'({ people }, sender) {
      return await exclusions.add(await needSession(services, sender), people);
    },
    async 'exclusion:remove'({ scope, contactUuids }, sender) {
      const wanted = scope ?? flowsScopeOf(await needSession(services, sender));
      const { sessionIds } = await view.scopeOf(sender);
      if (!sessionIds.has(readFlowsScope(wanted).sessionId)) throw new Refused('refused', 'not a list of this session');
      await exclusions.remove(wanted, contactUuids);
      return {};
    },
    async 'exclusion:list'(_input, sender) {
      return { lists: await exclusions.list((await view.scopeOf(sender)).sessionIds) };
    },
  } satisfies Partial<Handlers>;
}
