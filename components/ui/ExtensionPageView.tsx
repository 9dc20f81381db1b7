import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { afterPaint } from './after-paint.ts';
import baseCss from './base.css?inline';
import pageCss from './page.css?inline';
import tokensCss from './tokens.css?inline';
import { StorageTrouble } from './StorageTrouble.tsx';
import { ViewProvider } from './ViewContext.tsx';

interface PageViewProps {
  model: ExtensionPageModel;
  i18n: I18n;
  now: () => number;
  isTrusted?: (event: Event) => boolean;
  kind: 'page' | 'popup';
  /** Styles of the panel that the page also uses. */
  css?: string;
  children: ComponentChildren;
}

const DARK = '(prefers-color-scheme: dark)';

/**
 * An extension page: styles, the browser's theme, the view context. It renders nothing before the translations are
 * loaded.
 */
export function ExtensionPageView({ model, i18n, now, isTrusted, kind, css, children }: PageViewProps) {
  const [dark, setDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const follow = (): void => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  // Shortcuts are changed on a page of the browser, which sends no event, so read them again on focus.
  useEffect(() => {
    const { refresh } = model.feed;
    addEventListener('focus', refresh);
    return () => removeEventListener('focus', refresh);
  }, [model]);
  const { theme } = model.settings.settings.value;
  const isDark = theme === 'page' ? dark : theme === 'dark';
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const tag = i18n.languageTag();
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  return (
    <ViewProvider
      value={{
        i18n,
        now,
        isTrusted: isTrusted ?? ((event) => event.isTrusted),
        afterPaint,
        maskPeople: () => model.settings.settings.value.maskPeople,
      }}
    >
      <style>{`${tokensCss}\n${baseCss}\n${css ?? ''}\n${pageCss}`}</style>
      <main class={`disparo ${kind}`} data-theme={isDark ? 'dark' : 'light'} aria-busy={!i18n.ready.value}>
        {i18n.ready.value && kind === 'page' && <StorageTrouble feed={model.feed} />}
        {i18n.ready.value && children}
      </main>
    </ViewProvider>
  );
}
