/** A map that keeps the `limit` keys used last; `get` and `has` do not count as use, `set` does. */
export interface Lru<K, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): void;
  /** The kept values, the one used longest ago first. */
  values(): Iterable<V>;
  readonly size: number;
}

/** @param limit number of keys to keep; at least 1 */
export function createLru<K, V>(limit: number): Lru<K, V> {
  const entries = new Map<K, V>();
  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      const oldest = entries.keys().next();
      if (entries.size > limit && oldest.done !== true) entries.delete(oldest.value);
    },
    values: () => entries.values(),
    get size() {
      return entries.size;
    },
  };
}
