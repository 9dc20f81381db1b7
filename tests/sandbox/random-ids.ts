/** Deterministic randomness: the same seed gives the same world, the same ids and the same shares. */
export interface RandomIds {
  /** A number in [0, 1). */
  random(): number;
  /** A fresh version-4 UUID. */
  uuid(): string;
}

export function createRandomIds(seed: number): RandomIds {
  let state = seed >>> 0;
  function random(): number {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  function hex(length: number): string {
    let text = '';
    while (text.length < length)
      text += Math.floor(random() * 0x1_0000)
        .toString(16)
        .padStart(4, '0');
    return text.slice(0, length);
  }
  return {
    random,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[Math.floor(random() * 4)]}${hex(3)}-${hex(12)}`,
  };
}

/** A UUID that contains an index, so that a row created on demand can be found again without a table. */
export function indexedUuid(prefix: string, index: number): string {
  return `${prefix}-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** The index inside an indexed UUID of that prefix, or null. */
export function indexOfUuid(prefix: string, uuid: string): number | null {
  const match = /^([0-9a-f]{8})-0000-4000-8000-(\d{12})$/.exec(uuid);
  return match !== null && match[1] === prefix ? Number(match[2]) : null;
}
