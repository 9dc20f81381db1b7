import { h, icon } from '../core/dom.js';

const OVERLAY_LAYER = 1258;
const CONTENT_LAYER = 1265;
const FOCUSABLE =
  'button:not([disabled]), input:not([disabled]), textarea, select, a[href], [tabindex]:not([tabindex="-1"])';

/** The open dialogs of this document, the newest last. */
const stack = [];

/**
 * Opens a modal dialog as the page's own library does: teleported into the root, body without pointer events and
 * scrolling, every other element hidden from assistive technology, focus kept inside, closed by Escape and by a press
 * outside. Elements of an extension in the same document are subject to these rules too.
 * @param {{root: HTMLElement, title: string, titleExtra?: Node, body: Node, footer?: Node, testid?: string, onClose?(): void}} options
 */
export function openDialog({ root, title, titleExtra, body, footer, testid, onClose }) {
  const depth = stack.length * 15;
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const previousFocus = document.activeElement;
  const overlay = h('div', {
    class: 'unnnic-dialog-overlay',
    style: `z-index:${OVERLAY_LAYER + depth}`,
    'data-state': 'open',
  });
  const content = h(
    'div',
    {
      class: 'unnnic-dialog-content',
      role: 'dialog',
      'aria-modal': 'true',
      'aria-label': title,
      tabindex: '-1',
      'data-testid': testid,
      'data-state': 'open',
      style: `z-index:${CONTENT_LAYER + depth};pointer-events:auto`,
    },
    h(
      'header',
      { class: 'unnnic-dialog-header' },
      h('h2', {}, title),
      titleExtra,
      h(
        'button',
        { type: 'button', class: 'icon-button unnnic-dialog-close', 'aria-label': 'Close', onclick: () => close() },
        icon('close'),
      ),
    ),
    h('section', { class: 'unnnic-dialog-body' }, body),
    footer ? h('footer', { class: 'unnnic-dialog-footer' }, footer) : null,
  );
  const entry = { close };
  let lastFocused = content;
  let open = true;

  root.append(overlay, content);
  stack.push(entry);
  const restoreBody = lockBody();
  const restoreHidden = hideOthers(content);
  (
    content.querySelector('.unnnic-dialog-body input, .unnnic-dialog-body button') ??
    content.querySelector(FOCUSABLE) ??
    content
  ).focus();
  lastFocused = content.contains(document.activeElement) ? document.activeElement : content;

  const isTop = () => stack.at(-1) === entry;
  // The pointer listener is added one tick later, else the press that opened the dialog would close it.
  setTimeout(() => {
    if (!open) return;
    document.addEventListener(
      'pointerdown',
      (event) => {
        if (isTop() && !event.composedPath().includes(content)) close();
      },
      { signal },
    );
  }, 0);
  document.addEventListener(
    'keydown',
    (event) => {
      if (!isTop()) return;
      if (event.key === 'Escape') close();
      else if (event.key === 'Tab') keepTabInside(event, content);
    },
    { signal },
  );
  document.addEventListener(
    'focusin',
    (event) => {
      if (!isTop()) return;
      if (content.contains(event.target)) lastFocused = event.target;
      else lastFocused.focus();
    },
    { signal },
  );
  document.addEventListener(
    'focusout',
    (event) => {
      if (isTop() && event.relatedTarget !== null && !content.contains(event.relatedTarget)) lastFocused.focus();
    },
    { signal },
  );

  function close() {
    if (!open) return;
    open = false;
    lifetime.abort();
    stack.splice(stack.indexOf(entry), 1);
    restoreHidden();
    restoreBody();
    overlay.remove();
    content.remove();
    if (previousFocus instanceof HTMLElement && previousFocus.isConnected) previousFocus.focus();
    onClose?.();
  }

  return { element: content, close };
}

/** Closes all open dialogs, for an unmount. */
export function closeAllDialogs() {
  while (stack.length > 0) stack.at(-1).close();
}

function lockBody() {
  if (stack.length > 1) return () => undefined;
  const { style } = document.body;
  style.pointerEvents = 'none';
  style.overflow = 'hidden';
  return () => {
    style.removeProperty('pointer-events');
    style.removeProperty('overflow');
    if (document.body.getAttribute('style') === '') document.body.removeAttribute('style');
  };
}

/** From body down to the dialog, every element beside the path becomes aria-hidden. Children of `<html>` are not reached. */
function hideOthers(content) {
  const hidden = [];
  let parent = document.body;
  while (parent !== content) {
    const next = Array.from(parent.children).find((child) => child.contains(content));
    if (!next) break;
    for (const child of parent.children) {
      if (child === next || child.getAttribute('aria-hidden') === 'true' || child.tagName === 'SCRIPT') continue;
      child.setAttribute('aria-hidden', 'true');
      child.setAttribute('data-aria-hidden', 'true');
      hidden.push(child);
    }
    parent = next;
  }
  return () => {
    for (const element of hidden) {
      element.removeAttribute('aria-hidden');
      element.removeAttribute('data-aria-hidden');
    }
  };
}

function keepTabInside(event, content) {
  const stops = Array.from(content.querySelectorAll(FOCUSABLE));
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return;
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}
