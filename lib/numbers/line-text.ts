// What stands in a line, apart from how it is drawn: marks nobody sees are taken out, and every script's digits, dashes and
// blanks become the plain ones.

// An emoji with all that belongs to it, or a joiner inside a word of a script that needs it (Persian, Hindi): both stay. What
// else has no shape of its own goes.
const UNSEEN =
  /(\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|[\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic})*)|((?<=[\p{L}\p{M}])(?<!\p{Script=Latin})[\u200c\u200d](?=[\p{L}\p{M}])(?!\p{Script=Latin}))|[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]|(?![\t\n\v\f\r\u0085])\p{Cc}/gu;
const PLAIN = /^[\t -~]*$/;

/** The text without marks that nobody sees: direction and zero-width marks, fillers, blank Braille, control characters. */
export function withoutUnseen(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSEEN, (_, emoji?: string, joiner?: string) => emoji ?? joiner ?? '');
}

/** A name as it may be shown and sent: one line, no marks that nobody sees; null when nothing of it can be seen. */
export function readName(text: string | null): string | null {
  const name = withoutUnseen(text ?? '').replace(/\s+/g, ' ').trim();
  return name === '' ? null : name;
}

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
