import * as z from 'zod/mini';
import { frameOrOwnPage, pageLanguage, type MessageInputs, type MessageOutputs } from './parts.ts';
import { Locale } from '../../locales.ts';

// Messages `i18n:*`: the words of a view.

export const i18nInputs = {
  /** `pageLanguage` is what the asking frame's page shows, for a background that was not told yet; null where nobody knows. */
  'i18n:messages': { input: z.object({ pageLanguage }), from: frameOrOwnPage, needs: 'nothing' },
} as const satisfies MessageInputs;

export const i18nOutputs = {
  'i18n:messages': { kind: 'query', output: z.object({ locale: Locale, messages: z.record(z.string(), z.string()) }) },
} as const satisfies MessageOutputs<typeof i18nInputs>;
