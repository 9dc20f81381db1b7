import { Refused, type Handlers } from '../../messaging/server.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import { numberOf, toContactRow } from '../../contacts/contact-row.ts';
import { EMPTY_DRAFT } from '../../draft/draft.ts';
import { checkNewContact, needsLookup, readCreateAnswer } from '../../contacts/new-contact.ts';
import { formatDigits } from '../../numbers/phone-key.ts';
import type { ContactUuid } from '../../ids.ts';
import type { Contact } from '../../contacts/contact.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import { NO_ACCESS } from '../services/access-service.ts';
import { CATALOG_FRESH_MS } from '../services/catalog-service.ts';
import type { Services } from '../services.ts';

type CatalogHandlers = Pick<
  Handlers,
  | 'catalog:list-flows'
  | 'catalog:preview-flow'
  | 'catalog:set-favourite'
  | 'access:check'
  | 'access:set-toggle'
  | 'people:search'
  | 'people:list-groups'
  | 'people:expand-group'
  | 'people:create'
  | 'people:recents'
  | 'people:check-number'
  | 'people:facts'
  | 'audience:list'
  | 'audience:save'
  | 'audience:load'
  | 'audience:remove'
  | 'audience:restore'
  | 'audience:refresh'
  | 'work:cancel'
  | 'chat:contact'
>;

/** Contacts looked up for one page of previews; a pager shows one at a time. */
const FACTS_ASKED = 4;

/** The live session of whoever asks. @throws {Refused} kind `session` */
export async function needSession(services: Services, sender: SenderContext): Promise<SessionRecord> {
  const session = await services.view.sessionOf(sender);
  if (session === null) throw new Refused('session', 'nobody is signed in here');
  return session;
}

/** Flows, the toggle, people and audiences: what an agent picks from. */
export function createCatalogHandlers(services: Services): CatalogHandlers {
  const { catalog, people, access, ledger, weni, settings, audiences, works, preflight } = services;
  async function lookUp(session: SessionRecord, spellings: readonly string[]): Promise<Contact[] | null> {
    const { api } = await weni.of(session.sessionId);
    try {
      const pages = await Promise.all(spellings.map((digits) => api.listContactsPage({ urn: `whatsapp:${digits}` })));
      return pages.flatMap((page) => page.rows);
    } catch (error) {
      // Nobody could look: then the answer stays as unsure as it was.
      if (error instanceof WeniApiError) return null;
      throw error;
    }
  }

  return {
    async 'catalog:list-flows'({ refresh }, sender) {
      return await catalog.list((await needSession(services, sender)).sessionId, refresh);
    },
    async 'catalog:preview-flow'({ flowUuid }, sender) {
      return await catalog.preview((await needSession(services, sender)).sessionId, flowUuid, CATALOG_FRESH_MS);
    },
    async 'catalog:set-favourite'({ flowUuid, on }, sender) {
      await catalog.setFavourite((await needSession(services, sender)).sessionId, flowUuid, on);
      return {};
    },
    async 'access:check'(_input, sender) {
      const session = await services.view.sessionOf(sender);
      if (session !== null) return await access.check(session.sessionId, 0);
      // Nobody is known to be signed in here: the frame tells its session again, and with it what stands in the way.
      if (sender.kind === 'frame' && sender.document !== null) await services.frames.ask({ frame: { tabId: sender.tabId, frameId: sender.frameId }, document: sender.document }, 'frame:read-session', {});
      return NO_ACCESS;
    },
    async 'access:set-toggle'({ sectorUuid, on }, sender) {
      const session = await needSession(services, sender);
      const isDone = await access.setToggle(session.sessionId, sectorUuid, on);
      return isDone ? { ok: true } : { ok: false, reason: 'not-stored' };
    },

    async 'people:search'({ text, cursor }, sender) {
      return await people.search((await needSession(services, sender)).sessionId, text, cursor);
    },
    async 'people:list-groups'({ refresh }, sender) {
      return await people.groups((await needSession(services, sender)).sessionId, refresh);
    },
    async 'people:expand-group'({ groupUuid, cursor }, sender) {
      return await people.groupMembers((await needSession(services, sender)).sessionId, groupUuid, cursor);
    },
    async 'people:create'({ name, number }, sender) {
      const session = await needSession(services, sender);
      const phones = await services.phones();
      const check = checkNewContact({ name, number }, (text) => phones.parse(text, settings.current().defaultCountry));
      if (!check.name.ok) return { ok: false, reason: `name-${check.name.problem}` };
      if (!check.number.ok) return { ok: false, reason: check.number.problem };
      const { api } = await weni.of(session.sessionId);
      const answer = await api.createContact({ name: check.name.value, urn: check.number.urn }).catch((error: unknown) => {
        if (error instanceof WeniApiError) return { status: 'failed' as const };
        throw error;
      });
      const made = answer.status === 'created' ? answer.contact : undefined;
      const found = needsLookup(answer) ? await lookUp(session, check.number.phone.spellings) : null;
      const result = readCreateAnswer(answer, check.number.phone, found);
      switch (result.status) {
        case 'created':
        case 'exists': {
          const contact = made ?? (found ?? []).find((other) => other.contactUuid === result.contact.contactUuid);
          if (contact === undefined) return { ok: false, reason: 'unknown' };
          people.remember(session.sessionId, [contact]);
          return { ok: true, contact: toContactRow(contact), existed: result.status === 'exists' };
        }
        case 'several':
        case 'rejected':
        case 'not-confirmed':
        case 'unknown':
          return { ok: false, reason: result.status };
        default:
          return result satisfies never;
      }
    },
    async 'people:recents'(_input, sender) {
      return { rows: await people.recents((await needSession(services, sender)).sessionId) };
    },

    async 'people:check-number'({ number }) {
      const phone = (await services.phones()).parse(number, settings.current().defaultCountry);
      return phone.ok ? { ok: true, number: formatDigits(phone.digits) } : { ok: false, reason: phone.reason };
    },
    async 'people:facts'({ contactUuids, ask }, sender) {
      const { sessionId } = await needSession(services, sender);
      const isKnown = (contactUuid: ContactUuid) => preflight.knownContact(sessionId, contactUuid) !== null;
      const missing = ask ? contactUuids.filter((contactUuid) => !isKnown(contactUuid)).slice(0, FACTS_ASKED) : [];
      if (missing.length > 0) {
        const { api } = await weni.of(sessionId);
        for (const page of await Promise.all(missing.map((uuid) => api.listContactsPage({ uuid })))) people.remember(sessionId, page.rows);
      }
      return {
        people: contactUuids.flatMap((contactUuid) => {
          const contact = preflight.knownContact(sessionId, contactUuid);
          if (contact === null) return [];
          return [{ contactUuid, name: contact.name, number: numberOf(contact.urns), fields: contact.fields }];
        }),
      };
    },

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
      return await works.run({ workId, kind: 'audience', sessionId }, (work) => audiences.refresh(sessionId, name, work));
    },
    async 'work:cancel'({ workId }, sender) {
      const { sessionId } = await needSession(services, sender);
      return works.cancel(sessionId, workId) ? { ok: true } : { ok: false, reason: 'not-found' };
    },
    async 'chat:contact'({ roomUuid }, sender) {
      const session = await needSession(services, sender);
      const { api } = await weni.of(session.sessionId);
      const room = await api.getRoom(roomUuid);
      if (room.contactUuid === null) return { contact: null };
      const page = await api.listContactsPage({ uuid: room.contactUuid });
      people.remember(session.sessionId, page.rows);
      const contact = page.rows.find((row) => row.contactUuid === room.contactUuid);
      return { contact: contact === undefined ? null : toContactRow(contact) };
    },
  };
}
