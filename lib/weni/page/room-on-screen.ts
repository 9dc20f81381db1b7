import { RoomUuid } from '../../ids.ts';
import { watchNavigation } from './navigation.ts';
import type { ActiveRoom, ObserverLink } from './observer-link.ts';
import { watchRequestUrls } from './resource-urls.ts';
import { maybe, SELECTORS } from './selectors.ts';

/** The chat the agent has before them, and what says so; `unknown` clears no badge. */
export type RoomOnScreen =
  | { status: 'room'; roomUuid: RoomUuid; source: 'store' | 'requests' }
  | { status: 'none' }
  | { status: 'unknown' };

/** The room a request of the page proves to be shown: its messages, or whether it may be written to. */
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
 * Decides from the page's store, else from its newest request, and then only while a chat is shown. The address has
 * no vote: it can name a room that never opened (.github/docs/contract/page.md#the-room-on-screen).
 */
export function decideRoomOnScreen(active: ActiveRoom, newestRequested: RoomUuid | null, isChatShown: boolean): RoomOnScreen {
  if (active.status === 'known') {
    return active.roomUuid === null ? { status: 'none' } : { status: 'room', roomUuid: active.roomUuid, source: 'store' };
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
  /** Whether an origin is the Chats API as far as is known now: what is asked for elsewhere names no room. */
  isApi: (origin: string) => boolean;
  settleMs?: number;
}

/** For questions between two changes. */
export interface RoomWatch {
  /** Reads the store now. */
  read(): Promise<RoomOnScreen>;
  /** The newest room the page asked its API for; null when none. */
  newestRequested(): RoomUuid | null;
}

/** Origins whose newest room is remembered; a page asks one API, and which it is may be known only later. */
const MAX_ORIGINS = 8;

/**
 * Calls back with the room on screen now and at each change; looks when the page asks for a room, when the address
 * moves, when a socket opens and when the page becomes visible.
 */
export function watchRoomOnScreen(ports: RoomPorts, onChange: (room: RoomOnScreen) => void, signal: AbortSignal): RoomWatch {
  const { window, document, link, isApi, settleMs = 50 } = ports;
  /** By origin, the newest one last. */
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
