import { readBrazilDigits } from './brazil.ts';

// Brazil's zones by area code; everything not named here is Brasília time. 97 holds two zones (the west of Amazonas).
const BRAZIL_ZONES: Readonly<Record<string, readonly string[]>> = {
  65: ['America/Cuiaba'], 66: ['America/Cuiaba'], 67: ['America/Campo_Grande'], 68: ['America/Rio_Branco'], 69: ['America/Porto_Velho'],
  92: ['America/Manaus'], 95: ['America/Boa_Vista'], 97: ['America/Manaus', 'America/Eirunepe'],
};

/**
 * IANA zones by ISO 3166 code: the one zone, or the outermost ones, of countries people write to from Weni; one that is not
 * there is unknown. The table is country-zones.json, a file of its own like the phone metadata.
 */
export type CountryZones = Readonly<Record<string, readonly string[]>>;

/** First and last hour of the night in which nobody is written to without a warning: from 21:00 to 07:59. */
const NIGHT_FROM_HOUR = 21;
const NIGHT_UNTIL_HOUR = 8;

/**
 * IANA zones in which the owner of a number may be: by area code in Brazil, by country elsewhere, several where a
 * country has several, none when nobody can tell.
 *
 * @param country ISO 3166 code of the number, null when unknown
 * @param countryZones those of other countries than Brazil
 */
export function timeZonesOf(digits: string, country: string | null, countryZones: CountryZones): readonly string[] {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return BRAZIL_ZONES[brazil.areaCode] ?? ['America/Sao_Paulo'];
  return country === null ? [] : (countryZones[country] ?? []);
}

/** The hour (0 to 23) at an instant in a zone; the runtime's own zone data. */
export function hourIn(zone: string, at: number): number {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at);
  return Number(hour);
}

/** Whether it is night in these zones: null when there is none, or when they disagree (mainland and islands, east and west). */
export function isNightIn(zones: readonly string[], at: number): boolean | null {
  const nights = zones.map((zone) => {
    const hour = hourIn(zone, at);
    return hour >= NIGHT_FROM_HOUR || hour < NIGHT_UNTIL_HOUR;
  });
  const first = nights[0];
  return first !== undefined && nights.every((night) => night === first) ? first : null;
}
