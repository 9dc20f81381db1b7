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
 * Calls back with the session now and at every change. Storage fires no event in the document that writes it, so
 * anything that usually comes with a change triggers a check: a request of the page (now, and once more after the page
 * had time to store the answer), a socket, the URL, visibility, and `storage` events of other documents. A slow
 * interval covers the rest, because the page can store a new token without a request. A check costs about a
 * microsecond.
 */
export function watchSession(
  ports: WatchedWindow,
  onChange: (session: PageSession) => void,
  signal: AbortSignal,
): void {
  const { window, document, link, read, slowCheckMs = 1_000, settleMs = 250 } = ports;
  let last: PageSession | null = null;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const check = (): void => {
    if (signal.aborted) return;
    const session = read();
    if (last !== null && isSameSession(last, session)) return;
    last = session;
    onChange(session);
  };
  const checkNowAndLater = (): void => {
    check();
    settling ??= setTimeout(() => {
      settling = undefined;
      check();
    }, settleMs);
  };

  check();
  watchRequestUrls(window, checkNowAndLater, signal);
  watchNavigation(window, checkNowAndLater, signal);
  document.addEventListener('visibilitychange', check, { signal });
  window.addEventListener('pageshow', check, { signal });
  window.addEventListener('storage', check, { signal });
  const stopSockets = link.onSockets(checkNowAndLater);
  const slow = setInterval(check, slowCheckMs);
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
