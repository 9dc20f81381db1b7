import { withoutUnseen } from '../util/seen-text.ts';

const MARKS = /\p{M}/gu;
const SPECIAL: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
const SPECIAL_LETTERS = /[ßæøœłđı]/g;
/** The backtick is written for an apostrophe. */
const PLAIN_ASCII = /^[ -_a-~]*$/;

/** Apostrophes that people write for each other. */
const APOSTROPHES = /['\u2018\u2019\u201b\u02b9\u02bc\u00b4`\u2032]/g;
const DASHES = /[\p{Pd}\u2212]/gu;

/** Text for comparing: no case, no accents, no marks that nobody sees, one form of each apostrophe, dash and full-width letter, single spaces. The length may differ from the input's. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  const bare = PLAIN_ASCII.test(lower)
    ? lower
    : withoutUnseen(lower)
        .replace(APOSTROPHES, "'")
        .replace(DASHES, '-')
        .normalize('NFKD')
        .replace(MARKS, '')
        .replace(SPECIAL_LETTERS, (letter) => SPECIAL[letter] ?? letter);
  return bare.replace(/\s+/g, ' ').trim();
}

/**
 * The longest part of a name beside its apostrophe, without the letter behind it: that one often has an accent (D’Ávila), and
 * a server compares apostrophes and accents as they are written. Null where there is no apostrophe.
 */
export function besideApostrophe(name: string): string | null {
  const parts = withoutUnseen(name).split(APOSTROPHES).map((part, place) => (place === 0 ? part : part.slice(1)).trim());
  return parts.length === 1 ? null : parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
}

/** The digits of a text, whatever stands between them. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '');
}
