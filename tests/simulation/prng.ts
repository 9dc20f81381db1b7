/** A seeded source of choices (mulberry32): the same seed makes the same run. */
export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number;
  /** An integer in [0, below). */
  below(below: number): number;
  /** True with probability p. */
  is(p: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** An integer in [from, to]. */
  between(from: number, to: number): number;
}

export function createChance(seed: number): Chance {
  let state = (seed * 0x9e3779b1 + 0x85ebca6b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    is: (p) => next() < p,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    between: (from, to) => from + below(to - from + 1),
  };
}
