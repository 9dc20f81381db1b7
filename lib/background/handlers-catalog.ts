import { Refused, type Handlers } from '../messaging/server.ts';
import type { SenderContext } from '../platform/runtime.ts';
import { NO_AUDIENCES, ProjectAudiences, findAudience, removeAudience, saveAudience } from '../recipients/audience.ts';
import { toContactRow } from '../recipients/contact-row.ts';
import { EMPTY_DRAFT } from '../recipients/draft.ts';
import { checkNewContact, needsLookup, readCreateAnswer } from '../recipients/new-contact.ts';
import { toSelection } from '../recipients/selection.ts';
import type { Contact } from '../recipients/contact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { WeniApiError } from '../weni/api/errors.ts';
import { NO_ACCESS } from './access-service.ts';
import type { Services } from './services.ts';

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
  | 'audience:list'
  | 'audience:save'
  | 'audience:load'
  | 'audience:remove'
  | 'chat:contact'
>;

/** The live session of whoever asks. @throws {Refused} kind `session` */
export async function needSession(services: Services, sender: SenderContext): Promise<SessionRecord> {
  const session = await services.view.sessionOf(sender);
  if (session === null) throw new Refused('session', 'nobody is signed in here');
  return session;
}

/** Flows, the toggle, people and audiences: what an agent picks from. */
export function createCatalogHandlers(services: Services): CatalogHandlers {
  const { catalog, people, access, ledger, weni, settings } = services;
  const audiencesKey = (session: SessionRecord) => `audiences:${session.sessionId}`;

  async function readAudiences(session: SessionRecord): Promise<ProjectAudiences> {
    const stored = ProjectAudiences.safeParse(await ledger.getKept(audiencesKey(session)));
    return stored.success ? stored.data : NO_AUDIENCES;
  }

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
      return await catalog.preview((await needSession(services, sender)).sessionId, flowUuid);
    },
    async 'catalog:set-favourite'({ flowUuid, on }, sender) {
      await catalog.setFavourite((await needSession(services, sender)).sessionId, flowUuid, on);
      return {};
    },
    async 'access:check'(_input, sender) {
      const session = await services.view.sessionOf(sender);
      if (session !== null) return await access.check(session.sessionId, 0);
      // Nobody is known to be signed in here: the frame tells its session again, and with it what stands in the way.
      if (sender.kind === 'frame') await services.frames.ask({ tabId: sender.tabId, frameId: sender.frameId }, 'frame:read-session', {});
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

    async 'audience:list'(_input, sender) {
      const { audiences } = await readAudiences(await needSession(services, sender));
      return { audiences: audiences.map((audience) => ({ name: audience.name, count: audience.people.length, savedAt: audience.savedAt })) };
    },
    async 'audience:save'({ name }, sender) {
      const session = await needSession(services, sender);
      const stored = await readAudiences(session);
      const draft = (await ledger.getDraft(session.sessionId)) ?? EMPTY_DRAFT;
      const saved = saveAudience(stored.audiences, toSelection(draft), { name, at: services.now() });
      if (!saved.ok) return { ok: false, reason: saved.reason };
      await ledger.putKept({ key: audiencesKey(session), value: { ...stored, audiences: saved.audiences } });
      return { ok: true };
    },
    async 'audience:load'({ name }, sender) {
      const { audiences } = await readAudiences(await needSession(services, sender));
      const audience = findAudience(audiences, name);
      return { people: (audience?.people ?? []).map((person) => ({ contactUuid: person.contactUuid, name: person.name })) };
    },
    async 'audience:remove'({ name }, sender) {
      const session = await needSession(services, sender);
      const stored = await readAudiences(session);
      await ledger.putKept({ key: audiencesKey(session), value: { ...stored, audiences: removeAudience(stored.audiences, name) } });
      return { ok: true };
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
