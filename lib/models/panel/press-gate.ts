import { signal } from '@preact/signals';
import type { ViewClock } from '../shared/view-clock.ts';

/** How long a screen must have been painted before a press may confirm it. A double click is over by then. */
export const READ_MS = 600;
/**
 * The click event follows the release of a press, on touch screens in a later task. The gate opens only after it, so
 * that only the next press may confirm.
 */
const CLICK_AFTER_RELEASE_MS = 80;

/**
 * Decides whether a press may confirm what is on screen, so that a press meant for the previous screen sends nothing.
 * Every way to send asks it: button, keys, palette, quick send, a request of the popup, *Send again*. The name of a
 * screen contains what it shows, so a screen with changed content counts as a new one.
 */
export interface PressGate {
  /**
   * Whether this screen was painted at least READ_MS ago and every key and button that was down then has been
   * released. Reads a signal, so a component that calls it renders again.
   */
  readonly isOpen: (screen: string) => boolean;
  /**
   * To be called when the screen is painted. Returns a function to be called when it disappears; painted again,
   * READ_MS starts again.
   */
  readonly painted: (screen: string) => () => void;
  /** To be called when a mouse button, a finger or a key that presses buttons goes down. */
  readonly hold: (what: 'pointer' | 'key') => void;
  readonly release: (what: 'pointer' | 'key') => void;
}

export function createPressGate(clock: ViewClock): PressGate {
  const open = signal<ReadonlySet<string>>(new Set());
  /** Screens that were painted for READ_MS, but while a key or button is still down. */
  const ready = new Set<string>();
  const held = new Set<'pointer' | 'key'>();
  const shown = new Map<string, symbol>();
  let stopOpening = (): void => {};

  const close = (screen: string): void => {
    ready.delete(screen);
    if (!open.peek().has(screen)) return;
    const rest = new Set(open.peek());
    rest.delete(screen);
    open.value = rest;
  };
  const openReady = (): void => {
    if (held.size > 0 || ready.size === 0) return;
    open.value = new Set([...open.peek(), ...ready]);
    ready.clear();
  };

  return {
    isOpen: (screen) => open.value.has(screen),
    painted(screen) {
      const token = Symbol(screen);
      shown.set(screen, token);
      close(screen);
      const stop = clock.after(READ_MS, () => {
        ready.add(screen);
        openReady();
      });
      return () => {
        stop();
        if (shown.get(screen) !== token) return;
        shown.delete(screen);
        close(screen);
      };
    },
    hold(what) {
      stopOpening();
      held.add(what);
    },
    release(what) {
      if (!held.delete(what) || held.size > 0) return;
      stopOpening();
      stopOpening = clock.after(CLICK_AFTER_RELEASE_MS, openReady);
    },
  };
}
