import * as z from 'zod/mini';
import type { Settings } from '../../settings/settings.ts';
import type { Locale } from '../../locales.ts';

const LocaleFile = z.record(z.string(), z.object({ message: z.string() }));

/** Chooses the language of a view: the setting, else the page's language if known, else the browser's. */
export function chooseLocale(setting: Settings['language'], pageLanguage: Locale | null, uiLanguage: string): Locale {
  if (setting !== 'auto') return setting;
  if (pageLanguage !== null) return pageLanguage;
  const language = uiLanguage.toLowerCase();
  if (language.startsWith('pt')) return 'pt_BR';
  return language.startsWith('es') ? 'es' : 'en';
}

/**
 * Loads the texts of a locale by key from the extension's own `_locales`, once per locale. Content scripts ask the
 * background for them, because they cannot fetch these files themselves.
 */
export function createWords(fetchFile: (path: string) => Promise<unknown>) {
  const loaded = new Map<Locale, Record<string, string>>();
  return async (locale: Locale): Promise<Record<string, string>> => {
    const known = loaded.get(locale);
    if (known !== undefined) return known;
    const file = LocaleFile.parse(await fetchFile(`/_locales/${locale}/messages.json`));
    const messages = Object.fromEntries(Object.entries(file).map(([key, entry]) => [key, entry.message]));
    loaded.set(locale, messages);
    return messages;
  };
}
