import { setImmediate } from 'node:timers';
import type { ViewClock } from '../../lib/models/shared/view-clock.ts';

export interface ManualClock extends ViewClock {
  /** Moves time on and runs what became due, in its order. */
  readonly advance: (delayMs: number) => void;
}

/** Time that moves only by hand. */
export function createManualClock(startAt: number): ManualClock {
  let now = startAt;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(delayMs) {
      const until = now + delayMs;
      for (;;) {
        const next = timers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
      }
      now = until;
    },
  };
}

/** Lets every promise that can go on, go on: the event loop turns only when no microtask is left, however many there were. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The next turn of the event loop: what was put off to it, as the renderer does, has run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
