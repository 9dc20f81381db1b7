// Brazil's numbering plan, written without a metadata library so that the panel can use it too.

const AREA_CODES: ReadonlySet<string> = new Set(
  (
    '11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 ' +
    '61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99'
  ).split(' '),
);

/** Kind of a Brazilian number. `old-mobile`: a mobile number that is still written with eight digits. */
type BrazilKind = 'mobile' | 'old-mobile' | 'landline';

/** A Brazilian number, split into its parts. */
export interface BrazilNumber {
  readonly areaCode: string;
  /** Eight or nine digits, as written. */
  readonly subscriber: string;
  readonly kind: BrazilKind;
}

/** Whether two digits are an area code in use. */
export function isBrazilAreaCode(code: string): boolean {
  return AREA_CODES.has(code);
}

/**
 * Parses area code and subscriber (10 or 11 digits, no country code); null when no such number can exist. Since
 * November 2016 every Brazilian mobile number has nine digits and begins with a 9. Eight digits that begin with 6 to 9
 * are a mobile number in its old spelling; eight digits that begin with 2 to 5 are a landline.
 */
export function readBrazilNational(national: string): BrazilNumber | null {
  if (!/^\d{10,11}$/.test(national)) return null;
  const areaCode = national.slice(0, 2);
  const subscriber = national.slice(2);
  if (!AREA_CODES.has(areaCode)) return null;
  const first = subscriber.charAt(0);
  if (subscriber.length === 9) {
    return first === '9' && subscriber.charAt(1) !== '0' ? { areaCode, subscriber, kind: 'mobile' } : null;
  }
  if (first >= '6') return { areaCode, subscriber, kind: 'old-mobile' };
  return first >= '2' ? { areaCode, subscriber, kind: 'landline' } : null;
}

/** Parses digits with the country code 55 (12 or 13 digits); null for any other number. */
export function readBrazilDigits(digits: string): BrazilNumber | null {
  return digits.startsWith('55') && digits.length >= 12 ? readBrazilNational(digits.slice(2)) : null;
}

/**
 * All spellings under which this number may be stored, as digits with 55, the likelier one first: WhatsApp keeps the
 * ninth digit in area codes 11 to 28 and mostly the old spelling elsewhere. A mobile number whose second digit is 1 to
 * 5 never had eight digits: without its 9 it would be a landline of another subscriber. Landlines have one spelling.
 */
export function brazilSpellings(number: BrazilNumber): readonly string[] {
  const prefix = `55${number.areaCode}`;
  const asWritten = prefix + number.subscriber;
  if (number.kind === 'landline') return [asWritten];
  const eight = number.kind === 'mobile' ? number.subscriber.slice(1) : number.subscriber;
  if (eight.charAt(0) < '6') return [asWritten];
  const long = `${prefix}9${eight}`;
  const short = prefix + eight;
  return Number(number.areaCode) <= 28 ? [long, short] : [short, long];
}

/** The present official spelling, as digits with 55: nine digits for a mobile number, eight for a landline. */
export function brazilCanonical(number: BrazilNumber): string {
  const nine = number.kind === 'old-mobile' ? '9' : '';
  return `55${number.areaCode}${nine}${number.subscriber}`;
}
