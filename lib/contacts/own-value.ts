/** A contact field by its key, in any case: Flows stores keys in lower case, and agents type them in any. */
export function fieldValue(fields: Readonly<Record<string, string | null>>, key: string): string | null {
  const exact = getOwn(fields, key);
  if (exact !== undefined) return exact;
  const wanted = key.trim().toLowerCase();
  return Object.entries(fields).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

/**
 * Reads an own property only. Keys come from users: a column called `constructor` must not find the prototype's
 * property.
 */
export function getOwn<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
