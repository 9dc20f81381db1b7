import * as z from 'zod/mini';
import { ContactUuid, GroupUuid } from '../ids.ts';

/** One address of a contact: `whatsapp` + digits, `telegram` + id, … The path of a whatsapp URN is not always a phone number. */
export const Urn = z.object({ scheme: z.string(), path: z.string() });
export type Urn = z.infer<typeof Urn>;

/**
 * A person as Flows knows them (list_contacts). Numbers and fields live in memory only: the ledger keeps uuid and name.
 * `name` may be null; `urns` may be empty (nobody can be written to without one). Times are epoch ms.
 */
export const Contact = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  urns: z.array(Urn),
  groups: z.array(z.object({ groupUuid: GroupUuid, name: z.nullable(z.string()) })),
  fields: z.record(z.string(), z.nullable(z.string())),
  blocked: z.boolean(),
  /** Opted out: the contact told the channel to stop. */
  stopped: z.boolean(),
  /** Last inbound activity, or null when never seen. */
  lastSeenAt: z.nullable(z.number()),
  modifiedAt: z.number(),
});
export type Contact = z.infer<typeof Contact>;

/** A Flows group. `isSmart`: filled by a query, not by hand. `name` may be null. */
export const Group = z.object({
  groupUuid: GroupUuid,
  name: z.nullable(z.string()),
  isSmart: z.boolean(),
  count: z.number(),
});
export type Group = z.infer<typeof Group>;

/** A contact as far as a number search needs it. */
export type ContactHit = Pick<Contact, 'contactUuid' | 'name' | 'urns'> & { readonly blocked?: boolean; readonly stopped?: boolean };
