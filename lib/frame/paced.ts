/** A rate limit: at most `burst` runs within `everyMs`. */
export interface Pace {
  readonly everyMs: number;
  readonly burst: number;
}

/**
 * Limits how often `run` is called. A call runs at once if there were fewer than `burst` runs in the last `everyMs`.
 * Otherwise all waiting calls become one run, as soon as the limit allows it. So a single event causes no delay, and a
 * flood of events costs no more than the rate.
 */
export function paced(run: () => void, pace: Pace, signal: AbortSignal): () => void {
  const resting = new Set<ReturnType<typeof setTimeout>>();
  let isDue = false;
  const go = (): void => {
    isDue = false;
    const timer = setTimeout(() => {
      resting.delete(timer);
      if (isDue) go();
    }, pace.everyMs);
    resting.add(timer);
    run();
  };
  signal.addEventListener(
    'abort',
    () => {
      for (const timer of resting) clearTimeout(timer);
    },
    { once: true },
  );
  return () => {
    if (signal.aborted) return;
    if (resting.size < pace.burst) go();
    else isDue = true;
  };
}
