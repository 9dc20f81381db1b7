// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type PageLanguage,
  toPageLanguage,
  visibleLanguage,
  watchPageLanguage,
} from '../../../lib/weni/page/language.ts';
import { detectMode } from '../../../lib/weni/page/mode.ts';
import { readTheme, watchTheme } from '../../../lib/weni/page/theme.ts';
import { settle, showSavedPage } from './saved-page.ts';

function signalOfTest(): AbortSignal {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  return controller.signal;
}

function pageRoot(name: string): HTMLElement {
  showSavedPage(name);
  const root = document.querySelector<HTMLElement>('.chats-webapp');
  if (!root) throw new Error('no root');
  return root;
}

beforeEach(() => {
  document.body.innerHTML = '';
});

describe('mode', () => {
  it('is read from the mount element, then from the frame', () => {
    const top = { self: window, top: window };
    const framed = { self: window, top: null };

    expect(detectMode(pageRoot('federated-room.html'), top)).toBe('federated');
    expect(detectMode(pageRoot('standalone-room.html'), top)).toBe('standalone');
    expect(detectMode(pageRoot('standalone-room.html'), framed)).toBe('iframe');
  });
});

describe('theme', () => {
  it('is read from the class of the root, and is always light in the settings', () => {
    const root = pageRoot('standalone-room.html');

    expect(readTheme(root, false)).toBe('dark');
    expect(readTheme(root, true)).toBe('light');
  });

  it('is reported once per switch', async () => {
    const root = pageRoot('standalone-room.html');
    const seen: string[] = [];
    watchTheme(root, { window, isSettings: () => false, signal: signalOfTest() }, (theme) => seen.push(theme));

    root.classList.remove('dark');
    await settle();
    root.classList.add('other');
    await settle();

    expect(seen).toEqual(['dark', 'light']);
  });
});

describe('language', () => {
  it.each([
    ['standalone-home.html', 'en'],
    ['federated-room.html', 'pt-BR'],
    ['standalone-room.html', 'es'],
    ['federated-unmounted.html', null],
  ])('of %s is %s by its search box', (name, language) => {
    showSavedPage(name);

    expect(visibleLanguage(document)).toBe(language);
  });

  it('is read from the tabs when the search box has an unknown placeholder', () => {
    showSavedPage('federated-room.html');
    document.querySelector('input')?.setAttribute('placeholder', 'Outro texto');

    expect(visibleLanguage(document)).toBe('pt-BR');
  });

  it('is read from the locale names of the page and of Connect', () => {
    expect(['pt-br', 'pt_BR', 'en-us', 'es', 'ro', ''].map(toPageLanguage)).toEqual([
      'pt-BR',
      'pt-BR',
      'en',
      'es',
      null,
      null,
    ]);
  });

  it('is the visible language, else that of the i18n instance, else that of the setLanguage message', async () => {
    const seen: (PageLanguage | null)[] = [];
    const locale: { value: string | null } = { value: null };
    const look = watchPageLanguage(
      { document, window, link: { locale: () => Promise.resolve(locale.value) } },
      (language) => seen.push(language),
      signalOfTest(),
    );
    await settle();
    const tell = (data: unknown, source: unknown) =>
      window.dispatchEvent(Object.assign(new Event('message'), { data, source }));

    tell({ event: 'setLanguage', language: 'es' }, {});
    tell({ event: 'setLanguage', language: 'es' }, window.parent);
    await settle();
    locale.value = 'en-us';
    look();
    await settle();
    showSavedPage('federated-room.html');
    look();
    await settle();

    expect(seen).toEqual([null, 'es', 'en', 'pt-BR']);
  });
});
