/**
 * Names of the events that our scripts exchange on `document`. Their details are strings: in Firefox, reading an object
 * from the isolated world throws in the page (.github/docs/contract/socket.md#how-it-is-observed). The page can see and
 * forge these events, so receivers parse every detail, and no event can make the extension send anything to a contact.
 */
export const DOCUMENT_EVENTS = {
  /**
   * Observer → panel script: JSON of ObserverMessage (observer-messages.ts). The observer has its own copy of this
   * name.
   */
  observed: 'disparo:observed',
  /**
   * Panel script → observer: JSON of ObserverAsk (observer-messages.ts). The observer has its own copy of this name.
   */
  ask: 'disparo:ask',
  /** A copy of the panel script has started and all other copies must leave. Detail: JSON {version, instance}. */
  takeover: 'disparo:takeover',
  /**
   * Asks whether a living panel script is in this tab frame. It answers synchronously with preventDefault. No detail.
   */
  anyone: 'disparo:anyone',
  /** A copy of the bootstrap has started and older copies must leave. Detail: its instance id. */
  bootstrap: 'disparo:bootstrap',
} as const;

/** Attribute of the panel's host element. A newer copy of the panel script may remove every element that has it. */
export const PANEL_ATTRIBUTE = 'data-disparo-panel';
/** Set on the page's root while the page is pushed aside; the CSS rule is in public/page.css. */
export const OPEN_ATTRIBUTE = 'data-disparo-open';
/** Custom property on the page's root: the width of the panel. */
export const WIDTH_PROPERTY = '--disparo-width';
/**
 * Animation of public/page.css that fires when the page's root is first painted. At that time it is usually still empty.
 */
export const NEAR_ANIMATION = 'disparo-near';
/** Animation of public/page.css that fires when a Chats layout is first painted. */
export const SEEN_ANIMATION = 'disparo-seen';
/**
 * The element that the animation marks. Chats is shown when it exists and has a size
 * (.github/docs/contract/page.md#appearing-and-going).
 */
export const LAYOUT_SELECTOR = '.chats-webapp .chats-layout';

/**
 * The detail of a document event when it is a string, else null. Checks the property instead of using `instanceof`: the
 * event may come from another JavaScript world, whose classes differ.
 */
export function detailOf(event: Event): string | null {
  return 'detail' in event && typeof event.detail === 'string' ? event.detail : null;
}
