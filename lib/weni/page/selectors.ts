import { LAYOUT_SELECTOR } from './document-events.ts';

/**
 * An element of the page that we look for, with the evidence that it exists. The patterns of `match` are tried in
 * order; the one for the newest version of the page comes first.
 */
export interface PageSelector {
  readonly name: string;
  readonly match: readonly [string, ...string[]];
  /** A saved page in tests/fixtures/pages and how many elements the selector finds there; a test checks it. */
  readonly expect: { readonly page: string; readonly count: number };
}

/**
 * All elements of the page's DOM that we look for. They serve placement and hints, never as a source of data. Last
 * compared with the real page on 2026-11-20 (.github/docs/contract/page.md#elements).
 */
export const SELECTORS = {
  root: {
    name: 'page root',
    match: ['.chats-webapp'],
    expect: { page: 'standalone-room.html', count: 1 },
  },
  federatedRoot: {
    name: 'root inside Connect',
    match: ['.chats-webapp > .chats-webapp__root'],
    expect: { page: 'federated-room.html', count: 1 },
  },
  layout: {
    name: 'layout',
    match: [LAYOUT_SELECTOR],
    expect: { page: 'standalone-room.html', count: 1 },
  },
  viewMode: {
    name: 'view mode of a manager',
    match: ['.chats-webapp .chats-layout.view-mode'],
    expect: { page: 'view-mode.html', count: 1 },
  },
  aside: {
    name: 'right column',
    match: ['.chats-layout > section.aside'],
    expect: { page: 'standalone-room.html', count: 1 },
  },
  searchInput: {
    name: 'search of the room list',
    // Three nested elements carry this test id; the innermost is the input.
    match: ['input[data-testid="search-contact-input"]', '[data-testid="search-contact-input"] input'],
    expect: { page: 'standalone-home.html', count: 1 },
  },
  tabs: {
    name: 'tabs of the room list',
    match: ['.chat-groups__tabs .tab-chip'],
    expect: { page: 'standalone-home.html', count: 3 },
  },
  roomCards: {
    name: 'room cards',
    match: [
      'section.room-card__container.room-card',
      '[data-testid^="room-card-"]:has([data-testid="room-card-contact"])',
    ],
    expect: { page: 'standalone-home.html', count: 4 },
  },
  chat: {
    name: 'open chat',
    match: ['.chats-layout > main > [data-testid="home-chat"]', '.chats-layout > main > section.home-chat'],
    expect: { page: 'standalone-room.html', count: 1 },
  },
  chatHeader: {
    name: 'header of the open chat',
    match: ['[data-testid="home-chat-headers"]'],
    expect: { page: 'standalone-room.html', count: 1 },
  },
  composer: {
    name: 'composer',
    match: ['[data-testid="message-manager"]'],
    expect: { page: 'standalone-room.html', count: 1 },
  },
} as const satisfies Record<string, PageSelector>;

/** The first matching element, or null; for elements that the page does not always show. */
export function maybe(selector: PageSelector, scope: ParentNode): HTMLElement | null {
  for (const match of selector.match) {
    const found = scope.querySelector<HTMLElement>(match);
    if (found) return found;
  }
  return null;
}

/** All elements of the first pattern that matches any; empty when none matches. */
export function every(selector: PageSelector, scope: ParentNode): HTMLElement[] {
  for (const match of selector.match) {
    const found = scope.querySelectorAll<HTMLElement>(match);
    if (found.length > 0) return [...found];
  }
  return [];
}
