import { ProjectUuid } from '../../ids.ts';
import type { PageMode } from './mode.ts';
import type { NewestSocket } from './observer-link.ts';
import { type PageStorage, readStored, readToken } from './stored-token.ts';

/** What the page's storage, address and socket say together about who works in which project. */
export type PageSession =
  | { status: 'ready'; token: string; projectUuid: ProjectUuid }
  /** Not logged in, or logged in and not yet stored. A stored token is no proof of a login: the profile call is. */
  | { status: 'no-token' }
  | { status: 'no-project' }
  /** Storage and a *known* other source name different projects: nothing may be sent until they agree. */
  | { status: 'changing'; storedProject: ProjectUuid; otherProject: ProjectUuid; other: 'socket' | 'address' }
  /** The browser blocks the page's storage. */
  | { status: 'blocked' };

interface SessionSources {
  storage: () => PageStorage;
  mode: PageMode;
  pathname: string;
  newestSocket: NewestSocket | null;
}

/** The project a Connect address bears (`/projects/<uuid>/…`), or null. */
export function projectOfPath(pathname: string): ProjectUuid | null {
  const uuid = ProjectUuid.safeParse(/^\/projects\/([^/]+)/.exec(pathname)?.[1]?.toLowerCase());
  return uuid.success ? uuid.data : null;
}

/**
 * Reads token and project now (0.9 µs measured); called at every change and before every hand-over, never cached.
 *
 * A socket found late may not be the newest of its document (an old one stays open after a remount), so it decides
 * only where no address does. Source: .github/docs/contract/page.md#login-and-project.
 */
export function readPageSession({ storage, mode, pathname, newestSocket }: SessionSources): PageSession {
  const stored = readStorage(storage, mode);
  if (stored === null) return { status: 'blocked' };
  if (stored.token === null) return { status: 'no-token' };
  const project = ProjectUuid.safeParse(stored.project?.toLowerCase());
  if (!project.success) return { status: 'no-project' };

  const projectUuid = project.data;
  const inAddress = projectOfPath(pathname);
  if (inAddress !== null && inAddress !== projectUuid) {
    return { status: 'changing', storedProject: projectUuid, otherProject: inAddress, other: 'address' };
  }
  const onSocket = newestSocket?.open ? newestSocket.projectUuid : null;
  const isDecisive = newestSocket !== null && (!newestSocket.late || inAddress === null);
  if (onSocket !== null && isDecisive && onSocket !== projectUuid) {
    return { status: 'changing', storedProject: projectUuid, otherProject: onSocket, other: 'socket' };
  }
  return { status: 'ready', token: stored.token, projectUuid };
}

/** True when nothing of two readings differs, the token included. */
export function isSameSession(a: PageSession, b: PageSession): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function readStorage(storage: () => PageStorage, mode: PageMode): { token: string | null; project: string | null } | null {
  try {
    const areas = storage();
    return {
      token: readToken(areas, mode),
      project: readStored(areas.session, 'chats_projectUuid') ?? readStored(areas.local, 'chats_projectUuid'),
    };
  } catch {
    return null;
  }
}
