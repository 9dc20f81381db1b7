import { batch, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { Area } from '../platform/storage-areas.ts';
import type { ChatsRoot } from '../weni/page/chats-root.ts';
import { installGuards } from '../weni/page/guards.ts';
import { createPanelHost } from '../weni/page/panel-host.ts';
import { createPlace, type PlaceView } from '../weni/page/place.ts';
import { readRoute, watchRoute } from '../weni/page/route.ts';
import { watchTheme } from '../weni/page/theme.ts';
import type { PanelHint } from '../panel-hint.ts';
import { chooseHint, isHintKept, type KeptPlace, writePanelHint } from './panel-place.ts';

/** What the panel must know of the page, as signals. */
interface PageSignals {
  readonly theme: ReadonlySignal<'light' | 'dark'>;
  readonly dialogOpen: ReadonlySignal<boolean>;
  readonly placement: ReadonlySignal<'push' | 'overlay'>;
  readonly topPx: ReadonlySignal<number>;
  /**
   * What an open panel would cover: the open chat, or a narrow page on which the agent has never opened it. Null:
   * there is room.
   */
  readonly crowded: ReadonlySignal<'chat' | 'page' | null>;
  /** Whether the browser reports a network. */
  readonly online: ReadonlySignal<boolean>;
}

export interface MountRequest {
  readonly root: ShadowRoot;
  readonly page: PageSignals;
  readonly initial: { readonly collapsed: boolean; readonly width: number };
  readonly onCollapsedChange: (collapsed: boolean) => void;
  readonly onWidthChange: (widthPx: number) => void;
  readonly onFoldedChange: (folded: boolean) => void;
}

export interface ShowPorts {
  readonly window: Window & typeof globalThis;
  readonly area: Pick<Area, 'set'>;
  /** A promise, so that reading the storage and starting the frame go on at the same time. */
  readonly keptPlace: Promise<KeptPlace>;
  /** Renders the panel; returns a function that removes it. */
  readonly mount: (request: MountRequest) => () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Shows the panel beside one Chats root until `abort` fires, then gives the page its width back. It never moves the
 * focus.
 */
export async function showPanel(found: ChatsRoot, ports: ShowPorts, abort: AbortSignal): Promise<void> {
  const { window, area } = ports;
  const { document } = window;
  const { origin } = window.location;
  const kept = await ports.keptPlace;
  let hint: PanelHint = chooseHint(kept);
  const isChosen = isHintKept(kept);
  // Aborted while the hint was read: a panel mounted now would be there beside its successor.
  if (abort.aborted) return;

  const theme = signal<'light' | 'dark'>('light');
  const dialogOpen = signal(false);
  const placement = signal<'push' | 'overlay'>('push');
  const topPx = signal(0);
  const crowded = signal<'chat' | 'page' | null>(null);
  const online = signal(window.navigator.onLine);
  for (const name of ['online', 'offline'] as const)
    window.addEventListener(name, () => (online.value = name === 'online'), { signal: abort });
  const show = (view: PlaceView) => {
    // In one batch: an open dialog with the old place would stop a running countdown and let it go on at once.
    batch(() => {
      dialogOpen.value = view.isPageDialogOpen;
      placement.value = view.mode;
      topPx.value = view.topPx;
      crowded.value = view.coversChat ? 'chat' : !isChosen && view.mode === 'overlay' ? 'page' : null;
    });
  };

  const host = createPanelHost(document, window, abort);
  installGuards(host.host, window, abort);
  const place = createPlace(found, { document, window, onChange: show }, abort);
  let isSettings = readRoute(window.location.pathname).name === 'settings';
  const lookAtTheme = watchTheme(
    found.root,
    { window, isSettings: () => isSettings, signal: abort },
    (next) => (theme.value = next),
  );
  watchRoute(
    window,
    (route) => {
      isSettings = route.name === 'settings';
      lookAtTheme();
    },
    abort,
  );

  const remember = (change: Partial<PanelHint>) => {
    hint = { ...hint, ...change };
    writePanelHint(area, origin, hint).catch(ports.onError);
  };
  let folded = hint.collapsed;
  const arrange = () => show(folded ? place.close(hint.widthPx) : place.open(hint.widthPx));
  arrange();
  const unmount = ports.mount({
    root: host.root,
    page: { theme, dialogOpen, placement, topPx, crowded, online },
    initial: { collapsed: hint.collapsed, width: hint.widthPx },
    onCollapsedChange: (collapsed) => remember({ collapsed }),
    onWidthChange(widthPx) {
      remember({ widthPx });
      arrange();
    },
    onFoldedChange(next) {
      folded = next;
      arrange();
    },
  });
  abort.addEventListener('abort', unmount, { once: true });
}
