/**
 * Calls back whenever the address may have changed: the Navigation API where the browser has it (it fires in the
 * isolated world for changes made by page and host, measured in both browsers), `popstate`, and Connect's
 * `updateRoute` for its in-memory router.
 */
export function watchNavigation(window: Window, onChange: () => void, signal: AbortSignal): void {
  const navigation = 'navigation' in window ? window.navigation : null;
  if (navigation instanceof EventTarget) navigation.addEventListener('currententrychange', onChange, { signal });
  window.addEventListener('popstate', onChange, { signal });
  window.addEventListener('updateRoute', onChange, { signal });
}
