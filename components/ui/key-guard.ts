import { isTextField } from './text-field.ts';

const MOVES = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', 'Tab']);
/** What `keyCode` says of a key that an input method has taken, also where `isComposing` is not set yet. */
const TAKEN_BY_INPUT_METHOD = 229;

/**
 * Keeps two kinds of keys from every key handler below `root`, so that no handler has to know them. Keys of an input
 * method belong to the text being composed: its Enter chooses a word and its Esc gives it up. A key held down repeats
 * only what moves the focus or types text: nothing is sent, closed, opened or ticked over and over.
 */
export function guardKeys(root: EventTarget, signal: AbortSignal): void {
  const onKeyDown = (event: Event): void => {
    if (!(event instanceof KeyboardEvent)) return;
    if (event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD) {
      event.stopPropagation();
      return;
    }
    if (!event.repeat || MOVES.has(event.key)) return;
    event.stopPropagation();
    // On a button Enter and Space are clicks, in a field Enter submits its form. Other keys stay the browser's own, as those that zoom.
    const isTyped = isTextField(event) && (event.key === ' ' || event.composedPath()[0] instanceof HTMLTextAreaElement);
    if ((event.key === 'Enter' || event.key === ' ') && !isTyped) event.preventDefault();
  };
  root.addEventListener('keydown', onKeyDown, { capture: true, signal });
}
