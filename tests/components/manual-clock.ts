import { setImmediate } from 'node:timers';
import type { ViewClock } from '../../lib/models/shared/view-clock.ts';

export interface ManualClock extends ViewClock {
  /** Moves the time forward and runs the timers that became due, in order. */
  readonly advance: (delayMs: number) => void;
}

/** A clock that moves only when the test says so. */
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

/** Runs all pending microtasks: the next turn of the event loop begins only when none is left. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits for the next turn of the event loop, so that work deferred to it has run (the renderer defers some). */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
