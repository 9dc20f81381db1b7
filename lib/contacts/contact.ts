import * as z from 'zod/mini';
import { ContactUuid, GroupUuid } from '../ids.ts';

/**
 * One address of a contact: `whatsapp` + digits, `telegram` + id, … The path of a whatsapp URN is not always a phone
 * number.
 */
export const Urn = z.object({ scheme: z.string(), path: z.string() });
export type Urn = z.infer<typeof Urn>;

/**
 * A contact as Flows returns it (list_contacts). Numbers and fields are kept in memory only; the ledger stores uuid and
 * name. `name` may be null. `urns` may be empty; then no message can be sent. Times are epoch ms.
 */
export const Contact = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  urns: z.array(Urn),
  groups: z.array(z.object({ groupUuid: GroupUuid, name: z.nullable(z.string()) })),
  fields: z.record(z.string(), z.nullable(z.string())),
  blocked: z.boolean(),
  /** The contact opted out: it told the channel to stop. */
  stopped: z.boolean(),
  /** Time of the contact's last inbound activity; null when there was none. */
  lastSeenAt: z.nullable(z.number()),
  modifiedAt: z.number(),
});
export type Contact = z.infer<typeof Contact>;

/** A group of contacts in Flows. `isSmart`: a query decides its members. `name` may be null. */
export const Group = z.object({
  groupUuid: GroupUuid,
  name: z.nullable(z.string()),
  isSmart: z.boolean(),
  count: z.number(),
});
export type Group = z.infer<typeof Group>;

/** The parts of a contact that a search by number needs. */
export type ContactHit = Pick<Contact, 'contactUuid' | 'name' | 'urns'> & {
  readonly blocked?: boolean;
  readonly stopped?: boolean;
};
