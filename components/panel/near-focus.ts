const REACHED = 'button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), a[href], [tabindex="0"]';

/** Hidden under something that covers it, or within a list of tab stops where it is not the one. */
function canTakeFocus(element: HTMLElement): boolean {
  return element.isConnected && element.tabIndex >= 0 && element.closest('.veiled') === null;
}

/**
 * Keeps the focus near where it was when the element that has it is taken out of the document, as a press on *Remove*
 * does: to what came after it in the order of the Tab key, else to what came before, else to the first thing there is.
 * Without it the focus falls to the page's body, where the next key is the page's. A focus that is anywhere else is left alone.
 */
export function keepFocusNear(frame: HTMLElement, signal: AbortSignal): void {
  let last: HTMLElement | null = null;
  let order: readonly HTMLElement[] = [];
  const root = frame.getRootNode();
  const host = root instanceof ShadowRoot ? root.host : null;

  const remember = (event: Event): void => {
    if (!(event.target instanceof HTMLElement)) return;
    last = event.target;
    order = [...frame.querySelectorAll<HTMLElement>(REACHED)];
  };
  const look = (): void => {
    if (last === null || last.isConnected) return;
    const active = document.activeElement;
    const inside = root instanceof ShadowRoot ? root.activeElement : active;
    const isLost = active === null || active === document.body || (active === host && inside === null);
    const at = order.indexOf(last);
    const near = [...order.slice(at + 1), ...order.slice(0, Math.max(0, at)).toReversed()].find(canTakeFocus);
    last = null;
    if (isLost) (near ?? [...frame.querySelectorAll<HTMLElement>(REACHED)].find(canTakeFocus))?.focus({ preventScroll: true });
  };
  frame.addEventListener('focusin', remember, { signal });
  // Who presses somewhere in the page has left the panel, also where nothing there takes the focus.
  document.addEventListener('pointerdown', (event) => {
    if (!event.composedPath().includes(frame)) last = null;
  }, { capture: true, passive: true, signal });
  const observer = new MutationObserver(look);
  observer.observe(frame, { childList: true, subtree: true });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}
