import * as z from 'zod/mini';
import type { MetadataJson } from 'libphonenumber-js/core/es6';
import { createPhoneBook, type PhoneBook } from '../../numbers/phone.ts';

/** Where the build puts the metadata of libphonenumber-js (wxt.config.ts). */
export const PHONE_METADATA_FILE = 'phone-metadata.json';
/** Where the build puts lib/numbers/country-zones.json. */
export const COUNTRY_ZONES_FILE = 'country-zones.json';

/** Its outline only: it is written by the very version of the package that reads it. */
const Metadata = z.looseObject({ version: z.literal(4), countries: z.looseObject({ BR: z.array(z.unknown()) }), country_calling_codes: z.looseObject({ 55: z.array(z.string()) }) });

const Zones = z.record(z.string(), z.array(z.string()));

function isMetadata(value: unknown): value is MetadataJson {
  return Metadata.safeParse(value).success;
}

/** The phone book, read from the extension's own files when a number is first looked at; a reading that failed is tried again by the next. */
export function createPhones(fetchFile: (path: string) => Promise<unknown>): () => Promise<PhoneBook> {
  let book: Promise<PhoneBook> | null = null;

  async function read(): Promise<PhoneBook> {
    const [metadata, zones] = await Promise.all([fetchFile(`/${PHONE_METADATA_FILE}`), fetchFile(`/${COUNTRY_ZONES_FILE}`)]);
    if (!isMetadata(metadata)) throw new TypeError(`${PHONE_METADATA_FILE} is not phone metadata`);
    return createPhoneBook(metadata, Zones.parse(zones));
  }

  return async () => {
    book ??= read();
    try {
      return await book;
    } catch (error) {
      book = null;
      throw error;
    }
  };
}
