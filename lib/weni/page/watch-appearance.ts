import { detailOf, DOCUMENT_EVENTS, LAYOUT_SELECTOR, NEAR_ANIMATION, SEEN_ANIMATION } from './document-events.ts';
import { removeLeftovers } from './leftovers.ts';

/** The bootstrap asks for the panel again if the background has not injected one after these times. */
const RETRY_MS = [1_000, 4_000, 15_000] as const;
/**
 * One appearance causes several events, and the panel needs a moment to answer. Must be shorter than the first retry.
 */
const QUIET_MS = 900;

/** The bootstrap's connection to the extension. */
export interface AppearanceOptions {
  /** Whether the extension of this copy was updated or removed. */
  isOrphaned(): boolean;
  /** Chats is starting. The panel will be requested soon, so the background may start now. */
  announce(): void;
  /** Requests the panel; called again after RETRY_MS until a panel answers. */
  ask(): void;
  /** Registers the answer to the background's question whether this script is alive; false once it has stopped. */
  onAsked(answer: () => boolean): void;
}

/**
 * Watches for a Chats root that appears in this document while no panel is alive, and then requests one. In other pages
 * it sends nothing and changes nothing.
 */
export function watchAppearance({ isOrphaned, announce, ask, onAsked }: AppearanceOptions): void {
  const controller = new AbortController();
  const { signal } = controller;
  const instance = Math.random().toString(36);
  let retries = 0;
  let sentAt = -QUIET_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // In Chrome, older copies of this script keep running after an update: tell them to stop.
  document.dispatchEvent(new CustomEvent(DOCUMENT_EVENTS.bootstrap, { detail: instance }));
  document.addEventListener(DOCUMENT_EVENTS.bootstrap, (event) => detailOf(event) !== instance && stop(), { signal });

  function stop(): void {
    clearTimeout(timer);
    controller.abort();
  }

  function isPanelAlive(): boolean {
    return !document.dispatchEvent(new Event(DOCUMENT_EVENTS.anyone, { cancelable: true }));
  }

  function hasChats(): boolean {
    return [...document.querySelectorAll(LAYOUT_SELECTOR)].some((layout) => layout.getClientRects().length > 0);
  }

  function look(): void {
    if (signal.aborted || !hasChats() || isPanelAlive()) return;
    if (isOrphaned()) {
      // The extension was updated or removed and no newer copy runs: the panel cannot work, so give the page its width
      // back.
      stop();
      removeLeftovers(document);
      return;
    }
    if (performance.now() - sentAt < QUIET_MS) return;
    const delayMs = RETRY_MS[retries];
    retries += 1;
    sentAt = performance.now();
    clearTimeout(timer);
    if (delayMs !== undefined) timer = setTimeout(look, delayMs);
    ask();
  }

  function lookAfresh(): void {
    retries = 0;
    look();
  }

  document.addEventListener(
    'animationstart',
    ({ animationName }) => {
      if (animationName === SEEN_ANIMATION) lookAfresh();
      else if (animationName === NEAR_ANIMATION && !isOrphaned() && !isPanelAlive()) announce();
    },
    { capture: true, signal },
  );
  // Animations do not start in a hidden tab or in a page that forbids them, so an agent socket also counts as a sign.
  document.addEventListener('visibilitychange', lookAfresh, { signal });
  document.addEventListener(
    DOCUMENT_EVENTS.observed,
    (event) => {
      if (!detailOf(event)?.slice(0, 30).includes('sockets')) return;
      clearTimeout(timer);
      timer = setTimeout(look, RETRY_MS[0]);
    },
    { signal },
  );
  window.addEventListener('pageshow', (event) => event.persisted && lookAfresh(), { signal });
  onAsked(() => {
    lookAfresh();
    return !signal.aborted;
  });
  lookAfresh();
}
