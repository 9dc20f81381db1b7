import { ContactUuid, GroupUuid } from '../../../lib/ids.ts';
import type { Contact } from '../../../lib/contacts/contact.ts';
import { type ContactRow, toContactRow } from '../../../lib/contacts/contact-row.ts';

const tail = (n: number) => n.toString(16).padStart(12, '0');

export const contactId = (n: number) => ContactUuid.parse(`a0000000-0000-4000-8000-${tail(n)}`);
export const groupId = (n: number) => GroupUuid.parse(`b0000000-0000-4000-8000-${tail(n)}`);

/** An invented contact with the number 5582 9 8xxx xxxx, made from `n`. */
export function person(n: number, change: Partial<Contact> = {}): Contact {
  return {
    contactUuid: contactId(n),
    name: `Person ${n}`,
    urns: [{ scheme: 'whatsapp', path: `55829${String(80_000_000 + n)}` }],
    groups: [],
    fields: {},
    blocked: false,
    stopped: false,
    lastSeenAt: null,
    modifiedAt: 1_700_000_000_000 - n * 1000,
    ...change,
  };
}

export const row = (n: number, change: Partial<Contact> = {}): ContactRow => toContactRow(person(n, change));
