import type { ObserverLink } from './observer-link.ts';
import { every, maybe, SELECTORS } from './selectors.ts';

/** Locales the panel speaks. */
export type PageLanguage = 'pt-BR' | 'es' | 'en';

/** Placeholder of the room list's search, the surest visible mark (.github/docs/contract/page.md#elements). */
const PLACEHOLDERS: Readonly<Record<string, PageLanguage>> = {
  'search contact by name, phone, or ticket id': 'en',
  'buscar contato por nome, telefone ou id do ticket': 'pt-BR',
  'buscar contacto por nombre, teléfono o id de ticket': 'es',
};

/** First tab of the room list; read only where the search box has an unknown text. */
const FIRST_TABS: Readonly<Record<string, PageLanguage>> = { ongoing: 'en', 'em andamento': 'pt-BR', 'en curso': 'es' };

/** The language the page visibly shows, or null where nothing tells. `<html lang>` is not asked: it says `en` always. */
export function visibleLanguage(document: Document): PageLanguage | null {
  const placeholder = maybe(SELECTORS.searchInput, document)?.getAttribute('placeholder')?.trim().toLowerCase();
  const byPlaceholder = placeholder === undefined ? undefined : PLACEHOLDERS[placeholder];
  if (byPlaceholder) return byPlaceholder;
  const tab = every(SELECTORS.tabs, document)[0]?.textContent?.replace(/[\d()+]+/g, '').trim().toLowerCase();
  return (tab === undefined ? undefined : FIRST_TABS[tab]) ?? null;
}

/** A locale name of the page or its host (`pt-br`, `en-us`, `es`) as one of ours; null for `ro` and anything else. */
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
 * Calls back with the page's language now and when it changes; null while nothing tells. Order: what the page visibly
 * shows > its i18n instance > what the host told the frame (`setLanguage`, which the page may not have followed).
 * Returns a function that looks again, for when Chats was mounted anew.
 */
export function watchPageLanguage(
  ports: LanguagePorts,
  onChange: (language: PageLanguage | null) => void,
  signal: AbortSignal,
): () => void {
  const { document, window, link } = ports;
  let told: PageLanguage | null = null;
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
    const language = visible ?? (locale === null ? null : toPageLanguage(locale)) ?? told;
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
      told = toPageLanguage(language);
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
