const MARKS = /\p{M}/gu;
const SPECIAL: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
const SPECIAL_LETTERS = /[ßæøœłđı]/g;
const PLAIN_ASCII = /^[ -~]*$/;

/** Text for comparing: no case, no accents, single spaces. The length may differ from the input's. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  const bare = PLAIN_ASCII.test(lower)
    ? lower
    : lower
        .normalize('NFD')
        .replace(MARKS, '')
        .replace(SPECIAL_LETTERS, (letter) => SPECIAL[letter] ?? letter);
  return bare.replace(/\s+/g, ' ').trim();
}

/** The digits of a text, whatever stands between them. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '');
}
