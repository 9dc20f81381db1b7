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

const QUARTER_MS = 15 * 60_000;
const SEARCHED_MS = 48 * 3_600_000;

/**
 * When the night next ends for everybody: the first quarter of an hour after `at` (epoch ms) at which it is day in all
 * zones, and was not in at least one a quarter before. So the westernmost zone decides, and where it is day for all
 * already, it is the next morning. Null without a zone, and when there is no such time within two days, because the
 * zones are too far apart.
 */
export function nextMorningOfAll(zones: readonly string[], at: number): number | null {
  const formats = [...new Set(zones)].map((zone) => hourFormat(zone));
  if (formats.length === 0) return null;
  const isDay = (time: number): boolean => formats.every((format) => !isNightHour(Number(format.format(time))));
  // The offsets of all zones are whole quarters of an hour.
  let time = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  for (let wasDay = isDay(time); time <= at + SEARCHED_MS;) {
    time += QUARTER_MS;
    const isNow = isDay(time);
    if (isNow && !wasDay) return time;
    wasDay = isNow;
  }
  return null;
}

const hourFormat = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });

const isNightHour = (hour: number): boolean => hour >= NIGHT_FROM_HOUR || hour < NIGHT_UNTIL_HOUR;

/** The hour (0 to 23) at a time in a time zone, by the browser's own zone data. */
export function hourIn(zone: string, at: number): number {
  return Number(hourFormat(zone).format(at));
}

/**
 * Whether it is night in these zones. Null without a zone, or when the zones disagree (mainland and islands, east and
 * west).
 */
export function isNightIn(zones: readonly string[], at: number): boolean | null {
  const nights = zones.map((zone) => isNightHour(hourIn(zone, at)));
  const first = nights[0];
  return first !== undefined && nights.every((night) => night === first) ? first : null;
}
