import * as z from 'zod/mini';

/** The languages of the extension, by their folder in `_locales`. Portuguese is first because most agents read it. */
export const LOCALES = ['pt_BR', 'es', 'en'] as const;
export const Locale = z.literal(LOCALES);
export type Locale = z.infer<typeof Locale>;
