import { watchNavigation } from './navigation.ts';
import type { ObserverLink } from './observer-link.ts';
import { isSameSession, type PageSession } from './page-session.ts';
import { watchRequestUrls } from './resource-urls.ts';

interface WatchedWindow {
  window: Window & { PerformanceObserver: typeof PerformanceObserver };
  document: Document;
  link: Pick<ObserverLink, 'onSockets'>;
  read: () => PageSession;
  slowCheckMs?: number;
  settleMs?: number;
}

/**
 * Calls back with the session now and at every change. Storage has no event in the same document, so what comes with
 * a change triggers a look: a request of the page (now, and once more after it had time to store the answer), a
 * socket, the address, visibility, other documents' `storage` events; a slow check is the net under all that: whoever
 * stores a new token need not ask for anything with it. A look costs about a microsecond.
 */
export function watchSession(ports: WatchedWindow, onChange: (session: PageSession) => void, signal: AbortSignal): void {
  const { window, document, link, read, slowCheckMs = 1_000, settleMs = 250 } = ports;
  let last: PageSession | null = null;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const look = (): void => {
    if (signal.aborted) return;
    const session = read();
    if (last !== null && isSameSession(last, session)) return;
    last = session;
    onChange(session);
  };
  const lookTwice = (): void => {
    look();
    settling ??= setTimeout(() => {
      settling = undefined;
      look();
    }, settleMs);
  };

  look();
  watchRequestUrls(window, lookTwice, signal);
  watchNavigation(window, lookTwice, signal);
  document.addEventListener('visibilitychange', look, { signal });
  window.addEventListener('pageshow', look, { signal });
  window.addEventListener('storage', look, { signal });
  const stopSockets = link.onSockets(lookTwice);
  const slow = setInterval(look, slowCheckMs);
  signal.addEventListener(
    'abort',
    () => {
      stopSockets();
      clearInterval(slow);
      clearTimeout(settling);
    },
    { once: true },
  );
}
