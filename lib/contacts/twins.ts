import type { ContactUuid } from '../ids.ts';
import type { Contact } from './contact.ts';
import { urnDigits } from './contact-row.ts';
import { phoneKey, phoneSpellings } from '../numbers/phone-key.ts';

/** The lines a contact can be reached at: one key for every spelling of one number, each once; empty without a phone number. */
export function linesOf(contact: Pick<Contact, 'urns'> | null | undefined): readonly string[] {
  const digits = (contact?.urns ?? []).map(urnDigits).filter((each) => each !== '');
  return [...new Set(digits.map(phoneKey))];
}

/**
 * The other spellings under which the same human may be stored as a contact of their own: Brazil with and without the ninth
 * digit, Mexico with and without the 1, Argentina with and without the 9. Full digits, likelier first; empty for numbers that
 * have one spelling.
 */
export function otherSpellings(contact: Pick<Contact, 'urns'>): readonly string[] {
  const own = contact.urns.map(urnDigits).filter((each) => each !== '');
  return [...new Set(own.flatMap(phoneSpellings))].filter((spelling) => !own.includes(spelling));
}

/**
 * People among those picked who are one human with somebody else picked.
 *
 * @param people in the order of the draft; `lines` as `linesOf` tells, empty where nothing is known of a number
 * @param isBetter whether the first should rather be written to than the second, when both are one human
 * @returns every person but the one to keep, with the one that is kept; people without a twin are not in it
 */
export function findTwins<Person extends { readonly contactUuid: ContactUuid }>(
  people: readonly Person[],
  linesOfPerson: (person: Person) => readonly string[],
  isBetter: (one: Person, other: Person) => boolean,
): readonly { readonly person: Person; readonly kept: Person }[] {
  // Somebody with two numbers joins the holders of both.
  const groupOf = new Map<Person, Set<Person>>();
  const byLine = new Map<string, Person>();
  for (const person of people) {
    let group = new Set([person]);
    groupOf.set(person, group);
    for (const line of linesOfPerson(person)) {
      const holder = byLine.get(line);
      byLine.set(line, person);
      const other = holder === undefined ? undefined : groupOf.get(holder);
      if (other === undefined || other === group) continue;
      const [small, big] = other.size < group.size ? [other, group] : [group, other];
      for (const member of small) {
        big.add(member);
        groupOf.set(member, big);
      }
      group = big;
    }
  }
  const twins: { person: Person; kept: Person }[] = [];
  for (const group of new Set(groupOf.values())) {
    if (group.size === 1) continue;
    const members = people.filter((person) => group.has(person));
    const kept = members.reduce((best, person) => (isBetter(person, best) ? person : best));
    for (const person of members) if (person !== kept) twins.push({ person, kept });
  }
  return twins;
}
