import * as z from 'zod/mini';

/** The languages of the extension, as `_locales` names them; Portuguese first, as most agents read it. */
export const LOCALES = ['pt_BR', 'es', 'en'] as const;
export const Locale = z.literal(LOCALES);
export type Locale = z.infer<typeof Locale>;
