/**
 * Runs tasks in the order of the list, at most `width` at a time. When the signal aborts, tasks that have not started
 * are not run. Each task must handle its own failure: the first rejection rejects the pool.
 */
export async function runPool(
  tasks: readonly (() => Promise<void>)[],
  width: number,
  signal: AbortSignal | undefined,
): Promise<void> {
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
