import type { Handlers } from '../../messaging/server.ts';
import { openReply } from '../browser/opener.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `room:*`: opens a chat by its room. */
export function createRoomHandlers(services: Services) {
  const { opener } = services;
  return {
    async 'room:open'({ roomUuid, mayNavigate }, sender) {
      const { sessionId } = await needSession(services, sender);
      return await openReply({ sessionId, roomUuid, contactName: null }, { mayNavigate, sender }, opener);
    },
  } satisfies Partial<Handlers>;
}
