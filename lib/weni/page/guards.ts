/**
 * Without these the page's dialog closes on a click in the panel, and takes the focus back
 * (.github/docs/contract/page.md#guards).
 */
const POINTER_AND_FOCUS = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'touchstart', 'focusin', 'focusout'] as const;

/**
 * Everything a key press in the panel would show to the page's bubble listeners (.github/docs/contract/page.md#keys).
 */
const KEYS_AND_INPUT = [
  'keydown',
  'keyup',
  'keypress',
  'input',
  'beforeinput',
  'paste',
  'copy',
  'cut',
  'compositionstart',
  'compositionupdate',
  'compositionend',
] as const;

/**
 * Keeps page and panel out of each other's way while the panel is mounted: what happens in the panel ends at its host
 * (in the bubble phase, after the panel's own handlers), and the page's focus trap does not hear that the focus went
 * there. The page's dialogs stay open and the panel stays usable beside them.
 */
export function installGuards(host: HTMLElement, window: Window, signal: AbortSignal): void {
  const stop = (event: Event): void => event.stopPropagation();
  for (const type of [...POINTER_AND_FOCUS, ...KEYS_AND_INPUT]) host.addEventListener(type, stop, { signal });
  window.addEventListener(
    'focusout',
    (event) => {
      if (event.relatedTarget === host) event.stopImmediatePropagation();
    },
    { capture: true, signal },
  );
}
