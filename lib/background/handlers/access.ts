import type { Handlers } from '../../messaging/server.ts';
import { NO_ACCESS } from '../services/access-service.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `access:*`: reads and sets the sector toggle, and chooses the secondary project. */
export function createAccessHandlers(services: Services) {
  const { access, secondaryProjects, feed } = services;
  return {
    async 'access:check'(_input, sender) {
      const session = await services.view.sessionOf(sender);
      if (session !== null) return await access.check(session.sessionId, 0);
      // We know no session here. The frame reports its page session again; the answer leads to a session, or to a site
      // state that says what is missing.
      if (sender.kind === 'frame' && sender.document !== null)
        await services.frames.ask(
          { frame: { tabId: sender.tabId, frameId: sender.frameId }, document: sender.document },
          'frame:read-session',
          {},
        );
      return NO_ACCESS;
    },
    async 'access:set-toggle'({ sectorUuid, on }, sender) {
      const session = await needSession(services, sender);
      const isDone = await access.setToggle(session.sessionId, sectorUuid, on);
      return isDone ? { ok: true } : { ok: false, reason: 'not-stored' };
    },
    async 'access:list-projects'(_input, sender) {
      return await secondaryProjects.list((await needSession(services, sender)).sessionId);
    },
    async 'access:choose-project'({ projectUuid }, sender) {
      const { sessionId } = await needSession(services, sender);
      const isDone = await secondaryProjects.choose(sessionId, projectUuid);
      feed.changed({ singles: true });
      return isDone ? { ok: true } : { ok: false, reason: 'project-not-listed' };
    },
  } satisfies Partial<Handlers>;
}
