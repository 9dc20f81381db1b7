import { RoomUuid } from '../../ids.ts';
import { watchNavigation } from './navigation.ts';
import type { ActiveRoom, ObserverLink } from './observer-link.ts';
import { watchRequestUrls } from './resource-urls.ts';
import { maybe, SELECTORS } from './selectors.ts';

/** The chat that the agent sees, and the source that says so. `unknown` never clears a badge. */
export type RoomOnScreen =
  | { status: 'room'; roomUuid: RoomUuid; source: 'store' | 'requests' }
  | { status: 'none' }
  | { status: 'unknown' };

/** The room that a request URL proves to be shown: the page asks for its messages, or whether it may be written to. */
export function roomOfUrl(url: string): RoomUuid | null {
  if (!URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  const uuid = pathname.endsWith('/v2/msg/')
    ? searchParams.get('room')
    : /\/room\/([^/]+)\/can-send-message-status\/$/.exec(pathname)?.[1];
  const parsed = RoomUuid.safeParse(uuid?.toLowerCase());
  return parsed.success ? parsed.data : null;
}

/**
 * Decides which room is on screen: by the page's store, else by the newest request while a chat is shown. The URL does
 * not count: it can name a room that never opened (.github/docs/contract/page.md#the-room-on-screen).
 */
export function decideRoomOnScreen(
  active: ActiveRoom,
  newestRequested: RoomUuid | null,
  isChatShown: boolean,
): RoomOnScreen {
  if (active.status === 'known') {
    return active.roomUuid === null
      ? { status: 'none' }
      : { status: 'room', roomUuid: active.roomUuid, source: 'store' };
  }
  if (!isChatShown) return { status: 'none' };
  return newestRequested === null
    ? { status: 'unknown' }
    : { status: 'room', roomUuid: newestRequested, source: 'requests' };
}

interface RoomPorts {
  window: Window & { PerformanceObserver: typeof PerformanceObserver };
  document: Document;
  link: Pick<ObserverLink, 'activeRoom' | 'onSockets'>;
  /** Whether an origin is the Chats API, as far as is known now. Requests to other origins name no room. */
  isApi: (origin: string) => boolean;
  settleMs?: number;
}

/** Answers questions about the room between two changes. */
export interface RoomWatch {
  /** Reads the page's store now. */
  read(): Promise<RoomOnScreen>;
  /** The newest room that the page requested from its API, or null. */
  newestRequested(): RoomUuid | null;
}

/**
 * Number of origins whose newest room is remembered: the page uses one API, but which one may become known only later.
 */
const MAX_ORIGINS = 8;

/**
 * Calls back with the room on screen now and at each change. It checks when the page requests a room, when the URL
 * changes, when a socket opens and when the page becomes visible.
 */
export function watchRoomOnScreen(
  ports: RoomPorts,
  onChange: (room: RoomOnScreen) => void,
  signal: AbortSignal,
): RoomWatch {
  const { window, document, link, isApi, settleMs = 50 } = ports;
  /** Newest requested room by origin; the most recent entry is last. */
  const requested = new Map<string, RoomUuid>();
  let last = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const newestRequested = (): RoomUuid | null => [...requested].findLast(([origin]) => isApi(origin))?.[1] ?? null;

  const read = async (): Promise<RoomOnScreen> =>
    decideRoomOnScreen(await link.activeRoom(), newestRequested(), maybe(SELECTORS.chatHeader, document) !== null);

  const look = async (): Promise<void> => {
    const room = await read();
    const key = JSON.stringify(room);
    if (signal.aborted || key === last) return;
    last = key;
    onChange(room);
  };
  const lookSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void look();
    }, settleMs);
  };

  watchRequestUrls(
    window,
    (url) => {
      const room = roomOfUrl(url);
      if (room === null) return;
      const { origin } = new URL(url);
      if (!requested.delete(origin) && requested.size >= MAX_ORIGINS) return;
      requested.set(origin, room);
      if (isApi(origin)) lookSoon();
    },
    signal,
  );
  watchNavigation(window, lookSoon, signal);
  document.addEventListener('visibilitychange', lookSoon, { signal });
  const stopSockets = link.onSockets(lookSoon);
  signal.addEventListener(
    'abort',
    () => {
      stopSockets();
      clearTimeout(timer);
    },
    { once: true },
  );
  void look();
  return { read, newestRequested };
}
