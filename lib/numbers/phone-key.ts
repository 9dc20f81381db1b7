import { brazilCanonical, brazilSpellings, readBrazilDigits } from './brazil.ts';

/**
 * One key for every spelling of one line, from full digits (country code included). Brazil: the ninth digit.
 * Mexico and Argentina: WhatsApp's extra 1 and 9 after the country code. Anything else is its own key.
 */
export function phoneKey(digits: string): string {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return brazilCanonical(brazil);
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`;
  if (/^549\d{10}$/.test(digits)) return `54${digits.slice(3)}`;
  return digits;
}

/** Whether two full digit strings are spellings of one line. Two contacts may still hold one each: people are told apart by uuid. */
export function samePerson(a: string, b: string): boolean {
  return a !== '' && phoneKey(a) === phoneKey(b);
}

/** Every spelling under which this line may be stored, full digits, likelier first, each once. */
export function phoneSpellings(digits: string): readonly string[] {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return brazilSpellings(brazil);
  const key = phoneKey(digits);
  if (/^52\d{10}$/.test(key)) return [`521${key.slice(2)}`, key];
  if (/^54\d{10}$/.test(key)) return [`549${key.slice(2)}`, key];
  return [digits];
}

/** A number as lists show it, without any metadata: Brazil grouped, other countries as plain international digits; '' stays ''. */
export function formatDigits(digits: string): string {
  if (digits === '') return '';
  const brazil = readBrazilDigits(digits);
  if (brazil === null) return `+${digits}`;
  const cut = brazil.subscriber.length - 4;
  return `+55 (${brazil.areaCode}) ${brazil.subscriber.slice(0, cut)}-${brazil.subscriber.slice(cut)}`;
}
