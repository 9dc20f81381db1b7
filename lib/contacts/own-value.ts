/** A contact field by its key. Flows keeps keys in small letters; people write them as they like. */
export function fieldValue(fields: Readonly<Record<string, string | null>>, key: string): string | null {
  const exact = ownValue(fields, key);
  if (exact !== undefined) return exact;
  const wanted = key.trim().toLowerCase();
  return Object.entries(fields).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

/** The value a record itself holds. Keys here are typed by people: a column called `constructor` must not find the prototype's. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
