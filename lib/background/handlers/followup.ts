import type { Handlers } from '../../messaging/server.ts';
import { needSession } from '../need-session.ts';
import { ownDispatch } from '../own-dispatch.ts';
import type { Services } from '../services.ts';

/** Answers `followup:*`: offers to those who did not answer a dispatch. */
export function createFollowUpHandlers(services: Services) {
  const { followUps } = services;
  return {
    async 'followup:set'({ dispatchId, rule }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return await followUps.set(dispatchId, rule);
    },
    async 'followup:open'({ dispatchId }, sender) {
      const session = await needSession(services, sender);
      return await followUps.open(session, await ownDispatch(services, dispatchId, sender));
    },
  } satisfies Partial<Handlers>;
}
