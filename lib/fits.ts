import type * as z from 'zod/mini';

// zod has a class for each of its checks, and every script of ours would carry them: these are plain functions.

/** A check of a schema: anything the test refuses is an issue of its field. */
function fits<T>(test: (value: T) => boolean): z.core.CheckFn<T> {
  return ({ value, issues }) => {
    if (!test(value)) issues.push({ code: 'custom', message: 'does not fit', input: value });
  };
}

/** A whole number from `least` to `most`, both included. */
export function whole(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): z.core.CheckFn<number> {
  return fits((value) => Number.isInteger(value) && value >= least && value <= most);
}

/** A text or list with at least `least` and at most `most` characters or entries. */
export function sized(least: number, most = Number.MAX_SAFE_INTEGER): z.core.CheckFn<{ readonly length: number }> {
  return fits((value) => value.length >= least && value.length <= most);
}

/** A text that the pattern finds something in. The pattern has no `g`: it would remember where it was. */
export function matching(pattern: RegExp): z.core.CheckFn<string> {
  return fits((value) => pattern.test(value));
}
