import { OPEN_ATTRIBUTE, PANEL_ATTRIBUTE, WIDTH_PROPERTY } from './document-events.ts';

/**
 * Removes every panel host element in the document, whether its script still runs or not, and gives the page's roots
 * their full width back.
 */
export function removeLeftovers(document: Document): void {
  for (const host of document.querySelectorAll(`[${PANEL_ATTRIBUTE}]`)) host.remove();
  for (const root of document.querySelectorAll<HTMLElement>(`[${OPEN_ATTRIBUTE}]`)) {
    root.removeAttribute(OPEN_ATTRIBUTE);
    root.style.removeProperty(WIDTH_PROPERTY);
  }
}
