/** `burst` tellings leave without delay; each of them counts for `everyMs`. */
export interface Pace {
  readonly everyMs: number;
  readonly burst: number;
}

/**
 * Runs at once while fewer than `burst` runs are younger than `everyMs`; what is asked for meanwhile runs once, as soon as
 * the oldest of them is. So a single event is told without delay, and a flood of them costs no more than the pace.
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
