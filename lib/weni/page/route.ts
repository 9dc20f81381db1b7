import { RoomUuid } from '../../ids.ts';
import { watchNavigation } from './navigation.ts';

/** Where the URL says the agent is. It may name a room that never opened, so it does not prove what is on screen. */
export type PageRoute =
  | { name: 'home' }
  | { name: 'room'; roomUuid: RoomUuid }
  | { name: 'discussion' }
  | { name: 'closed-rooms' }
  | { name: 'settings' }
  | { name: 'dashboard' }
  | { name: 'view-mode' }
  | { name: 'projects' }
  | { name: 'other' };

/**
 * Reads the route from a URL path, in all three modes. Inside Connect the page's own path follows
 * `/projects/<uuid>/chats/` (the chats) or `/projects/<uuid>/settings/chats/` (its settings)
 * (.github/docs/contract/page.md#routes).
 */
export function readRoute(pathname: string): PageRoute {
  const inConnect = /^\/projects\/[^/]+\/(chats|settings\/chats)(?:\/(.*))?$/.exec(pathname);
  if (inConnect?.[1] === 'settings/chats') return { name: 'settings' };
  const own = (inConnect ? (inConnect[2] ?? '') : pathname).replace(/^\/+|\/+$/g, '');
  const [first = '', second = ''] = own.split('/');
  switch (first) {
    case '':
    case 'init':
    case 'rooms':
      return { name: 'home' };
    case 'chats': {
      const room = RoomUuid.safeParse(second.toLowerCase());
      return room.success ? { name: 'room', roomUuid: room.data } : { name: 'other' };
    }
    case 'discussions':
      return { name: 'discussion' };
    case 'closed-chats':
      return { name: 'closed-rooms' };
    case 'settings':
      return { name: 'settings' };
    case 'dashboard':
      return second === 'view-mode' ? { name: 'view-mode' } : { name: 'dashboard' };
    case 'orgs':
      return { name: 'projects' };
    default:
      return { name: 'other' };
  }
}

/** Calls back with the route now and whenever it changes. */
export function watchRoute(window: Window, onChange: (route: PageRoute) => void, signal: AbortSignal): void {
  let last = '';
  const look = (): void => {
    const route = readRoute(window.location.pathname);
    const key = JSON.stringify(route);
    if (signal.aborted || key === last) return;
    last = key;
    onChange(route);
  };
  watchNavigation(window, look, signal);
  look();
}
