import { describe, expect, it } from 'vitest';
import { createCheckCache } from '../../../lib/preflight/check-book.ts';

describe('the cache of a check', () => {
  it('keeps an answer for its time, and no longer when the clock is set back', () => {
    let now = 10_000_000;
    const cache = createCheckCache<string>(() => now, 60_000);
    cache.write('a', 'open');
    now += 59_000;
    const inTime = cache.read('a');

    now -= 3_600_000;

    expect([inTime, cache.read('a')]).toEqual([{ known: true, value: 'open' }, { known: false }]);
  });
});
