/** Runs jobs one after the other in the order asked, whatever becomes of each. */
export function serially(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const mine = last.then(job, job);
    last = mine.catch(() => null);
    return mine;
  };
}
