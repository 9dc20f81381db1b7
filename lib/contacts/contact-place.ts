import type { Places } from '../numbers/phone.ts';
import type { Urn } from './contact.ts';
import { digitsOfUrns, scopedIdCountry } from './contact-row.ts';

/**
 * Where the owner of these addresses may be: `digits` of the number ('' without one), its ISO 3166 country (null when
 * not known) and the IANA time zones (empty when unknown).
 */
export function placeOf(
  urns: readonly Urn[],
  places: Places,
): { readonly digits: string; readonly country: string | null; readonly zones: readonly string[] } {
  const digits = digitsOfUrns(urns);
  const country = digits === '' ? scopedIdCountry(urns) : places.countryOf(digits);
  return { digits, country, zones: places.zonesOf(digits, country) };
}
