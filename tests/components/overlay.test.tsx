// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mountPanel } from '../../components/panel/mount.tsx';
import { readKeptPlace } from '../../lib/frame/panel-place.ts';
import { showPanel } from '../../lib/frame/show-panel.ts';
import { findChatsRoot } from '../../lib/weni/page/chats-root.ts';
import { memoryArea } from '../unit/sessions/arrange.ts';
import { fakeResizeObserver, showSavedPage } from '../unit/weni-page/saved-page.ts';
import { fakeClient } from './fake-client.ts';
import { NOW, dispatchOf, draftOf } from './fake-data.ts';
import { createManualClock, nextTurn, settle } from './manual-clock.ts';

let leave: AbortController;
beforeEach(() => {
  leave = new AbortController();
  showSavedPage('standalone-room.html');
});
afterEach(() => {
  leave.abort();
  document.body.removeAttribute('style');
});

/** The real panel beside the saved page, 1024 px wide with its right column: too narrow for both. */
async function showNarrow(collapsed: boolean) {
  const found = findChatsRoot(document, () => true);
  if (found === null) throw new Error('no root');
  vi.spyOn(found.root, 'clientWidth', 'get').mockReturnValue(1024);
  vi.spyOn(found.root, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 64, 1024, 700));
  vi.spyOn(document.documentElement, 'clientWidth', 'get').mockReturnValue(1024);
  const counting = dispatchOf(
    1,
    { queued: 3 },
    { state: { status: 'counting-down', endsAt: NOW + 10_000, viewId: 'view' } },
  );
  const client = fakeClient({
    singles: { draft: draftOf(3) },
    answers: {
      'dispatch:confirm': () => ({ ok: true, dispatchId: counting.row.dispatchId, endsAt: NOW + 10_000 }),
      'dispatch:hold': () => ({ ok: true }),
      'dispatch:release': () => ({ ok: true }),
    },
  });
  const clock = createManualClock(NOW);
  const folds: boolean[] = [];
  const frame = () => document.querySelector('disparo-panel')?.shadowRoot?.querySelector('.frame') ?? null;
  const area = memoryArea({ [`panel:${window.location.origin}`]: { collapsed, widthPx: 380 } });
  await showPanel(
    found,
    {
      window: Object.assign(window, { ResizeObserver: fakeResizeObserver().ResizeObserver }) as Window &
        typeof globalThis,
      area,
      keptPlace: readKeptPlace(area, window.location.origin),
      mount: (request) =>
        mountPanel(request.root, {
          ...request,
          onFoldedChange(folded) {
            folds.push(folded);
            request.onFoldedChange(folded);
          },
          client,
          viewId: 'view',
          clock,
          playTone: () => undefined,
          isTrusted: () => true,
          afterPaint: (run) => clock.after(0, run),
        }),
      onError: (error) => {
        throw error;
      },
    },
    leave.signal,
  );
  const rest = async (): Promise<void> => {
    await settle();
    await nextTurn();
    await nextTurn();
    clock.advance(700);
    await settle();
  };
  const press = async (name: RegExp): Promise<void> => {
    const found = [...(frame()?.querySelectorAll('button') ?? [])].find((button) =>
      name.test(button.getAttribute('aria-label') ?? button.textContent ?? ''),
    );
    if (found === undefined) throw new Error(`no button ${String(name)}`);
    found.click();
    await rest();
  };
  const openDialog = async (isOpen: boolean): Promise<void> => {
    document.body.style.pointerEvents = isOpen ? 'none' : '';
    await rest();
  };
  await rest();
  return {
    client,
    folds,
    frame,
    press,
    openDialog,
    named: (name: string) => client.calls.filter((call) => call.name === name),
  };
}

describe('a panel over a narrow page', () => {
  it('is a handle while a dialog of the page is open, and comes back', async () => {
    const { folds, frame, openDialog } = await showNarrow(false);

    await openDialog(true);
    const during = frame()?.classList.contains('folded');
    await openDialog(false);

    expect(during).toBe(true);
    expect(frame()?.classList.contains('folded')).toBe(false);
    expect(folds).toEqual([false, true, false]);
  });

  it('holds a running countdown once when it becomes a handle, and releases it once', async () => {
    const { openDialog, press, named } = await showNarrow(false);
    await press(/Review$/);
    await press(/^Send to 3/);

    await openDialog(true);
    const held = named('dispatch:hold').length;
    await openDialog(false);

    expect(named('dispatch:confirm')).toHaveLength(1);
    expect([held, named('dispatch:hold').length, named('dispatch:release').length]).toEqual([1, 1, 1]);
  });

  it('opened while a dialog is open stays a handle, and opens when the dialog is closed', async () => {
    const { folds, frame, openDialog, press } = await showNarrow(true);
    await openDialog(true);

    await press(/^Open Disparo/);
    const during = frame()?.classList.contains('folded');
    await openDialog(false);

    expect(during).toBe(true);
    expect(frame()?.classList.contains('folded')).toBe(false);
    expect(folds.at(-1)).toBe(false);
  });
});
