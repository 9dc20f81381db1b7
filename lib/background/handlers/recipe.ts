import type { Handlers } from '../../messaging/server.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `recipe:*`: dispatches that are made again and again. */
export function createRecipeHandlers(services: Services) {
  const { recipes } = services;
  return {
    async 'recipe:save'(input, sender) {
      return await recipes.save(await needSession(services, sender), input);
    },
    async 'recipe:use'({ name }, sender) {
      return await recipes.use(await needSession(services, sender), name);
    },
    async 'recipe:remove'({ name }, sender) {
      return await recipes.remove(await needSession(services, sender), name);
    },
    async 'recipe:restore'({ name }, sender) {
      return await recipes.restore(await needSession(services, sender), name);
    },
  } satisfies Partial<Handlers>;
}
