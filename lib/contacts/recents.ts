import * as z from 'zod/mini';
import { ContactUuid } from '../ids.ts';

/** How many people who were sent to lately are remembered per session. */
const MAX_RECENTS = 20;

/** A person who was sent to lately. Only uuid and name are stored, because numbers never reach the ledger. */
export const RecentPerson = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) });
export type RecentPerson = z.infer<typeof RecentPerson>;

/** Puts people at the front of the recent people, each once, and keeps the newest 20. */
export function rememberRecents(recents: readonly RecentPerson[], people: readonly RecentPerson[]): RecentPerson[] {
  const all = new Map<ContactUuid, RecentPerson>();
  for (const { contactUuid, name } of people) all.set(contactUuid, { contactUuid, name });
  for (const person of recents) if (!all.has(person.contactUuid)) all.set(person.contactUuid, person);
  return [...all.values()].slice(0, MAX_RECENTS);
}
