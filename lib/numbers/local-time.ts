import { readBrazilDigits } from './brazil.ts';

// Time zones of Brazil by area code. Area codes that are missing here have Brasília time. 97 covers two zones (the west
// of Amazonas).
const BRAZIL_ZONES: Readonly<Record<string, readonly string[]>> = {
  65: ['America/Cuiaba'],
  66: ['America/Cuiaba'],
  67: ['America/Campo_Grande'],
  68: ['America/Rio_Branco'],
  69: ['America/Porto_Velho'],
  92: ['America/Manaus'],
  95: ['America/Boa_Vista'],
  97: ['America/Manaus', 'America/Eirunepe'],
};

/**
 * IANA time zones by ISO 3166 country code, for the countries that Weni's customers write to: the only zone, or the
 * outermost zones. The zones of a missing country are unknown. The table is country-zones.json, a separate file like
 * the phone metadata.
 */
export type CountryZones = Readonly<Record<string, readonly string[]>>;

/** The night, from 21:00 to 07:59, in which sending needs a warning. */
const NIGHT_FROM_HOUR = 21;
const NIGHT_UNTIL_HOUR = 8;

/**
 * IANA time zones in which the owner of a number may be: by area code in Brazil, by country elsewhere. Several when the
 * country has several; empty when unknown.
 *
 * @param country ISO 3166 code of the number, null when unknown
 * @param countryZones zones of countries other than Brazil
 */
export function timeZonesOf(digits: string, country: string | null, countryZones: CountryZones): readonly string[] {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return BRAZIL_ZONES[brazil.areaCode] ?? ['America/Sao_Paulo'];
  return country === null ? [] : (countryZones[country] ?? []);
}

/** The hour (0 to 23) at a time in a time zone, by the browser's own zone data. */
export function hourIn(zone: string, at: number): number {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at);
  return Number(hour);
}

/**
 * Whether it is night in these zones. Null without a zone, or when the zones disagree (mainland and islands, east and
 * west).
 */
export function isNightIn(zones: readonly string[], at: number): boolean | null {
  const nights = zones.map((zone) => {
    const hour = hourIn(zone, at);
    return hour >= NIGHT_FROM_HOUR || hour < NIGHT_UNTIL_HOUR;
  });
  const first = nights[0];
  return first !== undefined && nights.every((night) => night === first) ? first : null;
}
