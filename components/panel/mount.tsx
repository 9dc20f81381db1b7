import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { render } from 'preact';
import type { BackgroundClient } from '../../lib/messaging/background-client.ts';
import type { Crowd } from '../../lib/models/panel/folding.ts';
import { createPanelModel } from '../../lib/models/panel/panel-model.ts';
import type { ViewClock } from '../../lib/models/shared/view-clock.ts';
import { followWords, type askWords } from '../../lib/models/shared/words-model.ts';
import { createI18n } from '../../lib/platform/i18n.ts';
import { afterPaint } from '../ui/after-paint.ts';
import baseCss from '../ui/base.css?inline';
import { guardKeys } from '../ui/key-guard.ts';
import tokensCss from '../ui/tokens.css?inline';
import { ViewProvider } from '../ui/ViewContext.tsx';
import { PanelFrame } from './PanelFrame.tsx';
import { PanelProvider } from './PanelContext.tsx';
import { watchHolds } from './watch-holds.ts';
import panelCss from './panel.css?inline';

/** What the panel needs from the content script around it. */
export interface PanelDeps {
  readonly client: BackgroundClient;
  /** One per page load: only the view that confirmed a dispatch may commit it. */
  readonly viewId: string;
  /** The first-paint hint. `width` in px, 320–600. */
  readonly initial: { readonly collapsed: boolean; readonly width: number };
  readonly onCollapsedChange: (collapsed: boolean) => void;
  readonly onWidthChange: (width: number) => void;
  readonly page: {
    readonly theme: ReadonlySignal<'light' | 'dark'>;
    /** A modal dialog of the page is open. */
    readonly dialogOpen: ReadonlySignal<boolean>;
    readonly placement: ReadonlySignal<'push' | 'overlay'>;
    /** Distance of the page's root from the top of the window, px. */
    readonly topPx: ReadonlySignal<number>;
    /** Beside what there is no room for an open panel. */
    readonly crowded: ReadonlySignal<Crowd>;
    /** Whether the browser has a network at all. */
    readonly online: ReadonlySignal<boolean>;
  };
  readonly clock: ViewClock;
  /** Makes the tone of a reply heard. */
  readonly playTone: () => void;
  /** The panel's words where they were asked for already. Left out: asked for now. */
  readonly firstWords?: ReturnType<typeof askWords> | null;
  /** Whether a person made an event. Left out: `event.isTrusted`. */
  readonly isTrusted?: (event: Event) => boolean;
  /** Runs when what was rendered is on the screen. Left out: two frames later. */
  readonly afterPaint?: (run: () => void) => () => void;
  /** Called whenever the panel is shown as its handle or in full, whatever the reason. */
  readonly onFoldedChange?: (folded: boolean) => void;
}

/**
 * Renders the panel into a root and keeps it alive until the returned function is called. The frame places itself
 * (`position: fixed`, right edge, highest z-index): the host element needs no size. Focus is never moved by mounting.
 */
export function mountPanel(root: ShadowRoot | HTMLElement, deps: PanelDeps): () => void {
  const abort = new AbortController();
  const i18n = createI18n();
  const width = signal(deps.initial.width);
  const covered = computed(() => deps.page.dialogOpen.value && deps.page.placement.value === 'overlay');
  const model = createPanelModel(deps.client, { viewId: deps.viewId, clock: deps.clock, collapsed: deps.initial.collapsed, covered, crowded: deps.page.crowded, online: deps.page.online, playTone: deps.playTone, signal: abort.signal });
  followWords(deps.client, { feed: model.feed, use: i18n.use, signal: abort.signal, first: deps.firstWords ?? null });

  // A page that goes takes the last 300 ms of picking with it, unless they are stored now.
  globalThis.addEventListener('pagehide', () => void model.selection.flush().catch(() => null), { signal: abort.signal });

  let told: { readonly collapsed: boolean; readonly yields: boolean } | null = null;
  const stopReporting = effect(() => {
    const [collapsed, folded, yields] = [model.collapsed.value, model.folded.value, model.yields.value];
    // Opened over a page that has no room for it: as much the agent's choice as folding it.
    const isOpened = told?.yields === true && !yields && deps.page.crowded.peek() !== null;
    if (told !== null && (told.collapsed !== collapsed || isOpened)) deps.onCollapsedChange(collapsed);
    told = { collapsed, yields };
    deps.onFoldedChange?.(folded);
  });

  // The width from the options counts at once; the one that stood when the panel came is older than its edge.
  let knownWidth: number | null = null;
  const stopWidth = effect(() => {
    const { panelWidthPx } = model.settings.settings.value;
    if (model.feed.link.value === 'connecting') return;
    if (knownWidth !== null && knownWidth !== panelWidthPx) {
      width.value = panelWidthPx;
      deps.onWidthChange(panelWidthPx);
    }
    knownWidth = panelWidthPx;
  });

  const style = document.createElement('style');
  style.textContent = `${tokensCss}\n${baseCss}\n${panelCss}`;
  const place = document.createElement('div');
  root.append(style, place);
  const isTrusted = deps.isTrusted ?? ((event: Event) => event.isTrusted);
  guardKeys(root, abort.signal);
  watchHolds(model.gate, { root, isTrusted, signal: abort.signal });
  const view = {
    i18n,
    now: deps.clock.now,
    isTrusted,
    afterPaint: deps.afterPaint ?? afterPaint,
    maskPeople: () => model.settings.settings.value.maskPeople,
  };
  render(
    <ViewProvider value={view}>
      <PanelProvider value={model}>
        <PanelFrame width={width} page={deps.page} onWidthChange={deps.onWidthChange} />
      </PanelProvider>
    </ViewProvider>,
    place,
  );

  return () => {
    stopReporting();
    stopWidth();
    abort.abort();
    render(null, place);
    place.remove();
    style.remove();
  };
}
