import { batch, computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ViewClock } from '../shared/view-clock.ts';

/** What an open panel would lie over: the open chat, or a page too narrow to stand beside. Null: there is room for it. */
export type Crowd = 'chat' | 'page' | null;

/** Whether the panel is shown in full or as its handle, and what folds it. */
export interface Folding {
  readonly folded: ReadonlySignal<boolean>;
  /** Folded by itself, because there is no room for an open panel. */
  readonly yields: ReadonlySignal<boolean>;
  /** It has just done so: the handle says what there was no room beside, and how the panel comes back. Null: nothing to say. */
  readonly saysWhy: ReadonlySignal<Crowd>;
  readonly open: () => void;
  readonly toggle: () => void;
}

const SAID_MS = 10_000;

/**
 * The agent's own choice, the page's dialogs and the room beside the page, put together. The panel yields each time the
 * room goes, and comes back with it. Opened all the same it lies over the page until the room comes and goes again, or until
 * a chat is opened under it.
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
  let stopSaying = (): void => {};
  let before: Crowd = null;
  const stop = effect(() => {
    const crowd = crowded.value;
    // The chat was closed: there is still no room, and nothing more that the panel would have to yield to.
    const isLess = before === 'chat' && crowd === 'page';
    before = crowd;
    if (isLess) return;
    const isCrowded = crowd !== null;
    stopSaying();
    batch(() => {
      yields.value = isCrowded;
      saysWhy.value = isCrowded && !collapsed.peek();
    });
    if (isCrowded) stopSaying = clock.after(SAID_MS, () => (saysWhy.value = false));
  });
  parts.signal.addEventListener(
    'abort',
    () => {
      stop();
      stopSaying();
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
