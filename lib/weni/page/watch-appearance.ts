import { detailOf, DOCUMENT_EVENTS, LAYOUT_SELECTOR, NEAR_ANIMATION, SEEN_ANIMATION } from './document-events.ts';
import { removeLeftovers } from './leftovers.ts';

/** The background injects the panel; if none answers in this time, it is asked again. */
const RETRY_MS = [1_000, 4_000, 15_000] as const;
/** Several signs come with one appearance, and the panel needs a moment to answer; shorter than the first retry. */
const QUIET_MS = 900;

export interface AppearanceOptions {
  /** The extension that this copy belongs to was updated or removed. */
  isOrphaned(): boolean;
  /** Chats is starting: the panel will be asked for soon, of a background that may have to be started first. */
  announce(): void;
  /** Asks for the panel; called again after RETRY_MS until one answers. */
  ask(): void;
  /** Registers the answer to the background's question whether this script lives here; false once it has left. */
  onAsked(answer: () => boolean): void;
}

/** Tells when a Chats root appears in this document and no panel is alive in it; says and touches nothing elsewhere. */
export function watchAppearance({ isOrphaned, announce, ask, onAsked }: AppearanceOptions): void {
  const controller = new AbortController();
  const { signal } = controller;
  const instance = Math.random().toString(36);
  let retries = 0;
  let sentAt = -QUIET_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // An update leaves older copies of this script running in Chrome: the newest one asks them to go.
  document.dispatchEvent(new CustomEvent(DOCUMENT_EVENTS.bootstrap, { detail: instance }));
  document.addEventListener(
    DOCUMENT_EVENTS.bootstrap,
    (event) => detailOf(event) !== instance && stop(),
    { signal },
  );

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
      // Updated or removed, and nobody took over: the page gets its width back from a panel that cannot work.
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
  // No animation starts in a hidden tab, nor in a page that forbids animations: there the socket is the sign.
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
