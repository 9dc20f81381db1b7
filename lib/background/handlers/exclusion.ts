import { Refused, type Handlers } from '../../messaging/server.ts';
import { missingExclusions } from '../../preflight/missing-exclusions.ts';
import { flowsScopeOf, readFlowsScope } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `exclusion:*`: the agent's own list of people who are never sent to. */
export function createExclusionHandlers(services: Services) {
  const { exclusions, view, people, settings } = services;
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
    async 'exclusion:missing-names'(_input, sender) {
      const session = await view.sessionOf(sender);
      const { excludedGroups, excludedFields } = settings.current();
      if (session === null) return { missing: null };
      const scope = flowsScopeOf(session);
      const list = excludedGroups.length === 0 ? null : await people.groups(scope, false);
      const fields = excludedFields.length === 0 ? null : await people.fieldKeys(scope);
      return {
        missing: missingExclusions(
          { groups: excludedGroups, fields: excludedFields },
          // A group that could not be read may be the excluded one.
          { groups: list === null || list.badRows > 0 ? null : list.groups.map(({ name }) => name), fields },
        ),
      };
    },
    async 'exclusion:list'(_input, sender) {
      return { lists: await exclusions.list((await view.scopeOf(sender)).sessionIds) };
    },
  } satisfies Partial<Handlers>;
}
