import type { Handlers } from '../../messaging/server.ts';
import { CATALOG_FRESH_MS } from '../services/catalog-service.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `catalog:*`: the flows that an agent can choose. */
export function createCatalogHandlers(services: Services) {
  const { catalog } = services;
  return {
    async 'catalog:list-flows'({ refresh }, sender) {
      return await catalog.list(flowsScopeOf(await needSession(services, sender)), refresh);
    },
    async 'catalog:preview-flow'({ flowUuid }, sender) {
      const scope = flowsScopeOf(await needSession(services, sender));
      const preview = await catalog.preview(scope, flowUuid, CATALOG_FRESH_MS);
      return { ...preview, remembered: await catalog.rememberedSources(scope, flowUuid) };
    },
    async 'catalog:set-favourite'({ flowUuid, on }, sender) {
      await catalog.setFavourite(flowsScopeOf(await needSession(services, sender)), flowUuid, on);
      return {};
    },
  } satisfies Partial<Handlers>;
}
