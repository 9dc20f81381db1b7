import type { ContactUuid } from '../ids.ts';
import type { Contact } from '../contacts/contact.ts';
import { type ListContactsPage, walkContacts } from '../contacts/contact-pages.ts';
import type { Check } from './preflight-facts.ts';

/** Above this number of look-ups, all contacts are read page by page instead, because Flows calls are rationed. */
const MAX_CONTACT_LOOKUPS = 50;
/** Number of Flows calls that one such reading may make. */
const MAX_SWEEP_CALLS = 60;
const FRESH_MS = 60_000;
/** Our clock and the server's may differ, so a reading of changes starts this much earlier. */
const CLOCK_SLACK_MS = 300_000;

/** Clock (epoch ms) and contact list. */
export interface ContactLookupPorts {
  readonly now: () => number;
  readonly listContactsPage: ListContactsPage;
}

/** A contact and when it was read (epoch ms, local clock). `contact` null: it no longer exists in Flows. */
export interface KnownContact {
  readonly contact: Contact | null;
  readonly readAt: number;
}

/** One unit of reading. It adds what it found to `into`, and returns whether everything it should read is known now. */
type ContactStep = (into: Map<ContactUuid, Check<Contact | null>>, signal: AbortSignal | undefined) => Promise<boolean>;

/** Reads contacts and remembers what was read; see `createContactLookup`. */
export interface ContactLookup {
  /**
   * The steps that bring these contacts up to date; empty when all were read within the last minute. At most 50 single
   * look-ups, plus at most one sweep.
   */
  readonly plan: (contactUuids: readonly ContactUuid[], cache: 'use' | 'fresh') => ContactStep[];
  /** Adds the contacts that were read within the last minute. */
  readonly fillKnown: (contactUuids: readonly ContactUuid[], into: Map<ContactUuid, Check<Contact | null>>) => void;
  readonly knownContact: (contactUuid: ContactUuid) => Contact | null;
  readonly forget: () => void;
}

/**
 * Keeps contacts up to date with few calls. Contacts that were read some time ago need no look-up each: one sweep over
 * everything that changed since then finds those that changed, and the others are unchanged. Contacts that were never
 * read need a look-up each, or a sweep over all contacts when there are many.
 *
 * @param readElsewhere contacts read elsewhere (while picking); null for a contact that was not
 */
export function createContactLookup(
  ports: ContactLookupPorts,
  readElsewhere: (contactUuid: ContactUuid) => KnownContact | null,
): ContactLookup {
  const memory = new Map<ContactUuid, KnownContact>();

  function recall(contactUuid: ContactUuid): KnownContact | null {
    const own = memory.get(contactUuid) ?? null;
    const other = readElsewhere(contactUuid);
    return own === null || (other !== null && other.readAt > own.readAt) ? other : own;
  }

  function isFresh(known: KnownContact | null): known is KnownContact {
    return known !== null && Math.abs(ports.now() - known.readAt) < FRESH_MS;
  }

  function remember(
    contactUuid: ContactUuid,
    contact: Contact | null,
    into: Map<ContactUuid, Check<Contact | null>>,
  ): void {
    memory.set(contactUuid, { contact, readAt: ports.now() });
    into.set(contactUuid, { known: true, value: contact });
  }

  function lookUp(contactUuid: ContactUuid): ContactStep {
    return async (into, signal) => {
      const page = await ports.listContactsPage({ uuid: contactUuid, signal });
      const contact = page.rows.find((row) => row.contactUuid === contactUuid) ?? null;
      // A row that could not be parsed may be this contact, so its absence does not prove that it was deleted.
      if (contact === null && page.badRows > 0) return false;
      remember(contactUuid, contact, into);
      return true;
    };
  }

  function sweepChanged(people: ReadonlyMap<ContactUuid, KnownContact>): ContactStep {
    return async (into, signal) => {
      const after = Math.min(...[...people.values()].map((known) => known.readAt)) - CLOCK_SLACK_MS;
      const walk = await walkContacts(
        ports.listContactsPage,
        { after },
        {
          signal,
          maxCalls: MAX_SWEEP_CALLS,
          onPage(page) {
            for (const contact of page.rows)
              if (people.has(contact.contactUuid)) remember(contact.contactUuid, contact, into);
          },
        },
      );
      if (walk.end !== 'complete' || walk.badRows > 0) return false;
      for (const [contactUuid, known] of people) if (!into.has(contactUuid)) remember(contactUuid, known.contact, into);
      return true;
    };
  }

  function sweepAll(contactUuids: readonly ContactUuid[]): ContactStep {
    return async (into, signal) => {
      const missing = new Set(contactUuids);
      let newestAt = 0;
      const onPage = (page: { readonly rows: readonly Contact[] }): void | 'stop' => {
        for (const contact of page.rows) {
          newestAt = Math.max(newestAt, contact.modifiedAt);
          if (missing.delete(contact.contactUuid)) remember(contact.contactUuid, contact, into);
        }
        return missing.size === 0 ? 'stop' : undefined;
      };
      const walk = await walkContacts(ports.listContactsPage, {}, { signal, maxCalls: MAX_SWEEP_CALLS, onPage });
      if (missing.size === 0) return true;
      if (walk.end !== 'complete') return false;
      // A contact that changed during the sweep has moved to a page already read.
      const again = await walkContacts(
        ports.listContactsPage,
        { after: newestAt - 1000 },
        { signal, maxCalls: MAX_SWEEP_CALLS, onPage },
      );
      if (missing.size > 0 && (again.end !== 'complete' || walk.badRows + again.badRows > 0)) return false;
      for (const contactUuid of missing) remember(contactUuid, null, into);
      return true;
    };
  }

  return {
    plan(contactUuids, cache) {
      const stale = new Map<ContactUuid, KnownContact>();
      const neverRead: ContactUuid[] = [];
      for (const contactUuid of contactUuids) {
        const known = recall(contactUuid);
        if (cache === 'use' && isFresh(known)) continue;
        if (known === null || known.contact === null) neverRead.push(contactUuid);
        else stale.set(contactUuid, known);
      }
      if (neverRead.length + stale.size <= MAX_CONTACT_LOOKUPS) return [...neverRead, ...stale.keys()].map(lookUp);
      if (neverRead.length > MAX_CONTACT_LOOKUPS) return [sweepAll([...neverRead, ...stale.keys()])];
      return [sweepChanged(stale), ...neverRead.map(lookUp)];
    },
    fillKnown(contactUuids, into) {
      for (const contactUuid of contactUuids) {
        const known = recall(contactUuid);
        if (isFresh(known)) into.set(contactUuid, { known: true, value: known.contact });
      }
    },
    knownContact: (contactUuid) => recall(contactUuid)?.contact ?? null,
    forget: () => memory.clear(),
  };
}
