import { toContactRow } from '../../contacts/contact-row.ts';
import type { Handlers } from '../../messaging/server.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `chat:*`: finds the contact of the chat on screen. */
export function createChatHandlers(services: Services) {
  const { weni, people } = services;
  return {
    async 'chat:contact'({ roomUuid }, sender) {
      const session = await needSession(services, sender);
      const { api } = await weni.of(session.sessionId);
      const room = await api.getRoom(roomUuid);
      if (room.contactUuid === null) return { contact: null };
      const page = await api.listContactsPage({ uuid: room.contactUuid });
      people.remember(flowsScopeOf(session), page.rows);
      const contact = page.rows.find((row) => row.contactUuid === room.contactUuid);
      return { contact: contact === undefined ? null : toContactRow(contact) };
    },
  } satisfies Partial<Handlers>;
}
