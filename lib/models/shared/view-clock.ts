/** The clock of a view: epoch ms and one-shot timers. `after` returns a function that cancels the timer. */
export interface ViewClock {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
}
