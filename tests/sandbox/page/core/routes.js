/** @typedef {{name: string, path: string, params: Record<string, string>, query: string}} Route */

const PATTERNS = [
  ['home', /^\/rooms\/?$/, []],
  ['room', /^\/chats\/([^/]+)\/?$/, ['roomId']],
  ['discussion', /^\/discussions\/([^/]+)\/?$/, ['discussionId']],
  ['closed-rooms', /^\/closed-chats\/?$/, []],
  ['closed-rooms.selected', /^\/closed-chats\/([^/]+)\/?$/, ['roomId']],
  ['sectors', /^\/settings\/?$/, []],
  ['sectors.edit', /^\/settings\/sectors\/([^/]+)\/?$/, ['uuid']],
  ['dashboard.manager', /^\/dashboard\/manager\/?$/, []],
  ['dashboard.view-mode', /^\/dashboard\/view-mode\/([^/]+)(?:\/[^/]+)?\/?$/, ['viewedAgent']],
];

/**
 * Finds the route of a path; `null` when nothing matches (the page then goes to its root, the memory router ignores it).
 * @returns {Route | null}
 */
export function matchRoute(fullPath) {
  const [path = '/', query = ''] = fullPath.split('?');
  for (const [name, pattern, keys] of PATTERNS) {
    const match = pattern.exec(path);
    if (!match) continue;
    const params = {};
    keys.forEach((key, index) => {
      params[key] = decodeURIComponent(match[index + 1]);
    });
    return { name, path, params, query };
  }
  return null;
}

/** Route of a path with the page's redirect to `/rooms` for everything unknown. */
export function routeOf(fullPath) {
  return matchRoute(fullPath) ?? { name: 'home', path: '/rooms', params: {}, query: '' };
}

/**
 * Resolves a path without leading slash against the current one, as a browser address would
 * (.github/docs/contract/page.md#opening-a-room).
 */
export function resolvePath(current, target) {
  if (target.startsWith('/')) return target;
  return current.slice(0, current.lastIndexOf('/') + 1) + target;
}

/** Splits a Connect address into project, module (`chats` or `settings`) and the page's own path. */
export function parseHostPath(path) {
  const match = /^\/projects\/([^/]+)(?:\/(.*))?$/.exec(path);
  if (!match) return null;
  const rest = match[2] ?? '';
  if (rest === 'chats' || rest.startsWith('chats/')) {
    const internal = rest.slice('chats/'.length);
    return {
      project: match[1],
      module: 'chats',
      internal: internal === '' || internal === 'init' ? '/rooms' : `/${internal}`,
    };
  }
  if (rest === 'settings/chats' || rest.startsWith('settings/chats/')) {
    const internal = rest.slice('settings/chats/'.length);
    return {
      project: match[1],
      module: 'settings',
      internal: internal === '' || internal === 'init' ? '/settings' : `/settings/${internal}`,
    };
  }
  return { project: match[1], module: rest.split('/')[0] || 'dashboard', internal: '' };
}

/** Connect address of a path of the page. */
export function hostPath(project, path) {
  if (path === '/settings' || path.startsWith('/settings/'))
    return `/projects/${project}/settings/chats${path.slice('/settings'.length) || '/init'}`;
  return `/projects/${project}/chats${path}`;
}
