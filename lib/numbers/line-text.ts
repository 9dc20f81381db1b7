import { withoutUnseen } from '../util/seen-text.ts';

// What stands in a line, apart from how it is drawn: marks nobody sees are taken out, and every script's digits, dashes and
// blanks become the plain ones.

const PLAIN = /^[\t -~]*$/;

/**
 * The line in plain signs, letters as they are: digits of every script as 0–9, every dash as `-`, every blank as one space
 * sign, full-width punctuation as its usual form. A superscript or a digit in a circle is no digit of a number and stays.
 */
export function toPlainSigns(text: string): string {
  const seen = withoutUnseen(text).replace(/\u20e3/g, '');
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

/** Digits stand in runs of ten; a run begins at a code point that ends in 0 or in 6, and mathematical ones are known to NFKC. */
function digitOf(sign: string): string {
  const usual = sign.normalize('NFKC');
  if (/^\d$/.test(usual)) return usual;
  const code = sign.codePointAt(0) ?? 0;
  const low = code & 0xf;
  const zero = low >= 6 && !/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? 6 : 0;
  return String(low - zero);
}
