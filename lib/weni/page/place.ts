import type { ChatsRoot } from './chats-root.ts';
import { OPEN_ATTRIBUTE, WIDTH_PROPERTY } from './document-events.ts';
import { maybe, SELECTORS } from './selectors.ts';

/**
 * Least width that must remain for the page when it is pushed; it needs more with its right column open
 * (.github/docs/contract/page.md#placing-the-panel).
 */
const MIN_PAGE_PX = { withAside: 750, withoutAside: 640 } as const;

/** `push`: the page becomes narrower. `overlay`: the page has no room for that, so the panel covers its right edge. */
export type PlaceMode = 'push' | 'overlay';

/** Position of the panel relative to the page. Lengths are CSS px in the viewport. */
export interface PlaceView {
  mode: PlaceMode;
  /** Top edge and height of the page's root. The panel stands beside the root, below Connect's top bar. */
  topPx: number;
  heightPx: number;
  /** Free space between the right edge of the root and the viewport's; 0 when the page fills the window. */
  rightPx: number;
  isPageDialogOpen: boolean;
  /**
   * An open panel of this width covers part of the open chat (composer, Send, End chat), because the chat reaches
   * further right than the panel's left edge. Also computed while the panel is folded: whether it would cover the chat
   * if it were open.
   */
  coversChat: boolean;
}

/**
 * Whether a panel of this width may push the page or must cover it. `rootWidthPx` is the page's width without a push.
 */
export function decidePlace(measured: { rootWidthPx: number; panelWidthPx: number; hasAside: boolean }): PlaceMode {
  const leftPx = measured.rootWidthPx - measured.panelWidthPx;
  return leftPx >= (measured.hasAside ? MIN_PAGE_PX.withAside : MIN_PAGE_PX.withoutAside) ? 'push' : 'overlay';
}

/** The page's modal dialogs set `pointer-events: none` on `<body>`; its popovers and toasts do not (measured). */
export function isPageDialogOpen(document: Document): boolean {
  return document.body?.style.pointerEvents === 'none';
}

interface PlacePorts {
  document: Document;
  window: Window & { ResizeObserver: typeof ResizeObserver; MutationObserver: typeof MutationObserver };
}

/** Places the panel beside the page. Every method returns the position that results. */
export interface Place {
  /** Opens the panel at this width and pushes the page if it has room. */
  open(panelWidthPx: number): PlaceView;
  /**
   * Folds the panel and gives the page its full width. `mode` stays the mode of an open panel of this width. Otherwise
   * a panel that folds for a page dialog would become `push`, need not fold any more, open again, and so on without
   * end.
   */
  close(panelWidthPx: number): PlaceView;
  read(): PlaceView;
}

/**
 * Pushes one page root by an attribute and a custom property, and calls back when mode, position or the page's dialog
 * state changes. The CSS rule itself ships in public/page.css, because changing a style sheet costs over 100 ms in
 * Firefox. Aborting gives the page its width back.
 */
export function createPlace(
  { root, layout }: ChatsRoot,
  ports: PlacePorts & { onChange: (view: PlaceView) => void },
  signal: AbortSignal,
): Place {
  const { document, window, onChange } = ports;
  let panelWidthPx = 0;
  let isOpen = false;
  let last = '';

  const hasAside = (): boolean =>
    layout.classList.contains('has-aside') || layout.querySelector(':scope > section.aside') !== null;

  /** Compares the chat's right edge with the panel's left edge, for the page as it is now. */
  const isChatCovered = (mode: PlaceMode, rightEdgePx: number): boolean => {
    if (mode === 'push') return false;
    const chat = maybe(SELECTORS.chat, root)?.getBoundingClientRect();
    return chat !== undefined && chat.width > 0 && chat.right > rightEdgePx - panelWidthPx;
  };

  const apply = (): PlaceView => {
    const pushedPx = root.hasAttribute(OPEN_ATTRIBUTE)
      ? Number.parseFloat(root.style.getPropertyValue(WIDTH_PROPERTY)) || 0
      : 0;
    const box = root.getBoundingClientRect();
    const rootWidthPx = box.width + pushedPx;
    const mode = decidePlace({ rootWidthPx, panelWidthPx, hasAside: hasAside() });
    if (isOpen && mode === 'push') {
      if (pushedPx !== panelWidthPx) root.style.setProperty(WIDTH_PROPERTY, `${panelWidthPx}px`);
      if (!root.hasAttribute(OPEN_ATTRIBUTE)) root.setAttribute(OPEN_ATTRIBUTE, '');
    } else if (root.hasAttribute(OPEN_ATTRIBUTE)) {
      root.removeAttribute(OPEN_ATTRIBUTE);
      root.style.removeProperty(WIDTH_PROPERTY);
    }
    return {
      mode,
      topPx: Math.max(0, Math.round(box.top)),
      heightPx: Math.round(box.height),
      rightPx: Math.max(0, Math.round(document.documentElement.clientWidth - box.left - rootWidthPx)),
      isPageDialogOpen: isPageDialogOpen(document),
      coversChat: isChatCovered(mode, document.documentElement.clientWidth),
    };
  };
  const update = (): PlaceView => {
    const view = apply();
    const key = JSON.stringify(view);
    if (!signal.aborted && key !== last) {
      last = key;
      onChange(view);
    }
    return view;
  };

  // Wait for the next animation frame: a size changed inside the callback makes the browser report an error in the
  // page's window.
  const sizes = new window.ResizeObserver(() => {
    window.requestAnimationFrame(() => {
      if (!signal.aborted) update();
    });
  });
  sizes.observe(root);
  // Chats opens, closes and resizes columns without a change of the root's size. The right column is added as a child
  // of the layout, a chat as a child of the layout's `<main>`. Changes deeper inside them are not observed.
  let watched: readonly Element[] = [];
  const columns = new window.MutationObserver(() => {
    watchColumns();
    update();
  });
  function watchColumns(): void {
    const main = layout.querySelector(':scope > main');
    const chat = maybe(SELECTORS.chat, root);
    const now = [main, chat].filter((element) => element !== null);
    if (now.length === watched.length && now.every((element, at) => element === watched[at])) return;
    for (const element of watched) sizes.unobserve(element);
    columns.disconnect();
    columns.observe(layout, { attributes: true, attributeFilter: ['class'], childList: true });
    if (main !== null) columns.observe(main, { childList: true });
    for (const element of now) sizes.observe(element);
    watched = now;
  }
  columns.observe(layout, { attributes: true, attributeFilter: ['class'], childList: true });
  watchColumns();
  const dialogs = new window.MutationObserver(update);
  if (document.body) dialogs.observe(document.body, { attributes: true, attributeFilter: ['style'] });
  window.addEventListener('resize', update, { signal });
  signal.addEventListener(
    'abort',
    () => {
      sizes.disconnect();
      columns.disconnect();
      dialogs.disconnect();
      isOpen = false;
      apply();
    },
    { once: true },
  );

  const setOpen = (open: boolean, widthPx: number): PlaceView => {
    isOpen = open;
    panelWidthPx = Math.round(widthPx);
    return update();
  };

  return {
    open: (widthPx) => setOpen(true, widthPx),
    close: (widthPx) => setOpen(false, widthPx),
    read: apply,
  };
}
