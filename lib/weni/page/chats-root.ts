import { LAYOUT_SELECTOR, SEEN_ANIMATION } from './document-events.ts';

/** The page's root element (it is pushed aside, and carries theme and colours) and the layout inside it. */
export interface ChatsRoot {
  root: HTMLElement;
  layout: HTMLElement;
}

/**
 * Finds the Chats application that this document shows, or null. Inside Connect, the root stays in the document after
 * an unmount, and the layout has no size on other routes; so only a layout with a size counts
 * (.github/docs/contract/page.md#appearing-and-going).
 */
export function findChatsRoot(
  document: Document,
  hasSize: (element: Element) => boolean = isRendered,
): ChatsRoot | null {
  for (const layout of document.querySelectorAll<HTMLElement>(LAYOUT_SELECTOR)) {
    const root = layout.closest<HTMLElement>('.chats-webapp');
    if (root && hasSize(layout)) return { root, layout };
  }
  return null;
}

interface RootPorts {
  document: Document;
  window: { ResizeObserver: typeof ResizeObserver };
  hasSize?: (element: Element) => boolean;
}

/**
 * Calls back with the root when Chats appears or is mounted again, and with null when it is hidden or unmounted. The
 * animation marker of public/page.css signals that it appears, a ResizeObserver that it goes. Neither fires in a hidden
 * tab, so the page is checked again when it becomes visible.
 */
export function watchChatsRoot(
  ports: RootPorts,
  onChange: (found: ChatsRoot | null) => void,
  signal: AbortSignal,
): void {
  const { document, window, hasSize = isRendered } = ports;
  let shown: ChatsRoot | null = null;

  const look = (): void => {
    if (signal.aborted) return;
    const found = findChatsRoot(document, hasSize);
    if (found?.layout === shown?.layout && found?.root === shown?.root) return;
    if (found) {
      sizes.disconnect();
      sizes.observe(found.layout);
    }
    shown = found;
    onChange(found);
  };
  // Keep observing a hidden layout: it gets its size back when Connect returns to the route.
  const sizes = new window.ResizeObserver(look);

  document.addEventListener(
    'animationstart',
    (event) => {
      if (event.animationName === SEEN_ANIMATION) look();
    },
    { capture: true, signal },
  );
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => sizes.disconnect(), { once: true });
  look();
}

function isRendered(element: Element): boolean {
  return element.getClientRects().length > 0;
}
