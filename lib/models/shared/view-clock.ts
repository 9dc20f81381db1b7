/** Time for a view: epoch ms and one-shot timers. `after` answers a function that cancels it. */
export interface ViewClock {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
}
