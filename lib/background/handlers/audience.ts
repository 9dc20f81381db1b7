import { EMPTY_DRAFT } from '../../draft/draft.ts';
import type { Handlers } from '../../messaging/server.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `audience:*`: saved selections. */
export function createAudienceHandlers(services: Services) {
  const { audiences, ledger, works } = services;
  return {
    async 'audience:list'(_input, sender) {
      return { audiences: await audiences.list(flowsScopeOf(await needSession(services, sender))) };
    },
    async 'audience:save'({ name }, sender) {
      const session = await needSession(services, sender);
      const draft = (await ledger.getDraft(session.sessionId)) ?? EMPTY_DRAFT;
      return await audiences.save(flowsScopeOf(session), name, draft);
    },
    async 'audience:load'({ name }, sender) {
      return { people: await audiences.load(flowsScopeOf(await needSession(services, sender)), name) };
    },
    async 'audience:remove'({ name }, sender) {
      return await audiences.remove(flowsScopeOf(await needSession(services, sender)), name);
    },
    async 'audience:restore'({ name }, sender) {
      return await audiences.restore(flowsScopeOf(await needSession(services, sender)), name);
    },
    async 'audience:refresh'({ name, workId }, sender) {
      const session = await needSession(services, sender);
      return await works.run({ workId, kind: 'audience', sessionId: session.sessionId }, (work) =>
        audiences.refresh(flowsScopeOf(session), name, work),
      );
    },
  } satisfies Partial<Handlers>;
}
