/**
 * Calls back whenever the URL may have changed. It listens to the Navigation API where the browser has it (in both
 * browsers it fires in the isolated world for changes made by the page or by Connect; measured), to `popstate`, and to
 * `updateRoute`, which Connect fires for its in-memory router.
 */
export function watchNavigation(window: Window, onChange: () => void, signal: AbortSignal): void {
  const navigation = 'navigation' in window ? window.navigation : null;
  if (navigation instanceof EventTarget) navigation.addEventListener('currententrychange', onChange, { signal });
  window.addEventListener('popstate', onChange, { signal });
  window.addEventListener('updateRoute', onChange, { signal });
}
