/** Initiator types of resource timing entries that a script of the page caused. */
const OWN_KINDS: ReadonlySet<string> = new Set(['xmlhttprequest', 'fetch']);

/**
 * Calls back with the URL of every XHR and fetch request of the document's scripts, including earlier ones as far as
 * the browser's buffer reaches (about 250 entries). Images, frames, style sheets and media are ignored: a contact can
 * make the page load them by writing a link into a chat, so their URLs prove nothing. Works in the isolated world of
 * both browsers without patching anything.
 */
export function watchRequestUrls(
  window: { PerformanceObserver: typeof PerformanceObserver },
  onUrl: (url: string) => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const observer = new window.PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (isOwnRequest(entry)) onUrl(entry.name);
  });
  observer.observe({ type: 'resource', buffered: true });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}

/** Checks the property instead of using `instanceof`: the entry may come from another JavaScript world. */
function isOwnRequest(entry: PerformanceEntry): boolean {
  return 'initiatorType' in entry && typeof entry.initiatorType === 'string' && OWN_KINDS.has(entry.initiatorType);
}
