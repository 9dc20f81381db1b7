import { PANEL_ATTRIBUTE } from './document-events.ts';

/** Attributes that tell session recorders to leave an element out. */
const SUPPRESS_ATTRIBUTES: Readonly<Record<string, string>> = {
  'data-hj-suppress': '',
  'data-clarity-mask': 'true',
  'data-dd-privacy': 'hidden',
  'data-openreplay-hidden': '',
  'data-private': '',
  'data-recording-disable': 'true',
  'data-sentry-block': '',
};
/** Classes that tell session recorders to leave an element out. */
const SUPPRESS_CLASSES = ['rr-block', 'fs-exclude', 'ph-no-capture', 'amp-block', 'sentry-block'] as const;

/** After the page has removed the host this often, it is not put back any more. */
const MAX_REATTACHMENTS = 5;

/** Position of the host, in CSS px of the viewport. */
interface HostBox {
  topPx: number;
  heightPx: number;
  rightPx: number;
  widthPx: number;
}

/** The element that contains the panel. */
export interface PanelHost {
  host: HTMLElement;
  /**
   * An open shadow root, because accessibility checkers and tests cannot see into a closed one. The page can therefore
   * dispatch events into the panel, so Send and Confirm accept only trusted events.
   */
  root: ShadowRoot;
  moveTo(box: HostBox): void;
  remove(): void;
}

/**
 * Adds the panel's host element to the document. It is a child of `<html>`, because the page's dialogs hide the
 * children of `<body>` from assistive technology; it lies above every layer of the page; and it is marked so that
 * session recorders leave it out. If the page removes it, it is put back; when `signal` aborts, it is removed. It never
 * takes the focus.
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
  // `all` comes first: it resets what the page's CSS might set on an unknown element. `!important` beats the page's
  // rules.
  const style: readonly (readonly [string, string])[] = [
    ['all', 'initial'],
    ['position', 'fixed'],
    ['display', 'block'],
    ['z-index', '2147483647'],
    ['pointer-events', 'auto'],
  ];
  for (const [name, value] of style) host.style.setProperty(name, value, 'important');
  // `all` made these important as well, so a user style sheet with wider spacing would have no effect (WCAG 1.4.12).
  for (const name of ['letter-spacing', 'word-spacing', 'line-height']) host.style.setProperty(name, 'normal');
  const root = host.attachShadow({ mode: 'open' });

  let reattached = 0;
  const attach = (): void => {
    document.documentElement.append(host);
  };
  const removals = new window.MutationObserver(() => {
    // The host is still in the document: it was moved, not removed.
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
