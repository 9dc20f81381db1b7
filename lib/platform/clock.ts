/** The browser's clock: epoch ms, and one-shot timers that can be cancelled. */
export const clock = {
  now: (): number => Date.now(),
  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
