import { vi } from 'vitest';

/**
 * Waits until the check passes. A limit, long enough for a busy machine, ends a test that hangs; its message is the
 * failure of the last check.
 */
export const waitFor = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 600_000 });
