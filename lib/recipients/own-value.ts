/** The value a record itself holds. Keys here are typed by people: a column called `constructor` must not find the prototype's. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
