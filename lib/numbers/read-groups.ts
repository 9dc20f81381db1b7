import type { InvalidReason } from './line-result.ts';
import { bordersOf, brazilPartsOf, type DigitGroup, digitsOfGroups, isNumberShaped, mergeEvenGroups, type NumberRun } from './number-groups.ts';
import type { ParsedPhone, UnparsedPhone } from './phone.ts';

/** What is known of the numbering plans of one country and of the world. */
export interface NumberPlans {
  readonly isBrazil: boolean;
  /** Digits behind a plus or the international zeros. */
  readonly abroad: (digits: string) => ParsedPhone | UnparsedPhone;
  /** Digits as people at home write them; never asked for Brazil. */
  readonly atHome: (digits: string) => ParsedPhone | UnparsedPhone;
  /** Area code and subscriber in Brazil. */
  readonly brazil: (national: string) => ParsedPhone | null;
  readonly brazilReason: (digits: string) => InvalidReason;
  /** How this number is grouped in print, as lengths of its groups: `3-3-4`, with and without its country code. */
  readonly printedGroups: (digits: string) => readonly string[];
  /** How many digits its country code has; 0 when nobody knows. */
  readonly countryCodeLength: (digits: string) => number;
}

/** Longer sequences are no number. */
export const MAX_DIGITS = 20;

/** Reads groups as one number: every digit of them belongs to it. Null where their grouping says that they are none. */
export function readGroups(written: readonly DigitGroup[], { hasPlus, isOpen }: { readonly hasPlus: boolean; readonly isOpen: boolean }, plans: NumberPlans): ParsedPhone | UnparsedPhone | null {
  const groups = mergeEvenGroups(written);
  // In Brazil the parts are known, and `82 - 99900-0001` and `82) 99900-0001` are how people write them.
  if (!isNumberShaped(groups, isOpen) && !plans.isBrazil) return null;
  const digits = digitsOfGroups(groups);
  if (hasPlus || digits.startsWith('00')) {
    const abroad = readAbroad(groups, digits, plans);
    // `+82 99900-0001`: a plus in front of an area code, when no country has such a number.
    // Behind it 55 is the country, never the area code of the same digits.
    return abroad?.ok === true || !plans.isBrazil || /^(?:00)?55/.test(digits) ? abroad : (readBrazil(groups, 'may', plans) ?? abroad);
  }
  return plans.isBrazil ? readBrazil(groups, 'may', plans) : plans.atHome(digits);
}

function readAbroad(groups: readonly DigitGroup[], digits: string, plans: NumberPlans): ParsedPhone | UnparsedPhone | null {
  // `0052. (96) …` is a row and its number.
  if (groups.some((group) => /\. \(/.test(group.gap))) return null;
  const zeros = /^0*/.exec(digits)?.[0].length ?? 0;
  const international = digits.slice(zeros);
  if (international.startsWith('55')) return readBrazil(withoutZeros(groups), 'must', plans);
  const phone = plans.abroad(international);
  if (!phone.ok || (groups.length > 1 && (groups.at(-1)?.digits.length ?? 0) < 2)) return phone.ok ? null : phone;
  const code = plans.countryCodeLength(phone.digits);
  return bordersOf(groups).some((border) => border > zeros && border < zeros + code) ? null : phone;
}

/** The groups without the zeros that stand for the plus. */
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

/** Why a sequence is no number, as the whole of it reads. */
export function whyNot(run: NumberRun, plans: NumberPlans): InvalidReason {
  const digits = digitsOfGroups(run.groups);
  if (digits.length > MAX_DIGITS) return 'too-long';
  const isAbroad = run.hasPlus || digits.startsWith('00');
  const international = digits.replace(/^0+/, '');
  if (plans.isBrazil && (!isAbroad || international.startsWith('55'))) return plans.brazilReason(digits);
  const told = isAbroad ? plans.abroad(international) : plans.atHome(digits);
  // The digits would do, the way they are grouped does not.
  return told.ok ? 'not-in-use' : told.reason;
}
