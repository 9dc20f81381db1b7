import { withoutInvisible } from '../util/seen-text.ts';

const MARKS = /\p{M}/gu;
const SPECIAL: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
const SPECIAL_LETTERS = /[ßæøœłđı]/g;
/** The backtick is left out of this range: people write it for an apostrophe. */
const PLAIN_ASCII = /^[ -_a-~]*$/;

/** Signs that people use as an apostrophe, all treated as equal. */
const APOSTROPHES = /['\u2018\u2019\u201b\u02b9\u02bc\u00b4`\u2032]/g;
const DASHES = /[\p{Pd}\u2212]/gu;

/**
 * Normalises text for comparing: lower case, no accents, no invisible characters, one form of each apostrophe, dash and
 * full-width letter, single spaces. The result may be longer or shorter than the input.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  const bare = PLAIN_ASCII.test(lower)
    ? lower
    : withoutInvisible(lower)
        .replace(APOSTROPHES, "'")
        .replace(DASHES, '-')
        .normalize('NFKD')
        .replace(MARKS, '')
        .replace(SPECIAL_LETTERS, (letter) => SPECIAL[letter] ?? letter);
  return bare.replace(/\s+/g, ' ').trim();
}

/**
 * The longest part of a name next to an apostrophe, without the letter behind the apostrophe. The server compares
 * accents and apostrophes exactly, and that letter often has an accent (`D’Ávila` → `vila`), so this part is what can
 * be searched. Null when the name has no apostrophe.
 */
export function besideApostrophe(name: string): string | null {
  const parts = withoutInvisible(name)
    .split(APOSTROPHES)
    .map((part, place) => (place === 0 ? part : part.slice(1)).trim());
  return parts.length === 1 ? null : parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
}

/** All digits of a text, without the characters between them. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '');
}
