import { ContactUuid } from '../ids.ts';

/**
 * Maps a contact to the contact that represents the same human. A contact that represents itself has no entry. Stored
 * in the watch row.
 */
export type StoredTwins = Readonly<Record<string, ContactUuid>>;

/** Largest number of contacts one human may have. A longer chain of links comes from a faulty list and is ignored. */
const MOST_CONTACTS = 8;
/** Links kept per session. The oldest are dropped first. */
const KEPT = 5_000;

/**
 * Which contacts are the same human. Brazilian numbers exist with and without the ninth digit, and Flows stores each
 * spelling as a contact of its own. Only contact ids are kept, never a number.
 */
export interface Humans {
  /** The contact that represents this contact's human: the contact itself when no other is known. */
  keyOf(contactUuid: ContactUuid): ContactUuid;
  /** All known contacts of this contact's human, including the given one. */
  contactsOf(contactUuid: ContactUuid): readonly ContactUuid[];
}

/** Builds the look-up from stored links. Keys that are not contact ids are ignored. */
export function readHumans(twins: StoredTwins): Humans {
  const byKey = new Map<ContactUuid, ContactUuid[]>();
  for (const [text, key] of Object.entries(twins)) {
    const contact = ContactUuid.safeParse(text);
    if (!contact.success) continue;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [key, contact.data]);
    else known.push(contact.data);
  }
  const keyOf = (contactUuid: ContactUuid): ContactUuid => twins[contactUuid] ?? contactUuid;
  return { keyOf, contactsOf: (contactUuid) => byKey.get(keyOf(contactUuid)) ?? [contactUuid] };
}

/**
 * Adds links that make these contacts one human. The smallest id represents them, so the order in which links arrive
 * does not matter.
 *
 * @param contacts contacts of one human, in any order; fewer than two change nothing
 * @returns the new links, or the same `twins` object when nothing changed
 */
export function linkTwins(twins: StoredTwins, contacts: readonly ContactUuid[]): StoredTwins {
  const humans = readHumans(twins);
  const all = [...new Set(contacts.flatMap((contact) => humans.contactsOf(contact)))].sort();
  const [key, ...others] = all;
  if (key === undefined || others.length === 0 || all.length > MOST_CONTACTS) return twins;
  if (others.every((contact) => twins[contact] === key)) return twins;
  const rest = Object.entries(twins).filter(([contact]) => !all.some((other) => other === contact));
  const linked = others.map((contact): [string, ContactUuid] => [contact, key]);
  return Object.fromEntries([...rest, ...linked].slice(-KEPT));
}
