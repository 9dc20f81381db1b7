/**
 * Clock and pause for long work that must let other work run in between. Injected: this folder uses no clock or timer.
 */
export interface SlicePorts {
  readonly now: () => number;
  /** Resolves after the event loop has run other tasks. */
  readonly pause: () => Promise<void>;
}

/** Well below the 50 ms after which a page counts as blocked. */
const SLICE_MS = 15;

/**
 * Returns a function to await between small steps of long work. It pauses once the time slice is used up; before that
 * it returns at once.
 */
export function createTimeSlice(ports: SlicePorts): () => Promise<void> {
  let startedAt = ports.now();
  return async () => {
    if (ports.now() - startedAt < SLICE_MS) return;
    await ports.pause();
    startedAt = ports.now();
  };
}
