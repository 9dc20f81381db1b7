import * as z from 'zod/mini';
import { frameOrExtensionPage, pageLanguage, type MessageInputs, type MessageOutputs } from './parts.ts';
import { Locale } from '../../locales.ts';

// Messages `i18n:*`: the texts of a view.

export const i18nInputs = {
  /**
   * `pageLanguage` is the language that the page of the asking frame shows, which the background may not know yet;
   * null if unknown.
   */
  'i18n:messages': { input: z.object({ pageLanguage }), from: frameOrExtensionPage, needs: 'nothing' },
} as const satisfies MessageInputs;

export const i18nOutputs = {
  'i18n:messages': { kind: 'query', output: z.object({ locale: Locale, messages: z.record(z.string(), z.string()) }) },
} as const satisfies MessageOutputs<typeof i18nInputs>;
