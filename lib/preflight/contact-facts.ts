import type { ContactUuid } from '../ids.ts';
import type { Contact } from '../contacts/contact.ts';
import { type ListContactsPage, walkContacts } from '../contacts/contact-pages.ts';
import type { Check } from './preflight-facts.ts';

/** More look-ups than this become one sweep (rationed calls). */
const MAX_CONTACT_LOOKUPS = 50;
/** Flows-backed calls one sweep may cost. */
const MAX_SWEEP_CALLS = 60;
const FRESH_MS = 60_000;
/** Our clock and Flows' may differ: a sweep "since" starts this much earlier. */
const CLOCK_SLACK_MS = 300_000;

export interface ContactLookupPorts {
  readonly now: () => number;
  readonly listContactsPage: ListContactsPage;
}

/** A contact and when it was read, epoch ms by our clock. `contact` null = not in Flows any more. */
export interface KnownContact {
  readonly contact: Contact | null;
  readonly readAt: number;
}

/** One piece of reading; it fills what it found and answers whether all it was for is known now. */
type ContactStep = (into: Map<ContactUuid, Check<Contact | null>>, signal: AbortSignal | undefined) => Promise<boolean>;

export interface ContactFacts {
  /** The steps that bring everybody up to date; none when all were read within a minute. At most 50 single calls, or one sweep beside them. */
  readonly plan: (contactUuids: readonly ContactUuid[], cache: 'use' | 'fresh') => ContactStep[];
  /** Fills in who was read within the last minute. */
  readonly fillKnown: (contactUuids: readonly ContactUuid[], into: Map<ContactUuid, Check<Contact | null>>) => void;
  readonly knownContact: (contactUuid: ContactUuid) => Contact | null;
  readonly forget: () => void;
}

/**
 * Keeps what is known of contacts fresh at the lowest price. People read a while ago need no look-up each: one sweep of
 * everything changed since then brings those who did change, the others are as they were. People never read need a
 * look-up, or a sweep of all contacts when there are many.
 *
 * @param lookAtHand contacts read elsewhere (the picker), null when never
 */
export function createContactFacts(ports: ContactLookupPorts, lookAtHand: (contactUuid: ContactUuid) => KnownContact | null): ContactFacts {
  const memory = new Map<ContactUuid, KnownContact>();

  function recall(contactUuid: ContactUuid): KnownContact | null {
    const own = memory.get(contactUuid) ?? null;
    const other = lookAtHand(contactUuid);
    return own === null || (other !== null && other.readAt > own.readAt) ? other : own;
  }

  function isFresh(known: KnownContact | null): known is KnownContact {
    return known !== null && Math.abs(ports.now() - known.readAt) < FRESH_MS;
  }

  function remember(contactUuid: ContactUuid, contact: Contact | null, into: Map<ContactUuid, Check<Contact | null>>): void {
    memory.set(contactUuid, { contact, readAt: ports.now() });
    into.set(contactUuid, { known: true, value: contact });
  }

  function lookUp(contactUuid: ContactUuid): ContactStep {
    return async (into, signal) => {
      const page = await ports.listContactsPage({ uuid: contactUuid, signal });
      const contact = page.rows.find((row) => row.contactUuid === contactUuid) ?? null;
      // A row that could not be read may be theirs: that is no proof that they are gone.
      if (contact === null && page.badRows > 0) return false;
      remember(contactUuid, contact, into);
      return true;
    };
  }

  function sweepChanged(people: ReadonlyMap<ContactUuid, KnownContact>): ContactStep {
    return async (into, signal) => {
      const after = Math.min(...[...people.values()].map((known) => known.readAt)) - CLOCK_SLACK_MS;
      const walk = await walkContacts(ports.listContactsPage, { after }, {
        signal,
        maxCalls: MAX_SWEEP_CALLS,
        onPage(page) {
          for (const contact of page.rows) if (people.has(contact.contactUuid)) remember(contact.contactUuid, contact, into);
        },
      });
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
      // Who changed while we read moved to a page already read.
      const again = await walkContacts(ports.listContactsPage, { after: newestAt - 1000 }, { signal, maxCalls: MAX_SWEEP_CALLS, onPage });
      if (missing.size > 0 && (again.end !== 'complete' || walk.badRows + again.badRows > 0)) return false;
      for (const contactUuid of missing) remember(contactUuid, null, into);
      return true;
    };
  }

  return {
    plan(contactUuids, cache) {
      const stale = new Map<ContactUuid, KnownContact>();
      const never: ContactUuid[] = [];
      for (const contactUuid of contactUuids) {
        const known = recall(contactUuid);
        if (cache === 'use' && isFresh(known)) continue;
        if (known === null || known.contact === null) never.push(contactUuid);
        else stale.set(contactUuid, known);
      }
      if (never.length + stale.size <= MAX_CONTACT_LOOKUPS) return [...never, ...stale.keys()].map(lookUp);
      if (never.length > MAX_CONTACT_LOOKUPS) return [sweepAll([...never, ...stale.keys()])];
      return [sweepChanged(stale), ...never.map(lookUp)];
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
