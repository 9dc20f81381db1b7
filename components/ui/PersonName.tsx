import { readName } from '../../lib/util/seen-text.ts';
import { maskText } from '../../lib/contacts/mask.ts';
import { useView } from './ViewContext.tsx';

/** How people are named where only a text can stand, in a sentence or a label; masked where the agent wants it so. */
export function usePersonText(): (name: string | null) => string {
  const { i18n, maskPeople } = useView();
  return (name) => {
    const seen = readName(name);
    if (seen === null) return i18n.t('person_noName');
    return maskPeople() ? maskText(seen) : seen;
  };
}

/** How a phone number is written where only a text can stand; masked where the agent wants it so. */
export function useNumberText(): (number: string) => string {
  const { maskPeople } = useView();
  return (number) => (maskPeople() ? maskText(number) : number);
}

/** A name as text of its own direction; the whole of a cut one is its title. Nameless people are said to be so. */
export function PersonName({ name, class: extra }: { name: string | null; class?: string }) {
  const plain = usePersonText()(name);
  // Nobody reads 10,000 characters, and layout pays for each of them.
  const shown = plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
  return (
    <bdi class={extra ?? 'cut'} title={shown}>
      {shown}
    </bdi>
  );
}

/** A phone number or other address; masked where the agent wants it so. */
export function PersonNumber({ number }: { number: string }) {
  const { maskPeople } = useView();
  return <bdi>{maskPeople() ? maskText(number) : number}</bdi>;
}

/** The first letter in a circle, as the page shows people. */
export function Avatar({ name }: { name: string | null }) {
  const letter = [...(readName(name) ?? '')][0] ?? '?';
  return (
    <span class="avatar" aria-hidden="true">
      {letter.toUpperCase()}
    </span>
  );
}
