import { type DigitGroup, digitsOfGroups } from './number-groups.ts';

/**
 * Whether the digits before and behind a part can be explained: a row number, order number or price in front, a count
 * or decimals behind.
 */
export function isExplained(
  groups: readonly DigitGroup[],
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  return isExplainedLead(groups, from) && isExplainedTail(groups, to);
}

function isExplainedLead(groups: readonly DigitGroup[], from: number): boolean {
  const [first, second] = groups;
  if (from === 0) return true;
  if (first === undefined || first.digits.length > 5) return false;
  if (from === 1) return first.digits.length <= 4 || /[^ ]/.test(groups[1]?.gap ?? '');
  if (from === 2 && second !== undefined) {
    // A price `49.90 82…` or a list number `1. 1234 82…`.
    return (
      (second.gap === '.' && second.digits.length === 2) ||
      (/^[.)-]/.test(second.gap) && first.digits.length <= 3 && second.digits.length <= 5)
    );
  }
  return from === 3 && isDate(groups.slice(0, 3));
}

function isExplainedTail(groups: readonly DigitGroup[], to: number): boolean {
  const tail = groups.slice(to + 1);
  const [first] = tail;
  if (first === undefined) return true;
  if (tail.length === 1 && /^\.$/.test(first.gap) && /^0+$/.test(first.digits)) return true;
  if (tail.length === 3 && isDate(tail)) return true;
  if (
    tail.length === 2 &&
    tail[1]?.gap === '/' &&
    tail.every(({ digits }) => /^(?:0?[1-9]|[12]\d|3[01])$/.test(digits))
  )
    return true;
  // Digits behind a wide gap, a slash or a bracket are something else; digits behind a single space may be the end of
  // the number.
  if (/[(/]| {2}| - /.test(first.gap)) return digitsOfGroups(tail).length <= 9;
  return tail.length === 1 && first.gap === '-' && first.digits.length <= 2;
}

function isDate(groups: readonly DigitGroup[]): boolean {
  const [a = '', b = '', c = ''] = groups.map((group) => group.digits);
  const isDay = (text: string): boolean => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 31;
  return (isDay(a) && isDay(b) && /^(?:19|20)?\d{2}$/.test(c)) || (/^(?:19|20)\d{2}$/.test(a) && isDay(b) && isDay(c));
}
