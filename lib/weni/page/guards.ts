/**
 * Events that would make the page's dialog close on a click in the panel, or take the focus back
 * (.github/docs/contract/page.md#guards).
 */
const POINTER_AND_FOCUS = [
  'pointerdown',
  'mousedown',
  'pointerup',
  'mouseup',
  'click',
  'touchstart',
  'focusin',
  'focusout',
] as const;

/**
 * Events of a key press in the panel that would bubble to the page's listeners (.github/docs/contract/page.md#keys).
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
 * Keeps page and panel from reacting to each other's events while the panel is mounted. Events of the panel stop at its
 * host element (in the bubble phase, after the panel's own handlers), and the page's focus trap gets no `focusout` when
 * the focus moves into the panel. So the page's dialogs stay open and the panel can be used beside them.
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
