import { readBrazilDigits } from './brazil.ts';

// Brazil's zones by area code; everything not named here is Brasília time. 97 holds two zones (the west of Amazonas).
const BRAZIL_ZONES: Readonly<Record<string, readonly string[]>> = {
  65: ['America/Cuiaba'], 66: ['America/Cuiaba'], 67: ['America/Campo_Grande'], 68: ['America/Rio_Branco'], 69: ['America/Porto_Velho'],
  92: ['America/Manaus'], 95: ['America/Boa_Vista'], 97: ['America/Manaus', 'America/Eirunepe'],
};

// One zone, or the outermost ones, of countries people write to from Weni. A country that is not here is unknown.
const COUNTRY_ZONES: Readonly<Record<string, readonly string[]>> = {
  AR: ['America/Argentina/Buenos_Aires'], BO: ['America/La_Paz'], CL: ['America/Santiago'], CO: ['America/Bogota'], CR: ['America/Costa_Rica'],
  CU: ['America/Havana'], DO: ['America/Santo_Domingo'], EC: ['America/Guayaquil'], GT: ['America/Guatemala'], GY: ['America/Guyana'],
  HN: ['America/Tegucigalpa'], HT: ['America/Port-au-Prince'], JM: ['America/Jamaica'], MX: ['America/Tijuana', 'America/Cancun'], NI: ['America/Managua'],
  PA: ['America/Panama'], PE: ['America/Lima'], PR: ['America/Puerto_Rico'], PY: ['America/Asuncion'], SR: ['America/Paramaribo'],
  SV: ['America/El_Salvador'], UY: ['America/Montevideo'], VE: ['America/Caracas'],
  US: ['Pacific/Honolulu', 'America/New_York'], CA: ['America/Vancouver', 'America/St_Johns'],
  PT: ['Atlantic/Azores', 'Europe/Lisbon'], ES: ['Atlantic/Canary', 'Europe/Madrid'], FR: ['Europe/Paris'], DE: ['Europe/Berlin'], IT: ['Europe/Rome'],
  GB: ['Europe/London'], IE: ['Europe/Dublin'], NL: ['Europe/Amsterdam'], BE: ['Europe/Brussels'], LU: ['Europe/Luxembourg'], CH: ['Europe/Zurich'],
  AT: ['Europe/Vienna'], DK: ['Europe/Copenhagen'], NO: ['Europe/Oslo'], SE: ['Europe/Stockholm'], FI: ['Europe/Helsinki'], PL: ['Europe/Warsaw'],
  CZ: ['Europe/Prague'], SK: ['Europe/Bratislava'], HU: ['Europe/Budapest'], RO: ['Europe/Bucharest'], BG: ['Europe/Sofia'], GR: ['Europe/Athens'],
  HR: ['Europe/Zagreb'], RS: ['Europe/Belgrade'], UA: ['Europe/Kyiv'], TR: ['Europe/Istanbul'], IL: ['Asia/Jerusalem'], SA: ['Asia/Riyadh'],
  AE: ['Asia/Dubai'], IN: ['Asia/Kolkata'], CN: ['Asia/Shanghai'], JP: ['Asia/Tokyo'], KR: ['Asia/Seoul'], SG: ['Asia/Singapore'], PH: ['Asia/Manila'],
  ID: ['Asia/Jakarta', 'Asia/Jayapura'], AU: ['Australia/Perth', 'Australia/Sydney'], NZ: ['Pacific/Auckland'],
  AO: ['Africa/Luanda'], MZ: ['Africa/Maputo'], CV: ['Atlantic/Cape_Verde'], GW: ['Africa/Bissau'], ST: ['Africa/Sao_Tome'],
  ZA: ['Africa/Johannesburg'], NG: ['Africa/Lagos'], KE: ['Africa/Nairobi'], EG: ['Africa/Cairo'], MA: ['Africa/Casablanca'],
};

/** First and last hour of the night in which nobody is written to without a warning: from 21:00 to 07:59. */
const NIGHT_FROM_HOUR = 21;
const NIGHT_UNTIL_HOUR = 8;

/**
 * IANA zones in which the owner of a number may be: by area code in Brazil, by country elsewhere, several where a
 * country has several, none when nobody can tell.
 *
 * @param country ISO 3166 code of the number, null when unknown
 */
export function timeZonesOf(digits: string, country: string | null): readonly string[] {
  const brazil = readBrazilDigits(digits);
  if (brazil !== null) return BRAZIL_ZONES[brazil.areaCode] ?? ['America/Sao_Paulo'];
  return country === null ? [] : (COUNTRY_ZONES[country] ?? []);
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
