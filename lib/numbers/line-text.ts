import { withoutInvisible } from '../util/seen-text.ts';

// Reduces a line to plain characters: invisible characters are removed, and the digits, dashes and spaces of every
// script become the ASCII ones.

const PLAIN = /^[\t -~]*$/;

/**
 * The line in plain characters, its letters unchanged: digits of every script become 0–9, every dash `-`, every space
 * one space, and full-width punctuation its usual form. Superscripts and circled digits are not digits of a number and
 * stay.
 */
export function toPlainSigns(text: string): string {
  const seen = withoutInvisible(text).replace(/\u20e3/g, '');
  return PLAIN.test(seen) ? seen : seen.replace(/[^\t -~]/gu, toPlainSign);
}

function toPlainSign(sign: string): string {
  if (/\p{Nd}/u.test(sign)) return digitOf(sign);
  if (/[\p{Pd}\u2212\u2043]/u.test(sign)) return '-';
  if (/[\v\f\u0085\u2028\u2029]/.test(sign)) return '\t';
  if (/\s/u.test(sign)) return ' ';
  if (/[\u00b7\u2027\u2219\u22c5\u30fb]/.test(sign)) return '.';
  if (sign === '\u2044' || sign === '\u2215') return '/';
  if (!/[\p{P}\p{S}]/u.test(sign)) return sign;
  const usual = sign.normalize('NFKC');
  return /^[!-/:-@[-`{-~]$/.test(usual) ? usual : sign;
}

/**
 * The ASCII digit of a digit of any script. In Unicode, decimal digits stand in runs of ten that begin at a code point
 * ending in 0 or 6; NFKC converts the mathematical ones.
 */
function digitOf(sign: string): string {
  const usual = sign.normalize('NFKC');
  if (/^\d$/.test(usual)) return usual;
  const code = sign.codePointAt(0) ?? 0;
  const low = code & 0xf;
  const zero = low >= 6 && !/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? 6 : 0;
  return String(low - zero);
}
