import { computed, effect, signal } from '@preact/signals';
import { render } from 'preact';
import { createPanelModel } from '../../lib/models/panel/panel-model.ts';
import { followWords } from '../../lib/models/shared/words-model.ts';
import { createI18n } from '../../lib/platform/i18n.ts';
import { afterPaint } from '../ui/after-paint.ts';
import baseCss from '../ui/base.css?inline';
import { guardKeys } from '../ui/key-guard.ts';
import tokensCss from '../ui/tokens.css?inline';
import { ViewProvider } from '../ui/ViewContext.tsx';
import { PanelFrame } from './PanelFrame.tsx';
import { PanelProvider } from './PanelContext.tsx';
import type { PanelDeps } from './panel-deps.ts';
import { watchHolds } from './watch-holds.ts';
import panelCss from './panel.css?inline';

/**
 * Renders the panel into a root until the returned function is called. The frame positions itself (`position: fixed`,
 * right edge, highest z-index), so the host element needs no size. Mounting never moves the focus.
 */
export function mountPanel(root: ShadowRoot | HTMLElement, deps: PanelDeps): () => void {
  const abort = new AbortController();
  const i18n = createI18n();
  const width = signal(deps.initial.width);
  const covered = computed(() => deps.page.dialogOpen.value && deps.page.placement.value === 'overlay');
  const model = createPanelModel(deps.client, {
    viewId: deps.viewId,
    clock: deps.clock,
    collapsed: deps.initial.collapsed,
    covered,
    crowded: deps.page.crowded,
    online: deps.page.online,
    playTone: deps.playTone,
    signal: abort.signal,
  });
  followWords(deps.client, { feed: model.feed, use: i18n.use, signal: abort.signal, first: deps.firstWords ?? null });

  // Save the draft when the page goes away; otherwise the changes of the last 300 ms would be lost.
  globalThis.addEventListener('pagehide', () => void model.selection.flush().catch(() => null), {
    signal: abort.signal,
  });

  let lastReported: { readonly collapsed: boolean; readonly yields: boolean } | null = null;
  const stopReporting = effect(() => {
    const [collapsed, folded, yields] = [model.collapsed.value, model.folded.value, model.yields.value];
    // Opening the panel over a page without room for it is a decision of the agent, as folding it is.
    const isOpened = lastReported?.yields === true && !yields && deps.page.crowded.peek() !== null;
    if (lastReported !== null && (lastReported.collapsed !== collapsed || isOpened)) deps.onCollapsedChange(collapsed);
    lastReported = { collapsed, yields };
    deps.onFoldedChange?.(folded);
  });

  // Apply a width that was changed in the options page. The first value is skipped: it may be older than the width that
  // the panel was mounted with.
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
