import * as z from 'zod/mini';
import { ContactUuid } from '../ids.ts';

/** How many people an agent's own exclusion list can hold. */
export const MOST_EXCLUDED = 5_000;

/** A person whom the agent never wants to send to. `at`: when the agent put them on the list, epoch ms. */
export const ExcludedPerson = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), at: z.number() });
export type ExcludedPerson = z.infer<typeof ExcludedPerson>;

/**
 * An agent's own exclusion list in one project: names and contact ids, never numbers. `projectName`: as the list is
 * titled on screen.
 */
export const ExclusionList = z.object({ projectName: z.string(), people: z.array(ExcludedPerson) });
export type ExclusionList = z.infer<typeof ExclusionList>;

/**
 * Adds people to a list, each once. Somebody who is on it keeps their place and date, and gets a name if they had none.
 *
 * @param at epoch ms
 * @returns null if the list would hold more than MOST_EXCLUDED people
 */
export function addExcluded(
  list: readonly ExcludedPerson[],
  people: readonly { readonly contactUuid: ContactUuid; readonly name: string | null }[],
  at: number,
): ExcludedPerson[] | null {
  const all = new Map(list.map((person) => [person.contactUuid, person]));
  for (const { contactUuid, name } of people) {
    const known = all.get(contactUuid);
    all.set(contactUuid, known === undefined ? { contactUuid, name, at } : { ...known, name: known.name ?? name });
  }
  return all.size > MOST_EXCLUDED ? null : [...all.values()];
}

/** Takes people off a list. */
export function removeExcluded(
  list: readonly ExcludedPerson[],
  contactUuids: readonly ContactUuid[],
): ExcludedPerson[] {
  const gone = new Set(contactUuids);
  return list.filter((person) => !gone.has(person.contactUuid));
}
