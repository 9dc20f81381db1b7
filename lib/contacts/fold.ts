import { withoutUnseen } from '../util/seen-text.ts';

const MARKS = /\p{M}/gu;
const SPECIAL: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
const SPECIAL_LETTERS = /[ßæøœłđı]/g;
const PLAIN_ASCII = /^[ -~]*$/;

/** Apostrophes that people write for each other. */
const APOSTROPHES = /[\u2018\u2019\u201b\u02b9\u02bc\u00b4`\u2032]/g;
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

/** The digits of a text, whatever stands between them. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '');
}
