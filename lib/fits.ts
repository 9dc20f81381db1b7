import type * as z from 'zod/mini';

// Checks for zod schemas. Each takes both bounds at once, as `SETTING_LIMITS` holds them, where zod's own checks take one
// bound each.

/** Makes a zod check from a test function. A value that fails the test becomes an issue of its field. */
function fits<T>(test: (value: T) => boolean): z.core.CheckFn<T> {
  return ({ value, issues }) => {
    if (!test(value)) issues.push({ code: 'custom', message: 'does not fit', input: value });
  };
}

/** Checks for an integer from `least` to `most`, both included. */
export function whole(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): z.core.CheckFn<number> {
  return fits((value) => Number.isInteger(value) && value >= least && value <= most);
}

/** Checks for a text or list with at least `least` and at most `most` characters or entries. */
export function sized(least: number, most = Number.MAX_SAFE_INTEGER): z.core.CheckFn<{ readonly length: number }> {
  return fits((value) => value.length >= least && value.length <= most);
}

/**
 * Checks for a text in which the pattern is found. The pattern must not have the flag `g`, which keeps a position
 * between tests.
 */
export function matching(pattern: RegExp): z.core.CheckFn<string> {
  return fits((value) => pattern.test(value));
}
