import { placeOf } from '../../contacts/contact-place.ts';
import type { Handlers } from '../../messaging/server.ts';
import { nextMorningOfAll } from '../../numbers/local-time.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `prepared:*`: drafts that are kept for later. */
export function createPreparedHandlers(services: Services) {
  const { ledger, preflight, prepared, phones, now } = services;
  return {
    async 'prepared:plan'(_input, sender) {
      const session = await needSession(services, sender);
      const draft = await ledger.getDraft(session.sessionId);
      const places = await phones();
      const zones = new Set<string>();
      let unknown = 0;
      for (const { contactUuid } of draft?.people ?? []) {
        const contact = preflight.knownContact(flowsScopeOf(session), contactUuid);
        const own = contact === null ? [] : placeOf(contact.urns, places).zones;
        if (own.length === 0) unknown += 1;
        for (const zone of own) zones.add(zone);
      }
      return { morningAt: nextMorningOfAll([...zones], now()), unknown };
    },
    async 'prepared:save'({ draftRevision, dueAt }, sender) {
      return await prepared.prepare(await needSession(services, sender), { revision: draftRevision, dueAt });
    },
    async 'prepared:open'({ id }, sender) {
      return await prepared.open(await needSession(services, sender), id);
    },
    async 'prepared:retime'({ id, dueAt }, sender) {
      return await prepared.retime(await needSession(services, sender), id, dueAt);
    },
    async 'prepared:drop'({ id }, sender) {
      return await prepared.drop(await needSession(services, sender), id);
    },
    async 'prepared:restore'({ id }, sender) {
      return await prepared.restore(await needSession(services, sender), id);
    },
  } satisfies Partial<Handlers>;
}
