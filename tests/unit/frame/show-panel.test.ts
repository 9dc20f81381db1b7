// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseHint, readKeptPlace, writePanelHint } from '../../../lib/frame/panel-place.ts';
import { showPanel, type MountRequest } from '../../../lib/frame/show-panel.ts';
import { findChatsRoot } from '../../../lib/weni/page/chats-root.ts';
import type { Area } from '../../../lib/platform/storage-areas.ts';
import { memoryArea } from '../sessions/arrange.ts';
import { fakeResizeObserver, showSavedPage } from '../weni-page/saved-page.ts';

const ORIGIN = 'https://chats.example';

const readPanelHint = async (area: Pick<Area, 'get'>, origin: string) => chooseHint(await readKeptPlace(area, origin));

describe('the first-paint hint', () => {
  it('is "open" where nothing is stored: whether the panel has room beside the page is checked later', async () => {
    expect(await readPanelHint(memoryArea(), ORIGIN)).toEqual({ collapsed: false, widthPx: 380 });
  });

  it('is the stored one of this deployment, whether it fits beside the page or not', async () => {
    const area = memoryArea();
    await writePanelHint(area, ORIGIN, { collapsed: true, widthPx: 500 });

    expect(await readPanelHint(area, ORIGIN)).toEqual({ collapsed: true, widthPx: 500 });
    expect((await readPanelHint(area, 'https://other.example')).collapsed).toBe(false);
  });

  it.each([
    [1, 320],
    [9_999, 600],
  ])('with an impossible width of %i px uses %i px', async (widthPx, used) => {
    expect(
      await readPanelHint(memoryArea({ [`panel:${ORIGIN}`]: { collapsed: false, widthPx } }), ORIGIN),
    ).toMatchObject({ widthPx: used });
  });

  it('that is damaged or unreadable falls back to an open panel', async () => {
    expect(await readPanelHint(memoryArea({ [`panel:${ORIGIN}`]: 'x' }), ORIGIN)).toEqual({
      collapsed: false,
      widthPx: 380,
    });
    expect(
      await readPanelHint({ get: () => Promise.reject(new Error('Corrupted storage.local backend')) }, ORIGIN),
    ).toEqual({ collapsed: false, widthPx: 380 });
  });
});

describe('the panel', () => {
  let leave: AbortController;
  beforeEach(() => {
    leave = new AbortController();
    showSavedPage('standalone-room.html');
  });
  afterEach(() => leave.abort());

  async function show(stored: Record<string, unknown> = {}, area = memoryArea(stored), pagePx = 1366) {
    const found = findChatsRoot(document, () => true);
    if (found === null) throw new Error('no root');
    vi.spyOn(found.root, 'clientWidth', 'get').mockReturnValue(pagePx);
    vi.spyOn(found.root, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 64, pagePx, 700));
    vi.spyOn(document.documentElement, 'clientWidth', 'get').mockReturnValue(pagePx);
    const mounted: MountRequest[] = [];
    const errors: unknown[] = [];
    let unmounted = 0;
    const done = showPanel(
      found,
      {
        window: Object.assign(window, { ResizeObserver: fakeResizeObserver().ResizeObserver }) as Window &
          typeof globalThis,
        area,
        keptPlace: readKeptPlace(area, window.location.origin),
        mount: (request) => {
          mounted.push(request);
          return () => void (unmounted += 1);
        },
        onError: (error) => errors.push(error),
      },
      leave.signal,
    );
    return { found, area, mounted, errors, done, unmounted: () => unmounted };
  }
  const isPushed = (root: Element) => root.hasAttribute('data-disparo-open');

  it('opens beside the page and gives the page its width back when it is removed', async () => {
    const { found, mounted, done, unmounted } = await show();
    await done;

    expect(mounted).toHaveLength(1);
    expect(mounted[0]?.initial).toEqual({ collapsed: false, width: 380 });
    expect(isPushed(found.root)).toBe(true);
    leave.abort();
    expect(isPushed(found.root)).toBe(false);
    expect(unmounted()).toBe(1);
  });

  it('is never mounted if it was stopped while its hint was being read', async () => {
    const { found, mounted, done } = await show();
    leave.abort();
    await done;

    expect(mounted).toEqual([]);
    expect(isPushed(found.root)).toBe(false);
  });

  it('stored as a handle is a handle again, and takes no width until it is unfolded', async () => {
    const { found, mounted, done } = await show({
      [`panel:${window.location.origin}`]: { collapsed: true, widthPx: 400 },
    });
    await done;
    expect(isPushed(found.root)).toBe(false);

    mounted[0]?.onFoldedChange(false);
    expect(isPushed(found.root)).toBe(true);
    mounted[0]?.onFoldedChange(true);
    expect(isPushed(found.root)).toBe(false);
  });

  it.each([
    { saved: 'standalone-room.html', crowded: 'chat' },
    { saved: 'standalone-home.html', crowded: 'page' },
  ])('over a narrow page knows what it covers, the chat or the page: $saved', async ({ saved, crowded }) => {
    showSavedPage(saved);
    const chat = document.querySelector('.home-chat');
    if (chat !== null) vi.spyOn(chat, 'getBoundingClientRect').mockReturnValue(new DOMRect(80, 64, 603, 320));

    const { mounted, done } = await show({}, memoryArea(), 683);
    await done;

    expect(mounted[0]?.page.crowded.value).toBe(crowded);
  });

  it('stores handle and width for this deployment, and nothing else', async () => {
    const { area, mounted, done } = await show();
    await done;

    mounted[0]?.onCollapsedChange(true);
    mounted[0]?.onWidthChange(450);

    expect([...area.values].map(([key, value]) => [key, JSON.parse(value)])).toEqual([
      [`panel:${window.location.origin}`, { collapsed: true, widthPx: 450 }],
    ]);
  });

  it('stays mounted when its state cannot be stored', async () => {
    const area = memoryArea();
    area.set = () => Promise.reject(new Error('full'));
    const { mounted, errors, done, unmounted } = await show({}, area);
    await done;

    mounted[0]?.onCollapsedChange(true);
    await Promise.resolve();
    await Promise.resolve();

    expect(errors).toEqual([new Error('full')]);
    expect(unmounted()).toBe(0);
  });
});
