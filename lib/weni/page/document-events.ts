/**
 * Names of the events our own scripts exchange on `document`. Details are strings: an object made in the isolated
 * world throws in the page in Firefox (.github/docs/contract/socket.md#how-it-is-observed). The page can hear and forge
 * all of them, so nothing said here is believed before it is parsed, and nothing here can send anything to a customer.
 */
export const DOCUMENT_EVENTS = {
  /** Observer → isolated: JSON of ObserverMessage (observer-messages.ts). The observer repeats the name. */
  observed: 'disparo:observed',
  /** Isolated → observer: JSON of ObserverAsk (observer-messages.ts). The observer repeats the name. */
  ask: 'disparo:ask',
  /** A copy of the panel script starts: every other copy leaves. Detail: JSON {version, instance}. */
  takeover: 'disparo:takeover',
  /** "Is a living panel script in this frame?": it answers with preventDefault, at once. No detail. */
  anyone: 'disparo:anyone',
  /** A copy of the bootstrap starts: older copies leave. Detail: its instance id. */
  bootstrap: 'disparo:bootstrap',
} as const;

/** Attribute of the panel's host element; whatever carries it is ours and may be removed by a newer copy. */
export const PANEL_ATTRIBUTE = 'data-disparo-panel';
/** Attribute on the page's root while the page is pushed aside; the rule is in public/page.css. */
export const OPEN_ATTRIBUTE = 'data-disparo-open';
/** Custom property with the panel's width, on the page's root. */
export const WIDTH_PROPERTY = '--disparo-width';
/** Name of the animation in public/page.css that fires when the page's root is first painted, as a rule still empty. */
export const NEAR_ANIMATION = 'disparo-near';
/** Name of the animation in public/page.css that fires when a Chats layout is first painted. */
export const SEEN_ANIMATION = 'disparo-seen';
/**
 * What the animation marks: Chats is there when this exists and has a size
 * (.github/docs/contract/page.md#appearing-and-going).
 */
export const LAYOUT_SELECTOR = '.chats-webapp .chats-layout';

/** The string detail of a document event, else null. By property and not by class: the event may be another world's. */
export function detailOf(event: Event): string | null {
  return 'detail' in event && typeof event.detail === 'string' ? event.detail : null;
}
