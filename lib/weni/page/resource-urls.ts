/** Kinds of resource timing entries that a script of the page made itself. */
const OWN_KINDS: ReadonlySet<string> = new Set(['xmlhttprequest', 'fetch']);

/**
 * Calls back with the URL of every request that scripts of the document make by XHR or fetch, those before the call
 * included (as far as the browser's buffer of about 250 entries reaches). Pictures, frames, style sheets and media are left
 * out: their addresses come from what strangers write into a chat, and prove nothing. Works in the isolated world of both
 * browsers, needs no hook.
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

/** By property and not by class: the entry may be another world's. */
function isOwnRequest(entry: PerformanceEntry): boolean {
  return 'initiatorType' in entry && typeof entry.initiatorType === 'string' && OWN_KINDS.has(entry.initiatorType);
}
