import { type CountryCode, getCountryCallingCode, type MetadataJson, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/core/es6';
import { brazilCanonical, brazilSpellings, isBrazilAreaCode, readBrazilDigits, readBrazilNational } from './brazil.ts';
import type { InvalidReason, UnclearReason } from './line-result.ts';
import { type CountryZones, timeZonesOf } from './local-time.ts';
import { toPlainSigns } from './line-text.ts';
import { phoneKey, phoneSpellings } from './phone-key.ts';
import type { NumberPlans } from './read-groups.ts';
import { type LineReading, readLine } from './read-line.ts';

// Carries the parser of libphonenumber-js (11 kB gz): for the background and extension pages only.

/** A number understood. `digits` is the international form in force today, without `+`; `spellings` every form it may be stored under, likelier first. */
export interface ParsedPhone {
  readonly ok: true;
  readonly digits: string;
  readonly key: string;
  readonly spellings: readonly string[];
}

export interface UnparsedPhone {
  readonly ok: false;
  readonly reason: InvalidReason;
}

/** A text that gives no number, or more than one reading. */
export interface UnreadPhone {
  readonly ok: false;
  readonly reason: InvalidReason | UnclearReason;
}

/** Where numbers are. */
export interface Places {
  /** ISO 3166 country of full digits; null when the number does not tell or is no number. */
  readonly countryOf: (digits: string) => string | null;
  /** IANA zones in which the owner of a number of this country may be; none when nobody can tell. */
  readonly zonesOf: (digits: string, country: string | null) => readonly string[];
}

/** What is known of the world's numbering plans, ready to be asked. */
export interface PhoneBook extends Places {
  /** Reads a line or cell: the number that stands there, its possible readings, or why there is none. */
  readonly read: (text: string, defaultCountry: string) => LineReading;
  /**
   * Reads one number in any format. Without `+` or `00` it is first taken as a number of the default country, then as an
   * international one with its plus forgotten. Brazil follows brazil.ts, other countries libphonenumber-js.
   *
   * @param defaultCountry ISO 3166 code; an unknown one is taken as BR
   */
  readonly parse: (text: string, defaultCountry: string) => ParsedPhone | UnreadPhone;
  /**
   * The full digit strings to ask the server for when somebody searched by number: every spelling of the number they mean,
   * or the digits themselves where they make no whole number (an import may hold such).
   */
  readonly searchSpellings: (text: string, defaultCountry: string) => readonly string[];
}

/** Tells Brazilian numbers without any metadata; every other one is unknown. */
export const PLACES_WITHOUT_METADATA: Places = {
  countryOf: (digits) => (readBrazilDigits(digits) === null ? null : 'BR'),
  zonesOf: (digits, country) => timeZonesOf(digits, country, {}),
};

/**
 * A phone book over the metadata of libphonenumber-js (its `metadata.min.json`, 19 kB gz), which is a file of its own so
 * that nobody loads it who reads no numbers, and over the zones of countries.
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
    const made: NumberPlans = {
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
        return [international, international.replace(`+${number.countryCallingCode}`, ''), home].map((text) => (text.match(/\d+/g) ?? []).map((group) => group.length).join('-'));
      },
      countryCodeLength: (digits) => parsePhoneNumberFromString(`+${digits}`, metadata)?.countryCallingCode.length ?? 0,
    };
    plans.set(country, made);
    return made;
  }

  function parseInternational(digits: string): ParsedPhone | UnparsedPhone {
    if (digits.startsWith('55')) {
      const national = digits.slice(2).replace(/^0+/, '');
      return readBrazil(national) ?? { ok: false, reason: brazilReason(national) };
    }
    // WhatsApp still writes the 1 that Mexico gave up in 2019; the metadata does not know it any more.
    const known = /^521\d{10}$/.test(digits) ? `52${digits.slice(3)}` : digits;
    const number = parsePhoneNumberFromString(`+${known}`, metadata);
    if (isNumber(number)) return toParsed(number.number.slice(1));
    if (digits.length > 15) return { ok: false, reason: 'too-long' };
    return { ok: false, reason: digits.length < 8 ? 'too-short' : 'not-in-use' };
  }

  function parseNational(digits: string, country: CountryCode): ParsedPhone | UnparsedPhone {
    // Mexico dialled 01, 044 and 045 in front of the area code until 2019, and 1 behind its country code; lists still do.
    const known = country === 'MX' ? digits.replace(/^(?:52)?(?:01|044|045|1)?(?=\d{10}$)/, '') : digits;
    const number = parsePhoneNumberFromString(known, country, metadata);
    const home = isNumber(number) ? number.number.slice(1) : null;
    // Where numbers may have any length, `491751234567` is valid with and without its country code: so long, it has one.
    const code = codeOf(country);
    const full = known.startsWith(code) ? parsePhoneNumberFromString(`+${known}`, metadata) : undefined;
    if (isNumber(full) && (home === null || home === known || known.length - code.length >= 10)) return toParsed(full.number.slice(1));
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
    countryOf: (digits) => PLACES_WITHOUT_METADATA.countryOf(digits) ?? parsePhoneNumberFromString(`+${digits}`, metadata)?.country ?? null,
  };
}

/** The metadata allows German numbers of seventeen digits; no number of the world has more than fifteen (E.164). */
function isNumber(number: PhoneNumber | undefined): number is PhoneNumber {
  return number?.isValid() === true && number.number.length <= 16;
}

/** Why digits that are written like a Brazilian number are none. */
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
