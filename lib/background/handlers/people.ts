import { numberOf, toContactRow } from '../../contacts/contact-row.ts';
import type { Contact } from '../../contacts/contact.ts';
import { checkNewContact, needsLookup, readCreateAnswer } from '../../contacts/new-contact.ts';
import type { ContactUuid } from '../../ids.ts';
import { parseCsv, toRawLines } from '../../imports/csv-file.ts';
import { classifyLines, splitLines, type ClassifiedLine, type RawLine } from '../../imports/lines.ts';
import { resolveLines } from '../../imports/resolve-lines.ts';
import type { Handlers } from '../../messaging/server.ts';
import type { LineResult } from '../../numbers/line-result.ts';
import { formatDigits } from '../../numbers/phone-key.ts';
import { flowsScopeOf, type SessionRecord } from '../../sessions/session.ts';
import type { SlicePorts } from '../../util/time-slice.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import { needSession } from '../need-session.ts';
import type { Work } from '../services/running-work.ts';
import type { Services } from '../services.ts';

/** How many unknown contacts one `people:facts` may read; a preview shows one contact at a time. */
const FACTS_ASKED = 4;

/**
 * Answers `people:*`: search, groups, pasted lines and tables. Phone metadata and CSV parser are used here only, so
 * the panel does not load them.
 */
export function createPeopleHandlers(services: Services, slice: SlicePorts) {
  const { people, weni, settings, preflight } = services;

  async function lookUp(session: SessionRecord, spellings: readonly string[]): Promise<Contact[] | null> {
    const { api } = await weni.of(flowsScopeOf(session));
    try {
      const pages = await Promise.all(spellings.map((digits) => api.listContactsPage({ urn: `whatsapp:${digits}` })));
      return pages.flatMap((page) => page.rows);
    } catch (error) {
      // The look-up failed, so it cannot tell whether the contact exists: the result stays `unknown`.
      if (error instanceof WeniApiError) return null;
      throw error;
    }
  }

  async function resolve(lines: readonly RawLine[], session: SessionRecord, work: Work): Promise<LineResult[]> {
    const { api } = await services.weni.of(flowsScopeOf(session));
    const classified: ClassifiedLine[] = [];
    const phones = await services.phones();
    const { defaultCountry } = services.settings.current();
    for await (const line of classifyLines(lines, (text) => phones.read(text, defaultCountry), slice))
      classified.push(line);
    const elastic = await services.elastic.of(flowsScopeOf(session));
    const resolution = await resolveLines(
      {
        listContactsPage: async (query) => {
          const page = await api.listContactsPage(query);
          services.people.remember(flowsScopeOf(session), page.rows);
          return page;
        },
        ...(elastic === null ? {} : { elasticSearch: elastic }),
      },
      classified,
      { signal: work.signal, onProgress: ({ done, total }) => work.progress(done, total) },
    );
    return [...resolution.results];
  }

  return {
    async 'people:search'({ text, cursor }, sender) {
      return await people.search(flowsScopeOf(await needSession(services, sender)), text, cursor);
    },
    async 'people:list-groups'({ refresh }, sender) {
      return await people.groups(flowsScopeOf(await needSession(services, sender)), refresh);
    },
    async 'people:expand-group'({ groupUuid, cursor }, sender) {
      return await people.groupMembers(flowsScopeOf(await needSession(services, sender)), groupUuid, cursor);
    },
    async 'people:resolve-lines'({ lines, workId }, sender) {
      const session = await needSession(services, sender);
      const results = await services.works.run({ workId, kind: 'lines', sessionId: session.sessionId }, (work) =>
        resolve(splitLines(lines.join('\n')), session, work),
      );
      return { results };
    },
    async 'people:read-table'({ text }) {
      const table = await parseCsv(text, slice);
      if (table === null) return { table: null };
      const { headers, preview, rows, guess, formulaCells, cutRows } = table;
      return {
        table: {
          headers: [...headers],
          preview: preview.map((row) => [...row]),
          rows: rows.length,
          guess,
          formulaCells,
          cutRows,
        },
      };
    },
    async 'people:resolve-table'({ text, numberColumn, nameColumn, workId }, sender) {
      const session = await needSession(services, sender);
      const results = await services.works.run(
        { workId, kind: 'lines', sessionId: session.sessionId },
        async (work) => {
          const table = await parseCsv(text, slice);
          return table === null
            ? []
            : await resolve(toRawLines(table, { number: numberColumn, name: nameColumn }), session, work);
        },
      );
      return { results };
    },
    async 'people:create'({ name, number }, sender) {
      const session = await needSession(services, sender);
      const phones = await services.phones();
      const check = checkNewContact({ name, number }, (text) => phones.parse(text, settings.current().defaultCountry));
      if (!check.name.ok) return { ok: false, reason: `name-${check.name.problem}` };
      if (!check.number.ok) return { ok: false, reason: check.number.problem };
      const { api } = await weni.of(flowsScopeOf(session));
      const answer = await api
        .createContact({ name: check.name.value, urn: check.number.urn })
        .catch((error: unknown) => {
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
          people.remember(flowsScopeOf(session), [contact]);
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
      return { rows: await people.recents(flowsScopeOf(await needSession(services, sender))) };
    },
    async 'people:check-number'({ number }) {
      const phone = (await services.phones()).parse(number, settings.current().defaultCountry);
      return phone.ok ? { ok: true, number: formatDigits(phone.digits) } : { ok: false, reason: phone.reason };
    },
    async 'people:facts'({ contactUuids, ask }, sender) {
      const scope = flowsScopeOf(await needSession(services, sender));
      const isKnown = (contactUuid: ContactUuid) => preflight.knownContact(scope, contactUuid) !== null;
      const missing = ask ? contactUuids.filter((contactUuid) => !isKnown(contactUuid)).slice(0, FACTS_ASKED) : [];
      if (missing.length > 0) {
        const { api } = await weni.of(scope);
        for (const page of await Promise.all(missing.map((uuid) => api.listContactsPage({ uuid }))))
          people.remember(scope, page.rows);
      }
      return {
        people: contactUuids.flatMap((contactUuid) => {
          const contact = preflight.knownContact(scope, contactUuid);
          if (contact === null) return [];
          return [{ contactUuid, name: contact.name, number: numberOf(contact.urns), fields: contact.fields }];
        }),
      };
    },
  } satisfies Partial<Handlers>;
}
