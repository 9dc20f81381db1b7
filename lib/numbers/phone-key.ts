import { brazilCanonical, brazilSpellings, readBrazilDigits } from './brazil.ts';

/**
 * The key that all spellings of one number share, from its full digits (country code included). Brazil: with and
 * without the ninth digit. Mexico and Argentina: with and without WhatsApp's extra 1 and 9 behind the country code. Any
 * other number is its own key.
 */
export function phoneKey(digits: string): string {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return brazilCanonical(brazil);
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`;
  if (/^549\d{10}$/.test(digits)) return `54${digits.slice(3)}`;
  return digits;
}

/** All spellings under which a number may be stored, as full digits, the likelier one first, each once. */
export function phoneSpellings(digits: string): readonly string[] {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return brazilSpellings(brazil);
  const key = phoneKey(digits);
  if (/^52\d{10}$/.test(key)) return [`521${key.slice(2)}`, key];
  if (/^54\d{10}$/.test(key)) return [`549${key.slice(2)}`, key];
  return [digits];
}

/**
 * Formats a number for lists without any metadata: Brazilian numbers are grouped, others shown as plain international
 * digits; '' stays ''.
 */
export function formatDigits(digits: string): string {
  if (digits === '') return '';
  const brazil = readBrazilDigits(digits);
  if (brazil === null) return `+${digits}`;
  const cut = brazil.subscriber.length - 4;
  return `+55 (${brazil.areaCode}) ${brazil.subscriber.slice(0, cut)}-${brazil.subscriber.slice(cut)}`;
}
