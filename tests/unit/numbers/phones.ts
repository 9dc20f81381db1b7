import metadata from 'libphonenumber-js/metadata.min.json';
import zones from '../../../lib/numbers/country-zones.json';
import { createPhoneBook } from '../../../lib/numbers/phone.ts';

/** The phone book with the metadata of the installed package. */
export const phones = createPhoneBook(metadata, zones);

/** Reads a number as written in Brazil. */
export const readInBrazil = (text: string) => phones.parse(text, 'BR');

/** Reads a whole line or cell as written in Brazil. */
export const readLineInBrazil = (text: string) => phones.read(text, 'BR');
