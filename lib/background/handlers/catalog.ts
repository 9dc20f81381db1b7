import type { Handlers } from '../../messaging/server.ts';
import { CATALOG_FRESH_MS } from '../services/catalog-service.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `catalog:*`: the flows that an agent can choose. */
export function createCatalogHandlers(services: Services) {
  const { catalog } = services;
  return {
    async 'catalog:list-flows'({ refresh }, sender) {
      return await catalog.list((await needSession(services, sender)).sessionId, refresh);
    },
    async 'catalog:preview-flow'({ flowUuid }, sender) {
      const { sessionId } = await needSession(services, sender);
      const preview = await catalog.preview(sessionId, flowUuid, CATALOG_FRESH_MS);
      return { ...preview, remembered: await catalog.rememberedSources(sessionId, flowUuid) };
    },
    async 'catalog:set-favourite'({ flowUuid, on }, sender) {
      await catalog.setFavourite((await needSession(services, sender)).sessionId, flowUuid, on);
      return {};
    },
  } satisfies Partial<Handlers>;
}
