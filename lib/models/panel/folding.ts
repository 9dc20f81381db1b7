import { batch, computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ViewClock } from '../shared/view-clock.ts';

/** What an open panel would cover: the open chat, or a page that is too narrow for both. Null: there is room. */
export type Crowd = 'chat' | 'page' | null;

/** Whether the panel is open or folded to its handle, and why. */
export interface Folding {
  readonly folded: ReadonlySignal<boolean>;
  /** True while the panel is folded because there is no room for an open one. */
  readonly yields: ReadonlySignal<boolean>;
  /**
   * Set for some seconds after that: the handle then says what the panel would cover, and how to open it. Null: it
   * says nothing.
   */
  readonly saysWhy: ReadonlySignal<Crowd>;
  readonly open: () => void;
  readonly toggle: () => void;
}

const EXPLAINED_MS = 10_000;

/**
 * Combines the agent's choice, the page's dialogs and the room beside the page. The panel folds each time the room gets
 * too small, and opens again when there is room. If the agent opens it anyway, it covers the page until the room gets
 * too small once more, or until a chat is opened under it.
 */
export function createFolding(parts: {
  readonly collapsed: Signal<boolean>;
  readonly covered: ReadonlySignal<boolean>;
  readonly crowded: ReadonlySignal<Crowd>;
  readonly clock: ViewClock;
  readonly signal: AbortSignal;
}): Folding {
  const { collapsed, covered, crowded, clock } = parts;
  const yields = signal(false);
  const saysWhy = signal(false);
  let stopExplaining = (): void => {};
  let before: Crowd = null;
  const stop = effect(() => {
    const crowd = crowded.value;
    // The chat was closed, but there is still no room. That is no reason to fold a panel that the agent opened.
    const isLess = before === 'chat' && crowd === 'page';
    before = crowd;
    if (isLess) return;
    const isCrowded = crowd !== null;
    stopExplaining();
    batch(() => {
      yields.value = isCrowded;
      saysWhy.value = isCrowded && !collapsed.peek();
    });
    if (isCrowded) stopExplaining = clock.after(EXPLAINED_MS, () => (saysWhy.value = false));
  });
  parts.signal.addEventListener(
    'abort',
    () => {
      stop();
      stopExplaining();
    },
    { once: true },
  );
  const open = (): void => {
    batch(() => {
      yields.value = false;
      collapsed.value = false;
    });
  };
  return {
    folded: computed(() => collapsed.value || covered.value || yields.value),
    yields,
    saysWhy: computed(() => (saysWhy.value && yields.value && !covered.value ? crowded.value : null)),
    open,
    toggle() {
      if (collapsed.peek() || yields.peek()) open();
      else collapsed.value = true;
    },
  };
}
