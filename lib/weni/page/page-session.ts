import { ProjectUuid } from '../../ids.ts';
import type { PageMode } from './mode.ts';
import type { NewestSocket } from './observer-link.ts';
import { type PageStorage, readStored, readToken } from './stored-token.ts';

/** Who works in which project, according to the page's storage, its URL and its socket. */
export type PageSession =
  | { status: 'ready'; token: string; projectUuid: ProjectUuid }
  /**
   * The agent is not logged in, or the page has not stored the token yet. A stored token does not prove a login; only
   * the profile call does.
   */
  | { status: 'no-token' }
  | { status: 'no-project' }
  /** The storage names one project, and the URL or the socket another. Nothing may be sent until they agree. */
  | { status: 'changing'; storedProject: ProjectUuid; otherProject: ProjectUuid; other: 'socket' | 'address' }
  /** The browser blocks the page's storage. */
  | { status: 'blocked' };

interface SessionSources {
  storage: () => PageStorage;
  mode: PageMode;
  pathname: string;
  newestSocket: NewestSocket | null;
}

/** The project uuid in a Connect URL (`/projects/<uuid>/…`), or null. */
export function projectOfPath(pathname: string): ProjectUuid | null {
  const uuid = ProjectUuid.safeParse(/^\/projects\/([^/]+)/.exec(pathname)?.[1]?.toLowerCase());
  return uuid.success ? uuid.data : null;
}

/**
 * Reads token and project from the page (0.9 µs measured). Called at every change and before the token is handed over;
 * never cached.
 *
 * A socket that was found late may not be the newest of its document (the page leaves an old one open after a remount),
 * so it counts only when the URL names no project. Source: .github/docs/contract/page.md#login-and-project.
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

/** True when two readings are equal, the token included. */
export function isSameSession(a: PageSession, b: PageSession): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function readStorage(
  storage: () => PageStorage,
  mode: PageMode,
): { token: string | null; project: string | null } | null {
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
