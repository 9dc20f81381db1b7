import type * as z from 'zod/mini';
import type { Contact, Group, Urn } from '../../contacts/contact.ts';
import { readName } from '../../util/seen-text.ts';
import type { ContactWire, ElasticContactWire, GroupWire } from './schemas-contacts.ts';

/**
 * Converts a contact of list_contacts. For a contact that was removed, Flows answers null for `blocked` and `stopped`.
 * Null counts as false here: such a contact has no URN left, so no start can reach it anyway.
 */
export function toContact(wire: z.infer<typeof ContactWire>): Contact {
  return {
    contactUuid: wire.uuid,
    name: readName(wire.name),
    urns: wire.urns.map(toUrn).filter((urn) => urn !== null),
    groups: wire.groups.map((group) => ({ groupUuid: group.uuid, name: group.name })),
    // A username is no address that a start can use, so it stands with the fields and not with the URNs.
    fields: {
      ...(typeof wire.whatsapp_username === 'string' ? { whatsapp_username: wire.whatsapp_username } : {}),
      ...Object.fromEntries(Object.entries(wire.fields).map(([key, value]) => [key, toFieldText(value)])),
    },
    blocked: wire.blocked === true,
    stopped: wire.stopped === true,
    lastSeenAt: wire.last_seen_on,
    modifiedAt: wire.modified_on,
  };
}

/**
 * A contact of contacts_elastic. That endpoint does not return `blocked`, `stopped` and the fields; they must be read
 * elsewhere before a start.
 */
export type ElasticContact = Omit<Contact, 'blocked' | 'stopped' | 'fields'>;

/** Converts a contact of contacts_elastic; nulls among its URNs are left out. */
export function toElasticContact(wire: z.infer<typeof ElasticContactWire>): ElasticContact {
  return {
    contactUuid: wire.uuid,
    name: readName(wire.name),
    urns: wire.urns.filter((urn) => urn !== null).map((urn) => ({ scheme: urn.scheme, path: urn.path })),
    groups: wire.groups.map((group) => ({ groupUuid: group.uuid, name: group.name })),
    lastSeenAt: wire.last_seen_on,
    modifiedAt: wire.modified_on,
  };
}

/** Converts a group; a group with a query is a smart group. */
export function toGroup(wire: z.infer<typeof GroupWire>): Group {
  return {
    groupUuid: wire.uuid,
    name: wire.name,
    isSmart: wire.query !== null && wire.query !== '',
    count: wire.count,
  };
}

// Cut off a `?…` suffix, as the engine does before it compares URNs
// (.github/docs/contract/pitfalls.md#a-suffix-on-the-urn).
function toUrn(text: string): Urn | null {
  const colon = text.indexOf(':');
  if (colon <= 0) return null;
  const path = text.slice(colon + 1).split('?')[0] ?? '';
  return path === '' ? null : { scheme: text.slice(0, colon), path };
}

function toFieldText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
