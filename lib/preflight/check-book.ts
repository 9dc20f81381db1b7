import type { Check } from './preflight-facts.ts';
import type { PreflightReport } from './preflight-report.ts';

/** Keeps successful answers of one kind of check for a while. Failures are never kept. */
export interface CheckCache<T> {
  readonly read: (key: string) => Check<T>;
  readonly write: (key: string, value: T) => void;
  readonly clear: () => void;
}

/**
 * Creates a cache whose answers expire after `keepMs`. An expired answer is removed when it is read or when a newer
 * answer is written.
 */
export function createCheckCache<T>(now: () => number, keepMs: number): CheckCache<T> {
  const entries = new Map<string, { readonly at: number; readonly value: T }>();
  return {
    read(key) {
      const entry = entries.get(key);
      if (entry === undefined) return { known: false };
      if (Math.abs(now() - entry.at) < keepMs) return { known: true, value: entry.value };
      entries.delete(key);
      return { known: false };
    },
    write(key, value) {
      // Entries are in the order of writing, so the oldest come first.
      for (const [old, entry] of entries) {
        if (Math.abs(now() - entry.at) < keepMs) break;
        entries.delete(old);
      }
      entries.delete(key);
      entries.set(key, { at: now(), value });
    },
    clear: () => entries.clear(),
  };
}

/** Counts the checks of one run, and turns a failed check into "not known". */
export interface CheckBook {
  readonly expect: (checks: number) => void;
  readonly counts: () => PreflightReport['checks'];
  /** Runs a check, unless the cache has its answer. Never rejects. */
  readonly ask: <T>(
    ask: () => Promise<T>,
    cached?: { readonly cache: CheckCache<T>; readonly key: string },
  ) => Promise<Check<T>>;
}

/** Creates the check book of one run; `onProgress` is called after each check. */
export function createCheckBook(onProgress: ((checks: PreflightReport['checks']) => void) | undefined): CheckBook {
  const counts = { done: 0, total: 0, failed: 0 };
  function settle(failed: 0 | 1): void {
    counts.done += 1;
    counts.failed += failed;
    onProgress?.({ ...counts });
  }
  return {
    expect(checks) {
      counts.total += checks;
    },
    counts: () => ({ ...counts }),
    async ask<T>(
      ask: () => Promise<T>,
      cached?: { readonly cache: CheckCache<T>; readonly key: string },
    ): Promise<Check<T>> {
      const kept = cached?.cache.read(cached.key);
      if (kept?.known === true) {
        settle(0);
        return kept;
      }
      // Whatever the error was, the answer is not known. The port logs its own failures.
      const check = await ask().then(
        (value): Check<T> => ({ known: true, value }),
        (): Check<T> => ({ known: false }),
      );
      if (check.known) cached?.cache.write(cached.key, check.value);
      settle(check.known ? 0 : 1);
      return check;
    },
  };
}
