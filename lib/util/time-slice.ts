/** What long work needs to let others run in between. Injected: this folder knows no clock and no timer. */
export interface SlicePorts {
  readonly now: () => number;
  /** Resolves after the event loop had a turn. */
  readonly pause: () => Promise<void>;
}

/** Well under the 50 ms in which a page counts as frozen. */
const SLICE_MS = 15;

/** Call the result between small steps: it waits a turn as soon as the slice is used up, and costs nothing before. */
export function createTimeSlice(ports: SlicePorts): () => Promise<void> {
  let startedAt = ports.now();
  return async () => {
    if (ports.now() - startedAt < SLICE_MS) return;
    await ports.pause();
    startedAt = ports.now();
  };
}
