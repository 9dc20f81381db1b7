import type * as z from 'zod/mini';

/**
 * The rows of a list that fit the schema, and the number that did not. `firstProblem` is the path of the first wrong
 * field, without its value.
 */
export interface ParsedRows<T> {
  readonly rows: readonly T[];
  readonly badRows: number;
  readonly firstProblem: string | null;
}

/**
 * Parses each row on its own: keeps the good rows and counts the bad ones, so that one odd row cannot hide the whole
 * list.
 */
export function parsePage<T>(rows: readonly unknown[], schema: z.ZodMiniType<T>): ParsedRows<T> {
  const good: T[] = [];
  let badRows = 0;
  let firstProblem: string | null = null;
  for (const [index, row] of rows.entries()) {
    const parsed = schema.safeParse(row);
    if (parsed.success) {
      good.push(parsed.data);
      continue;
    }
    badRows += 1;
    firstProblem ??= fieldPath(parsed.error, `results.${index}`);
  }
  return { rows: good, badRows, firstProblem };
}

/**
 * Path of the first field that did not fit (`queue.uuid`), after an optional prefix; null when the value as a whole was
 * wrong.
 */
export function fieldPath(error: z.core.$ZodError, prefix: string | null = null): string | null {
  const path = error.issues[0]?.path.map((part) => safeKey(String(part))) ?? [];
  const all = prefix === null ? path : [prefix, ...path];
  return all.length === 0 ? null : all.join('.');
}

// A key can itself be personal data (custom fields are keyed by what people typed), and the path is written to logs.
function safeKey(key: string): string {
  return /^[A-Za-z0-9_]{1,40}$/.test(key) ? key : '?';
}
