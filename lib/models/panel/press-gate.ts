import { signal } from '@preact/signals';
import type { ViewClock } from '../shared/view-clock.ts';

/** How long a screen must have been painted before a press may confirm it: a double click is over by then. */
export const READ_MS = 600;
/** The click of a press follows its release, by touch in a task of its own: only the next press may confirm. */
const CLICK_AFTER_RELEASE_MS = 80;

/**
 * Decides whether a press may confirm what is on screen. Everything that sends asks it, however it was pressed: button,
 * keys, palette, quick send, a request of the popup, or sending again. A screen is named by what it shows, so that a
 * screen whose content changed is a new one.
 */
export interface PressGate {
  /** Whether this screen was painted at least READ_MS ago and every key and button held then was let go since. A signal is read: a render follows it. */
  readonly isOpen: (screen: string) => boolean;
  /** The screen stands painted from now on. Answers a function to be called when it goes: painted again, it is read anew. */
  readonly painted: (screen: string) => () => void;
  /** A mouse button, a finger or a key that presses buttons went down. */
  readonly hold: (what: 'pointer' | 'key') => void;
  readonly release: (what: 'pointer' | 'key') => void;
}

export function createPressGate(clock: ViewClock): PressGate {
  const open = signal<ReadonlySet<string>>(new Set());
  /** Read for long enough, but something has been held since before. */
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
