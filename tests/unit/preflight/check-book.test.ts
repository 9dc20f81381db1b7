import { describe, expect, it } from 'vitest';
import { createCheckCache } from '../../../lib/preflight/check-book.ts';

describe('the memory of a check', () => {
  it('is good for its time, and no longer because the clock was set back', () => {
    let now = 10_000_000;
    const cache = createCheckCache<string>(() => now, 60_000);
    cache.write('a', 'open');
    now += 59_000;
    const inTime = cache.read('a');

    now -= 3_600_000;

    expect([inTime, cache.read('a')]).toEqual([{ known: true, value: 'open' }, { known: false }]);
  });
});
