import type { ContactUuid } from '../ids.ts';
import type { Contact } from './contact.ts';
import { scopedIdOf, urnDigits } from './contact-row.ts';
import { phoneKey, phoneSpellings } from '../numbers/phone-key.ts';

/**
 * What only one human has: the contact's numbers, one key per number whatever its spelling, and its business-scoped id.
 * Empty without either. A username is not in it: its owner may give it up, and another human may take it.
 */
export function linesOf(contact: Pick<Contact, 'urns'> | null | undefined): readonly string[] {
  const urns = contact?.urns ?? [];
  const digits = urns.map(urnDigits).filter((each) => each !== '');
  const scopedId = scopedIdOf(urns);
  return [...new Set([...digits.map(phoneKey), ...(scopedId === null ? [] : [scopedId])])];
}

/**
 * Other spellings of a contact's numbers, under which the same human may be stored as a second contact: in Brazil with
 * and without the ninth digit, in Mexico with and without the 1, in Argentina with and without the 9. Full digits, the
 * likelier spelling first; empty for numbers with one spelling.
 */
export function otherSpellings(contact: Pick<Contact, 'urns'>): readonly string[] {
  const own = contact.urns.map(urnDigits).filter((each) => each !== '');
  return [...new Set(own.flatMap(phoneSpellings))].filter((spelling) => !own.includes(spelling));
}

/**
 * Finds picked people who are the same human as another picked person.
 *
 * @param people in the order of the draft
 * @param linesOfPerson the person's numbers as `linesOf` returns them; empty when unknown
 * @param isBetter whether to keep the first person rather than the second when both are one human
 * @returns each person to leave out, with the person that is kept instead; people without a twin are not in it
 */
export function findTwins<Person extends { readonly contactUuid: ContactUuid }>(
  people: readonly Person[],
  linesOfPerson: (person: Person) => readonly string[],
  isBetter: (one: Person, other: Person) => boolean,
): readonly { readonly person: Person; readonly kept: Person }[] {
  // A person with two numbers joins the groups of both numbers.
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
