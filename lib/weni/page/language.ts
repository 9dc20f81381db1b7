import type { ObserverLink } from './observer-link.ts';
import { every, maybe, SELECTORS } from './selectors.ts';

/** Languages of the panel. */
export type PageLanguage = 'pt-BR' | 'es' | 'en';

/**
 * Placeholder of the search box above the room list, the most reliable visible text of each language
 * (.github/docs/contract/page.md#elements).
 */
const PLACEHOLDERS: Readonly<Record<string, PageLanguage>> = {
  'search contact by name, phone, or ticket id': 'en',
  'buscar contato por nome, telefone ou id do ticket': 'pt-BR',
  'buscar contacto por nombre, teléfono o id de ticket': 'es',
};

/** Text of the first tab of the room list; read only when the search box has an unknown placeholder. */
const FIRST_TABS: Readonly<Record<string, PageLanguage>> = { ongoing: 'en', 'em andamento': 'pt-BR', 'en curso': 'es' };

/**
 * The language that the page visibly shows, or null when it cannot be recognised. `<html lang>` is useless: it is
 * always `en`.
 */
export function visibleLanguage(document: Document): PageLanguage | null {
  const placeholder = maybe(SELECTORS.searchInput, document)?.getAttribute('placeholder')?.trim().toLowerCase();
  const byPlaceholder = placeholder === undefined ? undefined : PLACEHOLDERS[placeholder];
  if (byPlaceholder) return byPlaceholder;
  const tab = every(SELECTORS.tabs, document)[0]
    ?.textContent?.replace(/[\d()+]+/g, '')
    .trim()
    .toLowerCase();
  return (tab === undefined ? undefined : FIRST_TABS[tab]) ?? null;
}

/**
 * Converts a locale name of the page or of Connect (`pt-br`, `en-us`, `es`); null for languages that the panel does not
 * have, such as `ro`.
 */
export function toPageLanguage(locale: string): PageLanguage | null {
  const [language] = locale.toLowerCase().split(/[-_]/);
  switch (language) {
    case 'pt':
      return 'pt-BR';
    case 'es':
      return 'es';
    case 'en':
      return 'en';
    default:
      return null;
  }
}

interface LanguagePorts {
  document: Document;
  window: Window & { MutationObserver: typeof MutationObserver };
  link: Pick<ObserverLink, 'locale'>;
}

/**
 * Calls back with the page's language now and when it changes; with null while it is unknown. Sources in order: the
 * visible texts, the page's i18n instance, then the `setLanguage` message of Connect (last, because the page may not
 * have followed it).
 *
 * @returns a function that reads the language again; call it after Chats was mounted anew
 */
export function watchPageLanguage(
  ports: LanguagePorts,
  onChange: (language: PageLanguage | null) => void,
  signal: AbortSignal,
): () => void {
  const { document, window, link } = ports;
  let reportedByHost: PageLanguage | null = null;
  let last: PageLanguage | null | undefined;
  let watchedInput: Element | null = null;

  const look = async (): Promise<void> => {
    const input = maybe(SELECTORS.searchInput, document);
    if (input && input !== watchedInput) {
      watchedInput = input;
      placeholders.disconnect();
      placeholders.observe(input, { attributes: true, attributeFilter: ['placeholder'] });
    }
    const visible = visibleLanguage(document);
    const locale = visible === null ? await link.locale() : null;
    const language = visible ?? (locale === null ? null : toPageLanguage(locale)) ?? reportedByHost;
    if (signal.aborted || language === last) return;
    last = language;
    onChange(language);
  };
  const placeholders = new window.MutationObserver(() => void look());

  window.addEventListener(
    'message',
    (event) => {
      if (event.source !== window.parent) return;
      const language = hostLanguage(event.data);
      if (language === null) return;
      reportedByHost = toPageLanguage(language);
      void look();
    },
    { signal },
  );
  document.addEventListener('visibilitychange', () => void look(), { signal });
  signal.addEventListener('abort', () => placeholders.disconnect(), { once: true });
  void look();
  return () => void look();
}

function hostLanguage(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('event' in data) || data.event !== 'setLanguage') return null;
  return 'language' in data && typeof data.language === 'string' && data.language.length <= 35 ? data.language : null;
}
