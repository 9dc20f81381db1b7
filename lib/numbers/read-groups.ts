import type { InvalidReason } from './line-result.ts';
import {
  bordersOf,
  brazilPartsOf,
  type DigitGroup,
  digitsOfGroups,
  isNumberShaped,
  mergeEvenGroups,
  type NumberRun,
} from './number-groups.ts';
import type { ParsedPhone, UnparsedPhone } from './phone.ts';

/** The numbering plans of one country and of the world. */
export interface NumberPlans {
  readonly isBrazil: boolean;
  /** Reads digits that follow a plus or the international zeros. */
  readonly abroad: (digits: string) => ParsedPhone | UnparsedPhone;
  /** Reads digits as people in this country write them; not used for Brazil. */
  readonly atHome: (digits: string) => ParsedPhone | UnparsedPhone;
  /** Reads area code and subscriber of a Brazilian number. */
  readonly brazil: (national: string) => ParsedPhone | null;
  readonly brazilReason: (digits: string) => InvalidReason;
  /** How this number is grouped in print, as lengths of groups (`3-3-4`), with and without the country code. */
  readonly printedGroups: (digits: string) => readonly string[];
  /** Number of digits of its country code; 0 when unknown. */
  readonly countryCodeLength: (digits: string) => number;
}

/** A longer sequence is not a number. */
export const MAX_DIGITS = 20;

/**
 * Reads groups as one number that uses all their digits. Null when their grouping shows that they are not one number.
 */
export function readGroups(
  written: readonly DigitGroup[],
  { hasPlus, isOpen }: { readonly hasPlus: boolean; readonly isOpen: boolean },
  plans: NumberPlans,
): ParsedPhone | UnparsedPhone | null {
  const groups = mergeEvenGroups(written);
  // Brazilian numbers are checked part by part later, and people do write `82 - 99900-0001` and `82) 99900-0001`.
  if (!isNumberShaped(groups, isOpen) && !plans.isBrazil) return null;
  const digits = digitsOfGroups(groups);
  if (hasPlus || digits.startsWith('00')) {
    const abroad = readAbroad(groups, digits, plans);
    // `+82 99900-0001` has a plus before a Brazilian area code: accepted when no country has such a number. 55 behind a
    // plus is always the country code, never the area code 55.
    return abroad?.ok === true || !plans.isBrazil || /^(?:00)?55/.test(digits)
      ? abroad
      : (readBrazil(groups, 'may', plans) ?? abroad);
  }
  return plans.isBrazil ? readBrazil(groups, 'may', plans) : plans.atHome(digits);
}

function readAbroad(
  groups: readonly DigitGroup[],
  digits: string,
  plans: NumberPlans,
): ParsedPhone | UnparsedPhone | null {
  // `0052. (96) …` is a row number and a phone number.
  if (groups.some((group) => /\. \(/.test(group.gap))) return null;
  const zeros = /^0*/.exec(digits)?.[0].length ?? 0;
  const international = digits.slice(zeros);
  if (international.startsWith('55')) return readBrazil(withoutZeros(groups), 'must', plans);
  const phone = plans.abroad(international);
  if (!phone.ok || (groups.length > 1 && (groups.at(-1)?.digits.length ?? 0) < 2)) return phone.ok ? null : phone;
  const code = plans.countryCodeLength(phone.digits);
  return bordersOf(groups).some((border) => border > zeros && border < zeros + code) ? null : phone;
}

/** The groups without the zeros that replace the plus. */
function withoutZeros(groups: readonly DigitGroup[]): readonly DigitGroup[] {
  const rest = groups.map((group) => ({ ...group }));
  while (rest[0] !== undefined) {
    rest[0].digits = rest[0].digits.replace(/^0+/, '');
    if (rest[0].digits !== '') break;
    rest.shift();
  }
  return rest;
}

function readBrazil(groups: readonly DigitGroup[], code: 'must' | 'may', plans: NumberPlans): ParsedPhone | null {
  for (const { national } of brazilPartsOf(groups, code)) {
    const phone = plans.brazil(national);
    if (phone !== null) return phone;
  }
  return null;
}

/** Why a whole run is not a number. */
export function refusalReason(run: NumberRun, plans: NumberPlans): InvalidReason {
  const digits = digitsOfGroups(run.groups);
  if (digits.length > MAX_DIGITS) return 'too-long';
  const isAbroad = run.hasPlus || digits.startsWith('00');
  const international = digits.replace(/^0+/, '');
  if (plans.isBrazil && (!isAbroad || international.startsWith('55'))) return plans.brazilReason(digits);
  const result = isAbroad ? plans.abroad(international) : plans.atHome(digits);
  // The digits are a valid number, but they are grouped in a way in which no number is written.
  return result.ok ? 'not-in-use' : result.reason;
}
