/**
 * Runs tasks a few at a time, in order of the list, until all ran or the signal fires; tasks not begun by then stay out.
 * A task handles its own failure: one that rejects ends the pool.
 */
export async function runPool(tasks: readonly (() => Promise<void>)[], width: number, signal: AbortSignal | undefined): Promise<void> {
  let next = 0;
  async function work(): Promise<void> {
    for (let task = take(); task !== undefined; task = take()) await task();
  }
  function take(): (() => Promise<void>) | undefined {
    if (signal?.aborted ?? false) return undefined;
    const task = tasks[next];
    next += 1;
    return task;
  }
  await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, work));
}
