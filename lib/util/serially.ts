/**
 * Creates a queue that runs jobs one after the other, in the order of the calls. A job that fails does not stop the
 * next.
 */
export function serially(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const mine = last.then(job, job);
    last = mine.catch(() => null);
    return mine;
  };
}
