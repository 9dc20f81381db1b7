/**
 * Calls back with the URL of every resource the document loads, those before the call included (as far as the
 * browser's buffer of about 250 entries reaches). Works in the isolated world of both browsers, needs no hook.
 */
export function watchResourceUrls(
  window: { PerformanceObserver: typeof PerformanceObserver },
  onUrl: (url: string) => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const observer = new window.PerformanceObserver((list) => {
    for (const entry of list.getEntries()) onUrl(entry.name);
  });
  observer.observe({ type: 'resource', buffered: true });
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}
