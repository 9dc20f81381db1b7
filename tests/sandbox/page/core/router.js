import { matchRoute, resolvePath, routeOf } from './routes.js';

/**
 * Uses the browser history in the page's own document, and memory inside Connect's. A route change only changes the
 * address: the store decides which room is shown.
 * @param {{memory: boolean, initial: string, signal: AbortSignal, onNavigate(route: import('./routes.js').Route): void}} options
 */
export function createRouter({ memory, initial, signal, onNavigate }) {
  let route = routeOf(initial);
  const listeners = [];

  function enter(next) {
    route = next;
    for (const listener of listeners) listener(route);
    onNavigate(route);
  }

  function go(path, write) {
    const absolute = resolvePath(route.path, path);
    const next = memory ? matchRoute(absolute) : routeOf(absolute);
    if (next === null || (next.path === route.path && next.query === route.query)) return;
    if (!memory) write(next.query ? `${next.path}?${next.query}` : next.path);
    enter(next);
  }

  if (!memory) {
    if (location.pathname !== route.path) history.replaceState(history.state, '', route.path);
    window.addEventListener('popstate', () => enter(routeOf(location.pathname + location.search)), { signal });
  }

  return {
    get current() {
      return route;
    },
    get currentRoute() {
      return { value: route };
    },
    push: (to) => go(pathOf(to), (path) => history.pushState({}, '', path)),
    replace: (to) => go(pathOf(to), (path) => history.replaceState({}, '', path)),
    onChange: (listener) => listeners.push(listener),
  };
}

/** Accepts a path, or the named form that other code passes to the real router. */
function pathOf(to) {
  if (typeof to === 'string') return to;
  if (typeof to.path === 'string') return to.path;
  if (to.name === 'room') return `/chats/${to.params.roomId}`;
  return '/rooms';
}
