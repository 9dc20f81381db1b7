import { ContactUuid } from '../ids.ts';

/** Contact to the contact that stands for the same human; contacts that stand for themselves are left out. As stored in a watch row. */
export type StoredTwins = Readonly<Record<string, ContactUuid>>;

/** No human is linked to more contacts than this: a longer chain is a mistake of some list, and is left as it was. */
const MOST_CONTACTS = 8;
/** Links kept for one session; the oldest go first. */
const KEPT = 5_000;

/**
 * Which contacts are one human: Brazil stores people with and without the ninth digit, each spelling as a contact of its own.
 * Only contact ids are kept, never a number.
 */
export interface Humans {
  /** The contact that stands for the human behind this one; the contact itself when no other is known. */
  keyOf(contactUuid: ContactUuid): ContactUuid;
  /** All known contacts of that human, the one given among them. */
  contactsOf(contactUuid: ContactUuid): readonly ContactUuid[];
}

/** Reads stored links. */
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
 * The links with these contacts made one human. The smallest id stands for all of them, so that the order of linking does not
 * matter.
 *
 * @param contacts of one human, in any order; fewer than two change nothing
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
