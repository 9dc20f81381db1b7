import { EMPTY_DRAFT } from '../../draft/draft.ts';
import type { Handlers } from '../../messaging/server.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `audience:*`: saved selections. */
export function createAudienceHandlers(services: Services) {
  const { audiences, ledger, works } = services;
  return {
    async 'audience:list'(_input, sender) {
      return { audiences: await audiences.list((await needSession(services, sender)).sessionId) };
    },
    async 'audience:save'({ name }, sender) {
      const { sessionId } = await needSession(services, sender);
      return await audiences.save(sessionId, name, (await ledger.getDraft(sessionId)) ?? EMPTY_DRAFT);
    },
    async 'audience:load'({ name }, sender) {
      return { people: await audiences.load((await needSession(services, sender)).sessionId, name) };
    },
    async 'audience:remove'({ name }, sender) {
      return await audiences.remove((await needSession(services, sender)).sessionId, name);
    },
    async 'audience:restore'({ name }, sender) {
      return await audiences.restore((await needSession(services, sender)).sessionId, name);
    },
    async 'audience:refresh'({ name, workId }, sender) {
      const { sessionId } = await needSession(services, sender);
      return await works.run({ workId, kind: 'audience', sessionId }, (work) =>
        audiences.refresh(sessionId, name, work),
      );
    },
  } satisfies Partial<Handlers>;
}
