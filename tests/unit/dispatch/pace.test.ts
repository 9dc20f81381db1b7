import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HARD_STARTS_PER_HOUR, refill, takeToken, waitForPerson, waitForToken } from '../../../lib/dispatch/pace.ts';
import { T0, personRow } from './rows.ts';

const size = { perHour: 1_000, burst: 100 };

describe('bucket', () => {
  it('lets the burst go at once and then one start every 3.6 s', () => {
    let bucket = refill(null, T0, size);
    for (let i = 0; i < 100; i += 1) bucket = takeToken(bucket);

    expect(waitForToken(bucket, size)).toBe(3_600);
    expect(waitForToken(refill(bucket, T0 + 3_600, size), size)).toBe(0);
  });

  it('never lets more than 2,000 starts go in any hour, whatever is set', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 500 }), (perHour, burst) => {
        const chosen = { perHour, burst };
        let bucket = refill(null, T0, chosen);
        let starts = 0;
        for (let now = T0; now <= T0 + 3_600_000;) {
          bucket = refill(bucket, now, chosen);
          const waitMs = waitForToken(bucket, chosen);
          if (waitMs > 0) {
            now += waitMs;
            continue;
          }
          bucket = takeToken(bucket);
          starts += 1;
        }
        return starts <= HARD_STARTS_PER_HOUR;
      }),
      { numRuns: 40 },
    );
  });

  it('gains nothing from a clock that jumped back', () => {
    const empty = { tokens: 0, at: T0 };

    expect(refill(empty, T0 - 3_600_000, size).tokens).toBe(0);
  });

  it('is always full when it is switched off', () => {
    const off = { perHour: Number.POSITIVE_INFINITY, burst: 100 };

    expect(waitForToken(refill({ tokens: 0, at: T0 }, T0, off), off)).toBe(0);
  });
});

describe('one person', () => {
  it('waits 60 s after the last start to them, counted from its answer', () => {
    const other = personRow({ status: 'accepted', sentAt: T0, answeredAt: T0 + 2_000 });

    expect(waitForPerson([other], T0 + 10_000, 60_000)).toBe(52_000);
    expect(waitForPerson([other], T0 + 62_000, 60_000)).toBe(0);
  });

  it('waits without a known end while another start to them has no answer', () => {
    expect(waitForPerson([personRow({ status: 'checking', sentAt: T0 - 999_999 })], T0, 60_000)).toBeNull();
    expect(waitForPerson([personRow({ status: 'sending', sentAt: T0 })], T0, 60_000)).toBeNull();
  });

  it('waits at most 60 s when a clock jump left their last start in the future', () => {
    expect(waitForPerson([personRow({ status: 'unknown', sentAt: T0 + 9_999_999 })], T0, 60_000)).toBe(60_000);
  });

  it('does not wait for starts that never left', () => {
    expect(waitForPerson([personRow({ status: 'queued' }), personRow({ status: 'cancelled' })], T0, 60_000)).toBe(0);
  });
});
