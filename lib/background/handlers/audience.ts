import { EMPTY_DRAFT, type DraftPerson } from '../../draft/draft.ts';
import type { Handlers } from '../../messaging/server.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { peopleOfPart } from '../../replies/dispatch-part.ts';
import { needSession } from '../need-session.ts';
import { ownDispatch } from '../own-dispatch.ts';
import type { Services } from '../services.ts';

/** More than any dispatch has. IndexedDB refuses a limit of 2^32 and more. */
const MOST_PEOPLE = 1_000_000;

/** Answers `audience:*`: saved selections. */
export function createAudienceHandlers(services: Services) {
  const { audiences, followUps, ledger, watcher, works } = services;
  return {
    async 'audience:list'(_input, sender) {
      return { audiences: await audiences.list(flowsScopeOf(await needSession(services, sender))) };
    },
    async 'audience:save'({ name }, sender) {
      const session = await needSession(services, sender);
      const draft = (await ledger.getDraft(session.sessionId)) ?? EMPTY_DRAFT;
      return await audiences.save(flowsScopeOf(session), name, draft);
    },
    async 'audience:save-part'({ dispatchId, part, name }, sender) {
      const dispatch = await ownDispatch(services, dispatchId, sender);
      const ids = await followUps.familyOf(dispatch);
      const rows = await Promise.all(
        [...ids].map(async (id) => await ledger.listPeople(id, { fromN: 0, limit: MOST_PEOPLE })),
      );
      const awaited = watcher.shown(await ledger.listAwaited(dispatch.agentKey));
      const people = peopleOfPart(part, ids, { people: rows.flat(), awaited });
      const origins: DraftPerson['origins'] = [{ kind: 'hand' }];
      const draft = { ...EMPTY_DRAFT, people: people.map((person) => ({ ...person, origins })) };
      const saved = await audiences.save(flowsScopeOf(dispatch), name, draft);
      return saved.ok ? { ok: true, count: people.length } : saved;
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
