// @vitest-environment happy-dom
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findChatsRoot, watchChatsRoot } from '../../../lib/weni/page/chats-root.ts';
import { createPlace, decidePlace, isPageDialogOpen, type PlaceView } from '../../../lib/weni/page/place.ts';
import { fakeResizeObserver, showSavedPage } from './saved-page.ts';

function arrange(fullWidthPx: number) {
  showSavedPage('standalone-room.html');
  const found = findChatsRoot(document, () => true);
  if (!found) throw new Error('no root');
  const page = { fullWidthPx, chatRightPx: 0 };
  // Does what the rule of public/page.css does.
  vi.spyOn(found.root, 'getBoundingClientRect').mockImplementation(() => {
    const pushed = found.root.hasAttribute('data-disparo-open')
      ? Number.parseFloat(found.root.style.getPropertyValue('--disparo-width'))
      : 0;
    return new DOMRect(0, 64, page.fullWidthPx - pushed, 700);
  });
  vi.spyOn(document.documentElement, 'clientWidth', 'get').mockImplementation(() => page.fullWidthPx);
  const chat = found.layout.querySelector('.home-chat');
  if (chat !== null)
    vi.spyOn(chat, 'getBoundingClientRect').mockImplementation(
      () => new DOMRect(256, 64, Math.max(0, page.chatRightPx - 256), 700),
    );
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
    document.body.removeAttribute('style');
  });
  const views: PlaceView[] = [];
  const sizes = fakeResizeObserver();
  const place = createPlace(
    found,
    {
      document,
      window: Object.assign(window, { ResizeObserver: sizes.ResizeObserver }),
      onChange: (view) => views.push(view),
    },
    controller.signal,
  );
  return { ...found, page, place, views, controller };
}

const microtasks = () => new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))));

describe('place', () => {
  it.each([
    [1366, 380, true, 'push'],
    [1280, 380, true, 'push'],
    [1130, 380, true, 'push'],
    [1129, 380, true, 'overlay'],
    [1024, 380, true, 'overlay'],
    [1024, 380, false, 'push'],
    [1019, 380, false, 'overlay'],
    [1280, 600, true, 'overlay'],
  ] as const)(
    'of a page of %i px and a panel of %i px with right column %s is %s',
    (rootWidthPx, panelWidthPx, hasAside, mode) => {
      expect(decidePlace({ rootWidthPx, panelWidthPx, hasAside })).toBe(mode);
    },
  );

  it('pushes the page by an attribute and a width on its root, and removes both again', () => {
    const { place, root } = arrange(1366);

    const opened = place.open(380);
    const pushed = [root.hasAttribute('data-disparo-open'), root.style.getPropertyValue('--disparo-width')];
    const closed = place.close(380);

    expect(opened).toEqual({
      mode: 'push',
      topPx: 64,
      heightPx: 700,
      rightPx: 0,
      isPageDialogOpen: false,
      coversChat: false,
    });
    expect(pushed).toEqual([true, '380px']);
    expect(closed.mode).toBe('push');
    expect(root.hasAttribute('data-disparo-open')).toBe(false);
    expect(root.style.getPropertyValue('--disparo-width')).toBe('');
  });

  it('decides by the width that the page would have without the push', () => {
    const { place, root } = arrange(1140);

    place.open(380);
    const second = place.open(390);

    expect(second.mode).toBe('push');
    expect(root.style.getPropertyValue('--disparo-width')).toBe('390px');
  });

  it('keeps the mode of an open panel of its width while it is folded', () => {
    const { place, root } = arrange(1024);

    expect([place.close(380).mode, place.open(380).mode, place.close(380).mode]).toEqual([
      'overlay',
      'overlay',
      'overlay',
    ]);
    expect(root.hasAttribute('data-disparo-open')).toBe(false);
  });

  it('reacts to the size of the window and to the right column of the page', async () => {
    const { place, page, layout, root, views } = arrange(1366);
    place.open(380);

    page.fullWidthPx = 1024;
    window.dispatchEvent(new Event('resize'));
    const narrow = root.hasAttribute('data-disparo-open');
    layout.querySelector('section.aside')?.remove();
    layout.classList.remove('has-aside');
    await microtasks();

    expect(narrow).toBe(false);
    expect(root.hasAttribute('data-disparo-open')).toBe(true);
    expect(views.map((view) => view.mode)).toEqual(['push', 'overlay', 'push']);
  });

  it.each([
    { name: 'ends beside the panel', pagePx: 1024, panelPx: 256, chatRightPx: 768, covers: false },
    { name: 'reaches under it', pagePx: 1024, panelPx: 380, chatRightPx: 768, covers: true },
    { name: 'reaches under it at 1366 px and 125 %', pagePx: 1093, panelPx: 380, chatRightPx: 820, covers: true },
    { name: 'is pushed aside', pagePx: 1366, panelPx: 380, chatRightPx: 1024, covers: false },
    { name: 'is not open', pagePx: 1024, panelPx: 380, chatRightPx: 0, covers: false },
  ])(
    'reports, for an open and for a folded panel, whether an open panel covers the chat: a chat that $name',
    ({ pagePx, panelPx, chatRightPx, covers }) => {
      const { place, page } = arrange(pagePx);
      page.chatRightPx = chatRightPx;

      expect([place.close(panelPx).coversChat, place.open(panelPx).coversChat]).toEqual([covers, covers]);
    },
  );

  it('reports that the chat is covered as soon as a column or a chat opens, and when the panel gets wider', async () => {
    const { place, page, layout, views } = arrange(1140);
    const chat = layout.querySelector('.home-chat');
    const main = chat?.parentElement;
    page.chatRightPx = 855;
    chat?.remove();
    await microtasks();
    const seen: (boolean | undefined)[] = [];
    const look = () => seen.push(views.at(-1)?.coversChat);

    place.open(400);
    look();
    if (chat) main?.append(chat);
    await microtasks();
    look();
    layout.querySelector('section.aside')?.remove();
    layout.classList.remove('has-aside');
    await microtasks();
    look();
    place.open(520);
    look();

    expect(seen).toEqual([false, true, false, true]);
  });

  it('reports when a dialog of the page opens and closes', async () => {
    const { place, views } = arrange(1366);
    place.open(380);

    document.body.style.pointerEvents = 'none';
    await microtasks();
    const open = isPageDialogOpen(document);
    document.body.style.pointerEvents = '';
    await microtasks();

    expect(open).toBe(true);
    expect(views.map((view) => view.isPageDialogOpen)).toEqual([false, true, false]);
  });

  it('gives the page its width back when the panel leaves', () => {
    const { place, root, controller } = arrange(1366);
    place.open(380);

    controller.abort();

    expect(root.hasAttribute('data-disparo-open')).toBe(false);
  });
});

describe('Chats root', () => {
  it('is the outer root in each mode, and null after the module was unmounted', () => {
    const ids = ['standalone-home.html', 'federated-room.html', 'federated-unmounted.html'].map((name) => {
      showSavedPage(name);
      return findChatsRoot(document, () => true)?.root.id ?? null;
    });

    expect(ids).toEqual(['app', 'chats-app', null]);
  });

  it('is found by the animation marker, lost by its size, and found again', () => {
    showSavedPage('federated-unmounted.html');
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const sizes = fakeResizeObserver();
    const seen: (string | null)[] = [];
    const page = { hasSize: true };
    watchChatsRoot(
      { document, window: sizes, hasSize: () => page.hasSize },
      (found) => seen.push(found?.root.id ?? null),
      controller.signal,
    );
    const marker = Object.assign(new Event('animationstart'), { animationName: 'disparo-seen' });

    showSavedPage('federated-room.html');
    document.dispatchEvent(marker);
    page.hasSize = false;
    sizes.fire();
    page.hasSize = true;
    sizes.fire();
    showSavedPage('federated-unmounted.html');
    sizes.fire();
    controller.abort();
    showSavedPage('federated-room.html');
    document.dispatchEvent(marker);

    expect(seen).toEqual(['chats-app', null, 'chats-app', null]);
  });
});
