const REACHED =
  'button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), a[href], [tabindex="0"]';

/**
 * Whether the element can take the focus: not when something covers it, and not when another element is its group's tab
 * stop.
 */
function canTakeFocus(element: HTMLElement): boolean {
  return element.isConnected && element.tabIndex >= 0 && element.closest('.veiled') === null;
}

/**
 * Keeps the focus nearby when the focused element is removed, for example by a press on *Remove*. It moves to the next
 * element in tab order, else to the previous one, else to the first of the panel. Otherwise the focus would fall to the
 * page's body, and the next key would reach the page. A focus elsewhere is left alone.
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
    if (isLost)
      (near ?? [...frame.querySelectorAll<HTMLElement>(REACHED)].find(canTakeFocus))?.focus({ preventScroll: true });
  };
  frame.addEventListener('focusin', remember, { signal });
  // A press in the page means that the agent has left the panel, even if nothing there takes the focus.
  document.addEventListener(
    'pointerdown',
    (event) => {
      if (!event.composedPath().includes(frame)) last = null;
    },
    { capture: true, passive: true, signal },
  );
  const observer = new MutationObserver(look);
  observer.observe(frame, { childList: true, subtree: true });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}
