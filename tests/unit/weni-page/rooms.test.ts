// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ProjectUuid, RoomUuid } from '../../../lib/ids.ts';
import type { ActiveRoom } from '../../../lib/weni/page/observer-link.ts';
import { openRoom, roomUrl, uniqueCard } from '../../../lib/weni/page/open-room.ts';
import {
  decideRoomOnScreen,
  type RoomOnScreen,
  roomOfUrl,
  watchRoomOnScreen,
} from '../../../lib/weni/page/room-on-screen.ts';
import { readRoute } from '../../../lib/weni/page/route.ts';
import { fakePerformanceObserver, settle, showSavedPage } from './saved-page.ts';

const A = RoomUuid.parse('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa');
const B = RoomUuid.parse('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb');
const P = ProjectUuid.parse('11111111-1111-4111-8111-111111111111');
const UNKNOWN: ActiveRoom = { status: 'unknown' };
const isShown = (element: Element) => element.closest('[style*="display: none"]') === null;

beforeEach(() => showSavedPage('standalone-room.html'));

describe('route', () => {
  it.each([
    ['/', 'home'],
    ['/rooms', 'home'],
    [`/chats/${A}`, 'room'],
    [`/projects/${P}/chats/chats/${A}/`, 'room'],
    [`/projects/${P}/chats/init`, 'home'],
    [`/projects/${P}/chats`, 'home'],
    [`/projects/${P}/settings/chats/sectors/${A}`, 'settings'],
    ['/settings/sectors/1', 'settings'],
    [`/closed-chats/${A}`, 'closed-rooms'],
    ['/dashboard/manager', 'dashboard'],
    ['/dashboard/view-mode/agent@example.com', 'view-mode'],
    ['/orgs/1/projects', 'projects'],
    ['/discussions/1', 'discussion'],
    ['/chats/not-a-uuid', 'other'],
    [`/projects/${P}/flows`, 'other'],
  ])('of %s is %s', (pathname, name) => {
    expect(readRoute(pathname).name).toBe(name);
  });
});

describe('room on screen', () => {
  it('is read from the two kinds of requests that name the room shown', () => {
    expect(roomOfUrl(`https://e.example/v2/msg/?ordering=x&room=${A.toUpperCase()}`)).toBe(A);
    expect(roomOfUrl(`https://e.example/v1/room/${A}/can-send-message-status/`)).toBe(A);
    expect(roomOfUrl(`https://e.example/v1/room/${A}/`)).toBeNull();
    expect(roomOfUrl(`https://e.example/v2/msg/?room=x`)).toBeNull();
    expect(roomOfUrl(`/chats/${A}`)).toBeNull();
  });

  it('is the active room of the store, even when requests name another one', () => {
    expect(decideRoomOnScreen({ status: 'known', roomUuid: A }, B, true)).toEqual({
      status: 'room',
      roomUuid: A,
      source: 'store',
    });
    expect(decideRoomOnScreen({ status: 'known', roomUuid: null }, B, true)).toEqual({ status: 'none' });
  });

  it('is the newest requested room when there is no store, while a chat is shown', () => {
    expect(decideRoomOnScreen(UNKNOWN, B, true)).toEqual({ status: 'room', roomUuid: B, source: 'requests' });
    expect(decideRoomOnScreen(UNKNOWN, B, false)).toEqual({ status: 'none' });
    expect(decideRoomOnScreen(UNKNOWN, null, true)).toEqual({ status: 'unknown' });
  });

  it('is reported at each change', async () => {
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const timing = fakePerformanceObserver();
    const seen: RoomOnScreen[] = [];
    const page: { active: ActiveRoom; api: string | null } = { active: UNKNOWN, api: 'https://e.example' };
    const watch = watchRoomOnScreen(
      {
        window: Object.assign(window, { PerformanceObserver: timing.PerformanceObserver }),
        document,
        link: { activeRoom: () => Promise.resolve(page.active), onSockets: () => () => undefined },
        isApi: (origin) => origin === page.api,
        settleMs: 0,
      },
      (room) => seen.push(room),
      controller.signal,
    );
    await settle();
    const announced = async (count: number) => {
      await expect.poll(() => seen.length).toBe(count);
    };

    timing.load(`https://e.example/v2/msg/?room=${A}`);
    await announced(2);
    // An image from the API and a request to another origin name no room.
    timing.load(`https://e.example/v2/msg/?room=${B}`, 'img');
    timing.load(`https://evil.example/v2/msg/?room=${B}`);
    expect(watch.newestRequested()).toBe(A);
    page.active = { status: 'known', roomUuid: B };
    document.dispatchEvent(new Event('visibilitychange'));
    await announced(3);

    expect(seen).toEqual([
      { status: 'unknown' },
      { status: 'room', roomUuid: A, source: 'requests' },
      { status: 'room', roomUuid: B, source: 'store' },
    ]);
    expect(await watch.read()).toEqual(seen[2]);
  });
});

describe('opening a room', () => {
  function page(does: { store?: (uuid: RoomUuid) => void; storeAnswers?: boolean; card?: RoomUuid }) {
    const state: { active: ActiveRoom; waits: number } = { active: { status: 'known', roomUuid: null }, waits: 0 };
    document.addEventListener('click', () => {
      if (does.card) state.active = { status: 'known', roomUuid: does.card };
    });
    return {
      state,
      ports: {
        document,
        origin: 'https://chats.example',
        mode: 'standalone' as const,
        link: {
          openRoom: (uuid: RoomUuid) => {
            does.store?.(uuid);
            return Promise.resolve(does.storeAnswers ?? false);
          },
          activeRoom: () => Promise.resolve(state.active),
        },
        newestRequested: () => null,
        wait: () => {
          state.waits += 1;
          return Promise.resolve();
        },
        isVisible: isShown,
      },
    };
  }
  const ana = { roomUuid: A, projectUuid: P, contactName: 'Ana Souza' };

  it('uses the page store first', async () => {
    const { ports, state } = page({
      storeAnswers: true,
      store: (uuid) => (state.active = { status: 'known', roomUuid: uuid }),
    });

    expect(await openRoom(ana, ports)).toEqual({ status: 'opened', how: 'store' });
  });

  it('clicks the only visible card of that name when the store did not show the room within a second', async () => {
    const { ports, state } = page({ storeAnswers: true, card: A });

    const result = await openRoom(ana, ports);

    expect(result).toEqual({ status: 'opened', how: 'card' });
    expect(state.waits).toBe(20);
  });

  it('asks the agent before a navigation when a click opened another room', async () => {
    const { ports } = page({ card: B });

    expect(await openRoom(ana, ports)).toEqual({ status: 'needs-navigation', url: `https://chats.example/chats/${A}` });
  });

  it('does not count a room as opened when no header is shown', async () => {
    showSavedPage('standalone-home.html');
    const { ports, state } = page({
      storeAnswers: true,
      store: (uuid) => (state.active = { status: 'known', roomUuid: uuid }),
    });

    expect((await openRoom({ ...ana, contactName: '' }, ports)).status).toBe('needs-navigation');
  });

  it('clicks no card when two have the name, when only part of the name fits, or when the card is hidden', () => {
    const named = (name: string) => uniqueCard(document, name, isShown)?.getAttribute('data-testid') ?? null;

    const before = named('Bruno Lima');
    document.querySelector('[data-testid="waiting-rooms-card-group"]')?.removeAttribute('style');

    expect(before).toBe('room-card-1');
    expect(named('Bruno Lima')).toBeNull();
    expect([named('Ana'), named('Carla Dias'), named(''), named('Ana Souza')]).toEqual([
      null,
      null,
      null,
      'room-card-0',
    ]);
  });

  it('finds the card of a name that contains invisible characters', () => {
    const card = document.querySelector('[data-testid="room-card-0"]');
    if (card !== null) card.outerHTML = card.outerHTML.replaceAll('Ana Souza', '\u202aAna\u200b Souza\u202c');

    expect(uniqueCard(document, 'Ana Souza', isShown)?.getAttribute('data-testid')).toBe('room-card-0');
  });

  it('returns the URL of a room in each mode', () => {
    const urls = (['standalone', 'iframe', 'federated'] as const).map((mode) =>
      roomUrl({ mode, origin: 'https://o.example', projectUuid: P, roomUuid: A }),
    );

    expect(urls).toEqual([
      `https://o.example/chats/${A}`,
      `https://o.example/chats/${A}`,
      `https://o.example/projects/${P}/chats/chats/${A}`,
    ]);
  });
});
