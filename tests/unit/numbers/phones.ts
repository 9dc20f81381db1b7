import metadata from 'libphonenumber-js/metadata.min.json';
import zones from '../../../lib/numbers/country-zones.json';
import { createPhoneBook } from '../../../lib/numbers/phone.ts';

/** The phone book of the installed package. */
export const phones = createPhoneBook(metadata, zones);

/** Reads as somebody in Brazil writes. */
export const readInBrazil = (text: string) => phones.parse(text, 'BR');

/** A whole line or cell, as somebody in Brazil writes it. */
export const readLineInBrazil = (text: string) => phones.read(text, 'BR');
