import { isTextField } from './text-field.ts';

const MOVES = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', 'Tab']);
/** `keyCode` of a key that an input method has taken; some browsers set it before `isComposing`. */
const TAKEN_BY_INPUT_METHOD = 229;

/**
 * Stops two kinds of key events before the handlers below `root`, so that these need not check for them. Keys of an
 * input method belong to the text being composed: its Enter chooses a word, and its Esc discards it. A key that is held
 * down repeats only if it moves the focus or types text, so that nothing is sent, closed, opened or ticked repeatedly.
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
    // On a button, Enter and Space are clicks; in a field, Enter submits the form. Other keys keep the browser's
    // behaviour, for example zoom.
    const isTyped = isTextField(event) && (event.key === ' ' || event.composedPath()[0] instanceof HTMLTextAreaElement);
    if ((event.key === 'Enter' || event.key === ' ') && !isTyped) event.preventDefault();
  };
  root.addEventListener('keydown', onKeyDown, { capture: true, signal });
}
