import { maybe, SELECTORS } from './selectors.ts';

/** The page draws the composer some frames after the header; after this time the focus stays where it is. */
const WAIT_MS = 1_000;
const LOOK_EVERY_MS = 50;
const FIELD = 'textarea:not([disabled]), [contenteditable="true"], input[type="text"]:not([disabled])';

/**
 * Puts the caret into the composer of the chat on screen, so that what the agent types next goes to the customer. A chat
 * without a composer (in a queue, or outside the 24-hour window) leaves the focus where it is.
 *
 * @returns whether the composer has the focus
 */
export async function focusPageComposer(
  document: Document,
  wait: (delayMs: number) => Promise<void>,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= WAIT_MS; waitedMs += LOOK_EVERY_MS) {
    const field = maybe(SELECTORS.composer, document)?.querySelector<HTMLElement>(FIELD) ?? null;
    if (field !== null) {
      field.focus();
      return document.activeElement === field;
    }
    await wait(LOOK_EVERY_MS);
  }
  return false;
}
