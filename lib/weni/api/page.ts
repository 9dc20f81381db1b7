import type * as z from 'zod/mini';

/** Rows of a list that fit their schema, and how many did not. `firstProblem` is a field path without any value. */
export interface ParsedRows<T> {
  readonly rows: readonly T[];
  readonly badRows: number;
  readonly firstProblem: string | null;
}

/** Keeps the good rows of a list and counts the bad ones: one odd row must not hide a whole list. */
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

/** Path of the first field that did not fit (`queue.uuid`), behind an optional prefix; null when the whole value was wrong. */
export function fieldPath(error: z.core.$ZodError, prefix: string | null = null): string | null {
  const path = error.issues[0]?.path.map((part) => safeKey(String(part))) ?? [];
  const all = prefix === null ? path : [prefix, ...path];
  return all.length === 0 ? null : all.join('.');
}

// Keys can be data too (custom fields are keyed by what people typed), and this ends up in logs.
function safeKey(key: string): string {
  return /^[A-Za-z0-9_]{1,40}$/.test(key) ? key : '?';
}
