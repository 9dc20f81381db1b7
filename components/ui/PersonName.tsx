import { readName } from '../../lib/util/seen-text.ts';
import { maskText } from '../../lib/contacts/mask.ts';
import { useView, useWords } from './ViewContext.tsx';

/**
 * Returns a function that formats a person's name where only plain text is possible (sentence, label); masked if the
 * agent wants that.
 */
export function usePersonText(): (name: string | null) => string {
  const { i18n, maskPeople } = useView();
  return (name) => {
    const seen = readName(name);
    if (seen === null) return i18n.t('person_noName');
    return maskPeople() ? maskText(seen) : seen;
  };
}

/** Returns a function that formats a phone number where only plain text is possible; masked if the agent wants that. */
export function useNumberText(): (number: string) => string {
  const { maskPeople } = useView();
  return (number) => (maskPeople() ? maskText(number) : number);
}

/**
 * A person's name with its own text direction. The tooltip shows a name that is cut off; a missing name is shown as
 * such.
 */
export function PersonName({ name, class: extra }: { name: string | null; class?: string }) {
  const plain = usePersonText()(name);
  // Nobody reads 10,000 characters, and each of them slows the layout down.
  const shown = plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
  return (
    <bdi class={extra ?? 'cut'} title={shown}>
      {shown}
    </bdi>
  );
}

interface FirstNamesProps {
  people: readonly { readonly contactUuid: string; readonly name: string | null }[];
  /** How many people there are, if `people` holds only some of them. */
  total?: number;
  /** How many names are shown. */
  most: number;
  class: string;
}

/** The first few names, and how many people are not named. */
export function FirstNames({ people, total = people.length, most, class: nameClass }: FirstNamesProps) {
  const { t } = useWords();
  return (
    <span class="row wrap caption" style={{ gap: '0 8px' }}>
      {people.slice(0, most).map((person) => (
        <PersonName key={person.contactUuid} name={person.name} class={nameClass} />
      ))}
      {people.length > 0 && total > most && <span>{t('review_more', { count: total - most })}</span>}
    </span>
  );
}

/** A phone number or other address; masked if the agent wants that. */
export function PersonNumber({ number }: { number: string }) {
  const { maskPeople } = useView();
  return <bdi>{maskPeople() ? maskText(number) : number}</bdi>;
}

/**
 * The first letter in a circle, as the page shows people. The style sheet draws the letter: as text it would be part of
 * what a button around it seems to say.
 */
export function Avatar({ name }: { name: string | null }) {
  const letter = [...(readName(name) ?? '')][0] ?? '?';
  return <span class="avatar" aria-hidden="true" data-letter={letter.toUpperCase()} />;
}
