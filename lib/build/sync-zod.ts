import type { Plugin } from 'vite';

const CORE = /\/zod\/v4\/core\/\w+\.js$/;
const ASKS = /\b[\w.]+ instanceof Promise\b/g;

/** Zod's code with every question whether a step gave a promise answered: never. */
export const neverWaiting = (code: string): string => code.replaceAll(ASKS, 'false');

/**
 * Zod can wait inside of a schema, and asks for it after every step; no schema of ours waits (a test reads all of them), so the
 * minifier may take those branches away.
 */
export function syncZod(): Plugin {
  return {
    name: 'disparo:sync-zod',
    enforce: 'pre',
    transform: (code, id) => (CORE.test(id) ? { code: neverWaiting(code), map: null } : null),
  };
}
