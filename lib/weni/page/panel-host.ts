import { PANEL_ATTRIBUTE } from './document-events.ts';

/** How recorders are told to leave an element out: by attribute … */
const SUPPRESS_ATTRIBUTES: Readonly<Record<string, string>> = {
  'data-hj-suppress': '',
  'data-clarity-mask': 'true',
  'data-dd-privacy': 'hidden',
  'data-openreplay-hidden': '',
  'data-private': '',
  'data-recording-disable': 'true',
  'data-sentry-block': '',
};
/** … or by class. */
const SUPPRESS_CLASSES = ['rr-block', 'fs-exclude', 'ph-no-capture', 'amp-block', 'sentry-block'] as const;

/** A page that removes the host this often in a row is left alone. */
const MAX_REATTACHMENTS = 5;

/** Where the host stands, in CSS px of the viewport. */
interface HostBox {
  topPx: number;
  heightPx: number;
  rightPx: number;
  widthPx: number;
}

/** The element the panel is drawn in. */
export interface PanelHost {
  host: HTMLElement;
  /** Open: a closed root is invisible to assistive checks and tests. Send and confirm therefore ask for trusted events. */
  root: ShadowRoot;
  moveTo(box: HostBox): void;
  remove(): void;
}

/**
 * Puts the panel's host into the document: a child of `<html>`, because page dialogs hide the children of `<body>` from
 * assistive technology; above every layer of the page; marked so that session recorders leave it out. Put back when the
 * page removes it, removed when `signal` aborts. Never takes the focus.
 */
export function createPanelHost(
  document: Document,
  window: { MutationObserver: typeof MutationObserver },
  signal: AbortSignal,
): PanelHost {
  const host = document.createElement('disparo-panel');
  host.setAttribute(PANEL_ATTRIBUTE, '');
  for (const [name, value] of Object.entries(SUPPRESS_ATTRIBUTES)) host.setAttribute(name, value);
  host.classList.add(...SUPPRESS_CLASSES);
  // `all` first: it resets what the page's rules might give an unknown element; important beats them all.
  const style: readonly (readonly [string, string])[] = [
    ['all', 'initial'],
    ['position', 'fixed'],
    ['display', 'block'],
    ['z-index', '2147483647'],
    ['pointer-events', 'auto'],
  ];
  for (const [name, value] of style) host.style.setProperty(name, value, 'important');
  // `all` made these important too: whoever needs wider spacing could not have it (WCAG 1.4.12).
  for (const name of ['letter-spacing', 'word-spacing', 'line-height']) host.style.setProperty(name, 'normal');
  const root = host.attachShadow({ mode: 'open' });

  let reattached = 0;
  const attach = (): void => {
    document.documentElement.append(host);
  };
  const removals = new window.MutationObserver(() => {
    // Still somewhere in the document: moved, not removed.
    if (signal.aborted || host.isConnected || reattached >= MAX_REATTACHMENTS) return;
    reattached += 1;
    attach();
  });
  const remove = (): void => {
    removals.disconnect();
    host.remove();
  };

  if (!signal.aborted) {
    attach();
    removals.observe(document.documentElement, { childList: true });
    signal.addEventListener('abort', remove, { once: true });
  }

  return {
    host,
    root,
    moveTo({ topPx, heightPx, rightPx, widthPx }) {
      host.style.setProperty('top', `${topPx}px`, 'important');
      host.style.setProperty('height', `${heightPx}px`, 'important');
      host.style.setProperty('right', `${rightPx}px`, 'important');
      host.style.setProperty('width', `${widthPx}px`, 'important');
    },
    remove,
  };
}
