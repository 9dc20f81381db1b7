import { type CountryCode, type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core/es6';
import { brazilCanonical, brazilSpellings, isBrazilAreaCode, readBrazilDigits, readBrazilNational } from './brazil.ts';
import type { InvalidReason } from './line-result.ts';
import { type CountryZones, timeZonesOf } from './local-time.ts';
import { phoneKey, phoneSpellings } from './phone-key.ts';

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

/** Where numbers are. */
export interface Places {
  /** ISO 3166 country of full digits; null when the number does not tell or is no number. */
  readonly countryOf: (digits: string) => string | null;
  /** IANA zones in which the owner of a number of this country may be; none when nobody can tell. */
  readonly zonesOf: (digits: string, country: string | null) => readonly string[];
}

/** What is known of the world's numbering plans, ready to be asked. */
export interface PhoneBook extends Places {
  /**
   * Reads one number in any format. Without `+` or `00` it is first taken as a number of the default country, then as an
   * international one with its plus forgotten. Brazil follows brazil.ts, other countries libphonenumber-js.
   *
   * @param defaultCountry ISO 3166 code; an unknown one is taken as BR
   */
  readonly parse: (text: string, defaultCountry: string) => ParsedPhone | UnparsedPhone;
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

  function parse(text: string, defaultCountry: string): ParsedPhone | UnparsedPhone {
    const country: CountryCode = isListed(defaultCountry) ? defaultCountry : 'BR';
    if (/\d[.,]\d+e\+?\d+/i.test(text)) return { ok: false, reason: 'excel-notation' };
    const cleaned = toAsciiDigits(text.normalize('NFKC')).replace(/\(0\)/g, ' ');
    const digits = cleaned.replace(/\D/g, '');
    if (digits === '') return { ok: false, reason: 'no-number' };
    if (digits.length > 20) return { ok: false, reason: 'too-long' };
    const hasPlus = /^[^\d+]*\+/.test(cleaned);
    if (hasPlus || digits.startsWith('00')) {
      const abroad = parseInternational(digits.replace(/^0+/, ''));
      // `+82 99900-0001`: a plus in front of an area code, when no country has such a number.
      return abroad.ok || country !== 'BR' ? abroad : (readBrazil(digits) ?? abroad);
    }
    const home = country === 'BR' ? parseAsBrazilian(digits) : parseNational(digits, country);
    return home.ok ? home : (parseWithForgottenPlus(cleaned, digits) ?? home);
  }

  function parseInternational(digits: string): ParsedPhone | UnparsedPhone {
    if (digits.startsWith('55')) {
      const national = digits.slice(2).replace(/^0+/, '');
      return readBrazil(national) ?? { ok: false, reason: brazilReason(national) };
    }
    // WhatsApp still writes the 1 that Mexico gave up in 2019; the metadata does not know it any more.
    const known = /^521\d{10}$/.test(digits) ? `52${digits.slice(3)}` : digits;
    const number = parsePhoneNumberFromString(`+${known}`, metadata);
    if (number?.isValid() === true) return toParsed(number.number.slice(1));
    if (digits.length > 15) return { ok: false, reason: 'too-long' };
    return { ok: false, reason: digits.length < 8 ? 'too-short' : 'not-in-use' };
  }

  function parseNational(digits: string, country: CountryCode): ParsedPhone | UnparsedPhone {
    const number = parsePhoneNumberFromString(digits, country, metadata);
    if (number?.isValid() === true) return toParsed(number.number.slice(1));
    return { ok: false, reason: digits.length < 8 ? 'too-short' : digits.length > 15 ? 'too-long' : 'not-in-use' };
  }

  // Only bare digits, as systems export them, and only as long as an international number: somebody who groups a number
  // wrote it for people at home, and a slip in it must not become a stranger abroad.
  function parseWithForgottenPlus(written: string, digits: string): ParsedPhone | null {
    if (digits.length < 11 || digits.startsWith('0') || /\d[^\d]+\d/.test(written)) return null;
    const abroad = parseInternational(digits);
    return abroad.ok ? abroad : null;
  }

  return {
    parse,
    searchSpellings(text, defaultCountry) {
      const parsed = parse(text, defaultCountry);
      if (parsed.ok) return parsed.spellings;
      const digits = toAsciiDigits(text).replace(/\D/g, '');
      return digits === '' ? [] : [digits];
    },
    zonesOf: (digits, country) => timeZonesOf(digits, country, countryZones),
    countryOf: (digits) => PLACES_WITHOUT_METADATA.countryOf(digits) ?? parsePhoneNumberFromString(`+${digits}`, metadata)?.country ?? null,
  };
}

function parseAsBrazilian(digits: string): ParsedPhone | UnparsedPhone {
  // Dialled with the trunk zero, with or without the two digits of a carrier behind it.
  const bare = digits.replace(/^0+/, '');
  const hadTrunk = bare.length < digits.length;
  const candidates = [bare];
  if (hadTrunk && bare.length >= 12) candidates.push(bare.slice(2));
  if (bare.startsWith('55') && bare.length >= 12) candidates.unshift(bare.slice(2).replace(/^0+/, ''));
  for (const national of candidates) {
    const parsed = readBrazil(national);
    if (parsed !== null) return parsed;
  }
  return { ok: false, reason: brazilReason(bare.startsWith('55') && bare.length >= 12 ? bare.slice(2) : bare) };
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

function toAsciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
