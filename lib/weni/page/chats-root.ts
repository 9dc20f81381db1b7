import { LAYOUT_SELECTOR, SEEN_ANIMATION } from './document-events.ts';

/** The page's root (pushed aside, carries theme and colours) and the layout inside it. */
export interface ChatsRoot {
  root: HTMLElement;
  layout: HTMLElement;
}

/**
 * The Chats shown in this document, or null. After an unmount inside Connect the empty root stays, and off its route
 * the layout has no size: only a layout with a size counts (.github/docs/contract/page.md#appearing-and-going).
 */
export function findChatsRoot(document: Document, hasSize: (element: Element) => boolean = isRendered): ChatsRoot | null {
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
 * Calls back with the root when Chats appears (also: comes back, is mounted anew) and with null when it is hidden or
 * unmounted. Appearing is seen by the animation marker of public/page.css, going by a ResizeObserver; neither fires
 * in a hidden tab, where there is nothing to show, so becoming visible is checked too.
 */
export function watchChatsRoot(ports: RootPorts, onChange: (found: ChatsRoot | null) => void, signal: AbortSignal): void {
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
  // A hidden layout stays observed: its growing back is the sign that Connect returned to the route.
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
