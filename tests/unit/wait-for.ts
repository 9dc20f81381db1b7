import { vi } from 'vitest';

/** Waits until the check passes. The limit ends a test that hangs, on however busy a machine; the last failure is its message. */
export const waitFor = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 100_000 });
