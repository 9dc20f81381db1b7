import {
  type CountryCode,
  getCountryCallingCode,
  type MetadataJson,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/core/es6';
import { brazilCanonical, brazilSpellings, isBrazilAreaCode, readBrazilDigits, readBrazilNational } from './brazil.ts';
import type { InvalidReason, UnclearReason } from './line-result.ts';
import { type CountryZones, timeZonesOf } from './local-time.ts';
import { toPlainSigns } from './line-text.ts';
import { phoneKey, phoneSpellings } from './phone-key.ts';
import type { NumberPlans } from './read-groups.ts';
import { type LineReading, readLine } from './read-line.ts';

// Imports the parser of libphonenumber-js (11 kB gz), so only the background and extension pages may import this file.

/**
 * A number that was understood. `digits` is the present international form without `+`; `spellings` are all forms under
 * which it may be stored, the likelier one first.
 */
export interface ParsedPhone {
  readonly ok: true;
  readonly digits: string;
  readonly key: string;
  readonly spellings: readonly string[];
}

/** Digits that are not a number in use. */
export interface UnparsedPhone {
  readonly ok: false;
  readonly reason: InvalidReason;
}

/** A text without a number, or with more than one reading. */
export interface UnreadPhone {
  readonly ok: false;
  readonly reason: InvalidReason | UnclearReason;
}

/** Countries and time zones of numbers. */
export interface Places {
  /** ISO 3166 country of full digits; null when the digits do not tell it or are not a number. */
  readonly countryOf: (digits: string) => string | null;
  /** IANA time zones in which the owner of a number of this country may be; empty when unknown. */
  readonly zonesOf: (digits: string, country: string | null) => readonly string[];
}

/** Reads phone numbers by the numbering plans of all countries. */
export interface PhoneBook extends Places {
  /** Reads a line or cell: its number, its possible readings, or why it has none. */
  readonly read: (text: string, defaultCountry: string) => LineReading;
  /**
   * Reads one number in any format. A number without `+` or `00` is read as a number of the default country, else as an
   * international number with the plus missing. brazil.ts decides about Brazilian numbers, libphonenumber-js about
   * others.
   *
   * @param defaultCountry ISO 3166 code; an unknown one counts as BR
   */
  readonly parse: (text: string, defaultCountry: string) => ParsedPhone | UnreadPhone;
  /**
   * The full digit strings to look up on the server for a typed number: every spelling of the number, or the typed
   * digits when they are not a whole number (an import may have stored such digits).
   */
  readonly searchSpellings: (text: string, defaultCountry: string) => readonly string[];
}

/** Recognises Brazilian numbers without metadata; any other number is unknown. */
export const PLACES_WITHOUT_METADATA: Places = {
  countryOf: (digits) => (readBrazilDigits(digits) === null ? null : 'BR'),
  zonesOf: (digits, country) => timeZonesOf(digits, country, {}),
};

/**
 * Creates a phone book.
 *
 * @param metadata `metadata.min.json` of libphonenumber-js (19 kB gz); a separate file, loaded only where numbers are
 *   read
 * @param countryZones time zones of countries
 */
export function createPhoneBook(metadata: MetadataJson, countryZones: CountryZones): PhoneBook {
  function isListed(country: string): country is CountryCode {
    return Object.hasOwn(metadata.countries, country);
  }

  function read(text: string, defaultCountry: string): LineReading {
    return readLine(text, plansOf(isListed(defaultCountry) ? defaultCountry : 'BR'));
  }

  function parse(text: string, defaultCountry: string): ParsedPhone | UnreadPhone {
    const reading = read(text, defaultCountry);
    if (reading.kind === 'number') return reading.phone;
    return { ok: false, reason: reading.reason };
  }

  const codeOf = (country: CountryCode): string => getCountryCallingCode(country, metadata);

  const plans = new Map<CountryCode, NumberPlans>();

  function plansOf(country: CountryCode): NumberPlans {
    const known = plans.get(country);
    if (known !== undefined) return known;
    const created: NumberPlans = {
      isBrazil: country === 'BR',
      abroad: parseInternational,
      atHome: (digits) => parseNational(digits, country),
      brazil: readBrazil,
      brazilReason: brazilReasonOf,
      printedGroups: (digits) => {
        const number = parsePhoneNumberFromString(`+${digits}`, metadata);
        if (number === undefined) return [];
        const international = number.formatInternational();
        const home = number.formatNational();
        return [international, international.replace(`+${number.countryCallingCode}`, ''), home].map((text) =>
          (text.match(/\d+/g) ?? []).map((group) => group.length).join('-'),
        );
      },
      countryCodeLength: (digits) => parsePhoneNumberFromString(`+${digits}`, metadata)?.countryCallingCode.length ?? 0,
    };
    plans.set(country, created);
    return created;
  }

  function parseInternational(digits: string): ParsedPhone | UnparsedPhone {
    if (digits.startsWith('55')) {
      const national = digits.slice(2).replace(/^0+/, '');
      return readBrazil(national) ?? { ok: false, reason: brazilReason(national) };
    }
    // WhatsApp still writes the 1 that Mexico gave up in 2019; the metadata no longer knows it.
    const known = /^521\d{10}$/.test(digits) ? `52${digits.slice(3)}` : digits;
    const number = parsePhoneNumberFromString(`+${known}`, metadata);
    if (isNumber(number)) return toParsed(number.number.slice(1));
    if (digits.length > 15) return { ok: false, reason: 'too-long' };
    return { ok: false, reason: digits.length < 8 ? 'too-short' : 'not-in-use' };
  }

  function parseNational(digits: string, country: CountryCode): ParsedPhone | UnparsedPhone {
    // Until 2019 Mexicans dialled 01, 044 or 045 before the area code, and 1 behind the country code; lists still
    // contain them.
    const known = country === 'MX' ? digits.replace(/^(?:52)?(?:01|044|045|1)?(?=\d{10}$)/, '') : digits;
    const number = parsePhoneNumberFromString(known, country, metadata);
    const home = isNumber(number) ? number.number.slice(1) : null;
    // In countries whose numbers have no fixed length, `491751234567` is valid with and without the country code. A
    // number this long contains it.
    const code = codeOf(country);
    const full = known.startsWith(code) ? parsePhoneNumberFromString(`+${known}`, metadata) : undefined;
    if (isNumber(full) && (home === null || home === known || known.length - code.length >= 10))
      return toParsed(full.number.slice(1));
    if (home !== null) return toParsed(home);
    return { ok: false, reason: digits.length < 8 ? 'too-short' : digits.length > 15 ? 'too-long' : 'not-in-use' };
  }

  return {
    read,
    parse,
    searchSpellings(text, defaultCountry) {
      const reading = read(text, defaultCountry);
      if (reading.kind === 'number') return reading.phone.spellings;
      if (reading.kind === 'unclear') return reading.readings.flatMap((phone) => phone.spellings);
      const digits = toPlainSigns(text).replace(/\D/g, '');
      return digits === '' ? [] : [digits];
    },
    zonesOf: (digits, country) => timeZonesOf(digits, country, countryZones),
    countryOf: (digits) =>
      PLACES_WITHOUT_METADATA.countryOf(digits) ?? parsePhoneNumberFromString(`+${digits}`, metadata)?.country ?? null,
  };
}

/**
 * Whether the number is valid. The metadata allows German numbers of seventeen digits, but E.164 allows at most
 * fifteen.
 */
function isNumber(number: PhoneNumber | undefined): number is PhoneNumber {
  return number?.isValid() === true && number.number.length <= 16;
}

/** Why digits written like a Brazilian number are not one. */
function brazilReasonOf(digits: string): InvalidReason {
  const bare = digits.replace(/^0+/, '');
  return brazilReason(bare.startsWith('55') && bare.length >= 12 ? bare.slice(2).replace(/^0+/, '') : bare);
}

function readBrazil(national: string): ParsedPhone | null {
  const number = readBrazilNational(national);
  if (number === null) return null;
  const digits = brazilCanonical(number);
  return { ok: true, digits, key: digits, spellings: brazilSpellings(number) };
}

function brazilReason(national: string): InvalidReason {
  if (national.length < 8) return 'too-short';
  if (national.length < 10) return 'no-area-code';
  if (national.length > 11) return 'too-long';
  return isBrazilAreaCode(national.slice(0, 2)) ? 'not-in-use' : 'unknown-area-code';
}

function toParsed(digits: string): ParsedPhone {
  return { ok: true, digits, key: phoneKey(digits), spellings: phoneSpellings(digits) };
}
