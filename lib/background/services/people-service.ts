import * as z from 'zod/mini';
import { type ContactUuid, GroupUuid, type SessionId } from '../../ids.ts';
import { addressesTyped, type ContactRow, isAnyAddressOf, toContactRow } from '../../contacts/contact-row.ts';
import { linesOf } from '../../contacts/twins.ts';
import type { Contact } from '../../contacts/contact.ts';
import { withoutInvisible } from '../../util/seen-text.ts';
import type { PhoneBook } from '../../numbers/phone.ts';
import { besideApostrophe } from '../../contacts/fold.ts';
import { matchesQuery, readPeopleQuery } from '../../contacts/search-index.ts';
import { RecentPerson, rememberRecents } from '../../contacts/recents.ts';
import type { ElasticContact } from '../../weni/api/contacts.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { WeniApi } from '../../weni/api/weni-api.ts';
import type { GroupRow } from '../../messaging/views.ts';
import type { KeptPort } from './catalog-service.ts';
import type { AskElastic } from './elastic-pool.ts';
import { isFresh } from './freshness.ts';

export interface PeopleServicePorts {
  readonly weni: {
    of(sessionId: SessionId): Promise<{ readonly api: Pick<WeniApi, 'listContactsPage' | 'listAllGroups'> }>;
  };
  readonly kept: KeptPort;
  readonly phones: () => Promise<PhoneBook>;
  /** ISO 3166 code of the country whose numbers are typed without a country code. */
  readonly defaultCountry: () => string;
  readonly now: () => number;
  /** Flows' own contact search; resolves to null where it cannot be used. */
  readonly elastic?: (sessionId: SessionId) => Promise<AskElastic | null>;
}

export interface PeoplePage {
  rows: ContactRow[];
  next: string | null;
  badRows: number;
}

/** Groups are cached as long as flows (.github/docs/decisions.md#rationed-calls). */
const GROUPS_FRESH_MS = 10 * 60_000;
/** How many contacts per session are kept in memory for variables and checks; the oldest are dropped first. */
const REMEMBERED = 20_000;

/** A part of a name shorter than this is not searched for: it would match too many names. */
const MIN_PART_LENGTH = 3;
/** Chats' own page asks Flows' search only for three characters or more. */
const MIN_ELASTIC_LENGTH = 3;

/** Flows' search does not say whether a contact is blocked or opted out; the pre-flight reads the contact again. */
const fromElastic = (contact: ElasticContact): ContactRow =>
  toContactRow({ ...contact, fields: {}, blocked: false, stopped: false });

function mergeRows(rows: readonly ContactRow[], others: readonly ContactRow[]): ContactRow[] {
  const known = new Set(rows.map((row) => row.contactUuid));
  return [...rows, ...others.filter((row) => !known.has(row.contactUuid))];
}

const CachedGroups = z.object({
  fetchedAt: z.number(),
  badRows: z.number(),
  groups: z.array(z.object({ groupUuid: GroupUuid, name: z.string(), isSmart: z.boolean(), count: z.number() })),
});
const RecentPeople = z.array(RecentPerson);

/**
 * Reads contacts and groups of a session's project from Flows through the engine. Every request costs shared budget.
 */
export function createPeopleService(ports: PeopleServicePorts) {
  const remembered = new Map<SessionId, Map<ContactUuid, { readonly contact: Contact; readonly readAt: number }>>();
  /** Remembered contacts by phone line. Two spellings of one number (with and without the ninth digit) are one line. */
  const byLine = new Map<SessionId, Map<string, Set<ContactUuid>>>();

  function remember(sessionId: SessionId, contacts: readonly Contact[]): void {
    let known = remembered.get(sessionId);
    if (known === undefined) remembered.set(sessionId, (known = new Map()));
    const lines = byLine.get(sessionId) ?? new Map<string, Set<ContactUuid>>();
    byLine.set(sessionId, lines);
    const forget = (uuid: ContactUuid): void => {
      for (const line of linesOf(known?.get(uuid)?.contact)) {
        const holders = lines.get(line);
        holders?.delete(uuid);
        if (holders?.size === 0) lines.delete(line);
      }
      known?.delete(uuid);
    };
    for (const contact of contacts) {
      forget(contact.contactUuid);
      for (const line of linesOf(contact)) lines.set(line, (lines.get(line) ?? new Set()).add(contact.contactUuid));
      known.set(contact.contactUuid, { contact, readAt: ports.now() });
    }
    for (const uuid of known.keys()) {
      if (known.size <= REMEMBERED) break;
      forget(uuid);
    }
  }

  const groupsKey = (sessionId: SessionId) => `people:groups:${sessionId}`;
  const recentsKey = (sessionId: SessionId) => `people:recents:${sessionId}`;

  async function recents(sessionId: SessionId): Promise<RecentPerson[]> {
    const stored = RecentPeople.safeParse(await ports.kept.getKept(recentsKey(sessionId)));
    return stored.success ? stored.data : [];
  }

  /** Rows of Flows' own search, to complete the engine's results. A failure gives no rows and no error. */
  async function askElastic(sessionId: SessionId, text: string): Promise<ContactRow[]> {
    if (text.length < MIN_ELASTIC_LENGTH || ports.elastic === undefined) return [];
    try {
      const ask = await ports.elastic(sessionId);
      return ask === null ? [] : (await ask(text)).map(fromElastic);
    } catch (error) {
      if (error instanceof WeniApiError) return [];
      throw error;
    }
  }

  /**
   * Contacts whose name has another form of the apostrophe (’ for '). One request searches for the part of the name
   * beside the apostrophe, and the result is filtered. A failure gives no contacts and no error.
   */
  async function askOtherApostrophes(
    api: Pick<WeniApi, 'listContactsPage'>,
    text: string,
  ): Promise<readonly Contact[]> {
    const part = besideApostrophe(text);
    if (part === null || part.length < MIN_PART_LENGTH) return [];
    try {
      const page = await api.listContactsPage({ name: part });
      return page.rows.filter((contact) => matchesQuery(toContactRow(contact), text));
    } catch (error) {
      if (error instanceof WeniApiError) return [];
      throw error;
    }
  }

  /**
   * Contacts with exactly the address that was typed: a username, a business-scoped id, or `scheme:path`. Flows answers
   * an error for a scheme that it does not know, so a failure gives no contacts and no error.
   */
  async function askAddresses(
    api: Pick<WeniApi, 'listContactsPage'>,
    addresses: readonly string[],
  ): Promise<readonly Contact[]> {
    try {
      const pages = await Promise.all(addresses.map((urn) => api.listContactsPage({ urn })));
      // A server that does not know the filter answers with everybody: those are not whom the agent typed.
      return pages.flatMap((page) => page.rows).filter((contact) => isAnyAddressOf(contact, addresses));
    } catch (error) {
      if (error instanceof WeniApiError) return [];
      throw error;
    }
  }

  return {
    /**
     * One result page of contacts: all (empty text), by part of a name, by exact number in every spelling, or by another
     * address.
     *
     * @throws {WeniApiError}
     */
    async search(sessionId: SessionId, text: string, cursor: string | null): Promise<PeoplePage> {
      const { api } = await ports.weni.of(sessionId);
      const query = readPeopleQuery(text);
      if (query.kind === 'number') {
        const spellings = (await ports.phones()).searchSpellings(text, ports.defaultCountry());
        const [pages, others] = await Promise.all([
          Promise.all(spellings.map((digits) => api.listContactsPage({ urn: `whatsapp:${digits}` }))),
          // All spellings of a number share the last eight digits.
          askElastic(sessionId, query.digits.slice(-8)),
        ]);
        // A contact stored with two of the spellings is in two pages; list it once.
        const contacts = [
          ...new Map(pages.flatMap((page) => page.rows).map((contact) => [contact.contactUuid, contact])).values(),
        ];
        remember(sessionId, contacts);
        return {
          rows: mergeRows(contacts.map(toContactRow), others),
          next: null,
          badRows: pages.reduce((sum, page) => sum + page.badRows, 0),
        };
      }
      const isFirst = query.kind === 'name' && cursor === null;
      const [page, addressed, spelt, others] = await Promise.all([
        api.listContactsPage(query.kind === 'all' ? { cursor } : { cursor, name: withoutInvisible(text).trim() }),
        isFirst ? askAddresses(api, addressesTyped(text)) : [],
        isFirst ? askOtherApostrophes(api, text) : [],
        isFirst ? askElastic(sessionId, withoutInvisible(text).trim()) : [],
      ]);
      remember(sessionId, [...page.rows, ...addressed, ...spelt]);
      const found = mergeRows(addressed.map(toContactRow), page.rows.map(toContactRow));
      return {
        rows: mergeRows(mergeRows(found, spelt.map(toContactRow)), others),
        next: page.nextCursor,
        badRows: page.badRows,
      };
    },

    /** @throws {WeniApiError} */
    async groupMembers(sessionId: SessionId, groupUuid: GroupUuid, cursor: string | null): Promise<PeoplePage> {
      const { api } = await ports.weni.of(sessionId);
      const page = await api.listContactsPage({ cursor, group: groupUuid });
      remember(sessionId, page.rows);
      return { rows: page.rows.map(toContactRow), next: page.nextCursor, badRows: page.badRows };
    },

    /** All groups, cached for GROUPS_FRESH_MS. A group without a name gets an empty one. @throws {WeniApiError} */
    async groups(sessionId: SessionId, refresh: boolean): Promise<{ groups: GroupRow[]; badRows: number }> {
      const stored = CachedGroups.safeParse(await ports.kept.getKept(groupsKey(sessionId)));
      if (!refresh && stored.success && isFresh(stored.data.fetchedAt, ports.now(), GROUPS_FRESH_MS))
        return stored.data;
      const { api } = await ports.weni.of(sessionId);
      const list = await api.listAllGroups();
      const groups = list.rows.flatMap(({ groupUuid, name, isSmart, count }) => [
        { groupUuid, name: name ?? '', isSmart, count },
      ]);
      await ports.kept.putKept({
        key: groupsKey(sessionId),
        value: { fetchedAt: ports.now(), badRows: list.badRows, groups },
      });
      return { groups, badRows: list.badRows };
    },

    /**
     * Keys of all contact fields of the project. A contact carries all of them, those without a value too, so one
     * contact is enough. Null: the project has no contact, or none with fields.
     *
     * @throws {WeniApiError}
     */
    async fieldKeys(sessionId: SessionId): Promise<readonly string[] | null> {
      const seen = [...(remembered.get(sessionId)?.values() ?? [])].map(({ contact }) => contact);
      const read = seen.length > 0 ? seen : (await (await ports.weni.of(sessionId)).api.listContactsPage({})).rows;
      const keys = new Set(read.flatMap((contact) => Object.keys(contact.fields)));
      return keys.size === 0 ? null : [...keys];
    },

    /** A remembered contact and when it was read (epoch ms), or null. */
    known: (sessionId: SessionId, contactUuid: ContactUuid) => remembered.get(sessionId)?.get(contactUuid) ?? null,
    remember,

    /** Other remembered contacts with a number of the same phone line: the same human, stored twice. */
    twinsOf(sessionId: SessionId, contactUuid: ContactUuid): ContactUuid[] {
      const lines = byLine.get(sessionId);
      const own = remembered.get(sessionId)?.get(contactUuid)?.contact;
      const holders = linesOf(own).flatMap((line) => [...(lines?.get(line) ?? [])]);
      return [...new Set(holders)].filter((holder) => holder !== contactUuid);
    },

    async recents(sessionId: SessionId): Promise<ContactRow[]> {
      const known = remembered.get(sessionId);
      return (await recents(sessionId)).map((person) => {
        const contact = known?.get(person.contactUuid)?.contact;
        return contact === undefined
          ? { ...person, number: '', digits: '', knownAs: '', scheme: 'whatsapp', isBlocked: false, isStopped: false }
          : toContactRow(contact);
      });
    },

    async used(sessionId: SessionId, people: readonly RecentPerson[]): Promise<void> {
      await ports.kept.putKept({
        key: recentsKey(sessionId),
        value: rememberRecents(await recents(sessionId), people),
      });
    },
  };
}

export type PeopleService = ReturnType<typeof createPeopleService>;
