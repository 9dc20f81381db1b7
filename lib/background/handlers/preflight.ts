import { EMPTY_DRAFT } from '../../draft/draft.ts';
import type { Handlers } from '../../messaging/server.ts';
import { needSession } from '../need-session.ts';
import { ownDispatch } from '../own-dispatch.ts';
import { checkRetry } from '../services/retry-check.ts';
import type { Services } from '../services.ts';

/** Answers `preflight:*`: runs the checks before a dispatch or a *Send again*. */
export function createPreflightHandlers(services: Services) {
  const { ledger, preflight, works } = services;
  return {
    async 'preflight:run'({ fresh, workId }, sender) {
      const session = await needSession(services, sender);
      const draft = (await ledger.getDraft(session.sessionId)) ?? EMPTY_DRAFT;
      return await works.run({ workId, kind: 'preflight', sessionId: session.sessionId }, (work) =>
        preflight.run(session, draft, fresh ? 'fresh' : 'use', work),
      );
    },
    async 'preflight:retry'({ dispatchId, people: numbers }, sender) {
      const dispatch = await ownDispatch(services, dispatchId, sender);
      return await checkRetry(services, await needSession(services, sender), dispatch, numbers);
    },
  } satisfies Partial<Handlers>;
}
