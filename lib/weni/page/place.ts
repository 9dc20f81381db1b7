import type { ChatsRoot } from './chats-root.ts';
import { OPEN_ATTRIBUTE, WIDTH_PROPERTY } from './document-events.ts';
import { maybe, SELECTORS } from './selectors.ts';

/**
 * Least width left to the page when it is pushed: with the right column open it needs more
 * (.github/docs/contract/page.md#placing-the-panel).
 */
const MIN_PAGE_PX = { withAside: 750, withoutAside: 640 } as const;

/** Push: the page gives way. Overlay: too narrow for that, the panel lies over the page's right edge. */
export type PlaceMode = 'push' | 'overlay';

/** How the panel stands to the page now. Lengths are CSS px in the viewport. */
export interface PlaceView {
  mode: PlaceMode;
  /** Top edge and height of the page's root: the panel stands beside it, under Connect's top bar. */
  topPx: number;
  heightPx: number;
  /** Free space from the root's right edge to the viewport's, 0 where the page fills the window. */
  rightPx: number;
  isPageDialogOpen: boolean;
  /**
   * An open panel of this width lies over the open chat: its composer, Send and End chat reach further right than the
   * panel's left edge. True of a folded panel too, as what would be if it were open.
   */
  coversChat: boolean;
}

/** Whether a panel of this width may push the page, or has to lie over it. `rootWidthPx` is the page's width unpushed. */
export function decidePlace(measured: { rootWidthPx: number; panelWidthPx: number; hasAside: boolean }): PlaceMode {
  const leftPx = measured.rootWidthPx - measured.panelWidthPx;
  return leftPx >= (measured.hasAside ? MIN_PAGE_PX.withAside : MIN_PAGE_PX.withoutAside) ? 'push' : 'overlay';
}

/** The page's modal dialogs switch pointer events off on `<body>`, its popovers and toasts do not (measured). */
export function isPageDialogOpen(document: Document): boolean {
  return document.body?.style.pointerEvents === 'none';
}

interface PlacePorts {
  document: Document;
  window: Window & { ResizeObserver: typeof ResizeObserver; MutationObserver: typeof MutationObserver };
}

/** The panel's side of the page; every call returns how it stands afterwards. */
export interface Place {
  /** The panel is open and this wide: the page is pushed where there is room for it. */
  open(panelWidthPx: number): PlaceView;
  /**
   * Collapsed: the page has its full width. The mode stays that of a panel this wide: if making room for a page dialog
   * made it `push`, there would be nothing to make room for, and the panel would open and close without end.
   */
  close(panelWidthPx: number): PlaceView;
  read(): PlaceView;
}

/**
 * Pushes one page root by an attribute and a custom property (the rule ships in public/page.css: changing a sheet
 * costs over 100 ms in Firefox), and calls back when mode, position or the page's dialog state changes.
 * Aborting gives the page its width back.
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

  const hasAside = (): boolean => layout.classList.contains('has-aside') || layout.querySelector(':scope > section.aside') !== null;

  /** The chat's right edge against the panel's left one; the page as it is now, pushed or not. */
  const isChatCovered = (mode: PlaceMode, rightEdgePx: number): boolean => {
    if (mode === 'push') return false;
    const chat = maybe(SELECTORS.chat, root)?.getBoundingClientRect();
    return chat !== undefined && chat.width > 0 && chat.right > rightEdgePx - panelWidthPx;
  };

  const apply = (): PlaceView => {
    const pushedPx = root.hasAttribute(OPEN_ATTRIBUTE) ? Number.parseFloat(root.style.getPropertyValue(WIDTH_PROPERTY)) || 0 : 0;
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

  // In the next frame: a size changed inside the callback would be reported to the page as an error of its window.
  const sizes = new window.ResizeObserver(() => {
    window.requestAnimationFrame(() => {
      if (!signal.aborted) update();
    });
  });
  sizes.observe(root);
  // Chats opens, closes and resizes its columns without changing the root: the right column comes and goes as a child of
  // the layout, a chat as a child of the layout's `<main>`. Their own content is not followed.
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

  const stand = (open: boolean, widthPx: number): PlaceView => {
    isOpen = open;
    panelWidthPx = Math.round(widthPx);
    return update();
  };

  return {
    open: (widthPx) => stand(true, widthPx),
    close: (widthPx) => stand(false, widthPx),
    read: apply,
  };
}
