import * as z from 'zod/mini';
import type { MetadataJson } from 'libphonenumber-js/core/es6';
import { createPhoneBook, type PhoneBook } from '../../numbers/phone.ts';

/** Where the build puts the metadata of libphonenumber-js (wxt.config.ts). */
export const PHONE_METADATA_FILE = 'phone-metadata.json';
/** Where the build puts lib/numbers/country-zones.json. */
export const COUNTRY_ZONES_FILE = 'country-zones.json';

/** Checks the outline only: the build writes the file with the same version of the package that reads it. */
const Metadata = z.looseObject({
  version: z.literal(4),
  countries: z.looseObject({ BR: z.array(z.unknown()) }),
  country_calling_codes: z.looseObject({ 55: z.array(z.string()) }),
});

const Zones = z.record(z.string(), z.array(z.string()));

function isMetadata(value: unknown): value is MetadataJson {
  return Metadata.safeParse(value).success;
}

/**
 * Loads the phone book from the extension's own files at the first call and caches it. If loading fails, the next call
 * tries again.
 *
 * @throws {TypeError} when a file is not what the build writes; also errors of `fetchFile` and zod
 */
export function createPhones(fetchFile: (path: string) => Promise<unknown>): () => Promise<PhoneBook> {
  let book: Promise<PhoneBook> | null = null;

  async function read(): Promise<PhoneBook> {
    const [metadata, zones] = await Promise.all([
      fetchFile(`/${PHONE_METADATA_FILE}`),
      fetchFile(`/${COUNTRY_ZONES_FILE}`),
    ]);
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
