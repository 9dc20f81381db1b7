import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import {
  expiresAt,
  isClockBack,
  isDue,
  refuseTime,
  reviewPrepared,
  sortPrepared,
  type Prepared,
} from '../../../lib/draft/prepared.ts';
import { AGENT, SESSION, T0 } from '../dispatch/rows.ts';

const DAY = 86_400_000;

const entry = (change: Partial<Prepared> = {}): Prepared => ({
  id: 'one',
  sessionId: SESSION,
  agentKey: AGENT,
  projectName: 'Suporte',
  draft: EMPTY_DRAFT,
  dueAt: T0 + DAY,
  savedAt: T0,
  offeredAt: null,
  ...change,
});

const times = fc.integer({ min: T0 - 60 * DAY, max: T0 + 60 * DAY });
const entries = fc.array(
  fc
    .record({
      dueAt: fc.option(times),
      savedAt: times,
      offeredAt: fc.option(times),
    })
    .map((change) => entry(change)),
  { maxLength: 12 },
);

describe('a draft that is prepared for later', () => {
  it('is due from its time on', () => {
    expect([T0 + DAY - 1, T0 + DAY].map((now) => isDue(entry(), now))).toEqual([false, true]);
  });

  it('stays offered when the clock is set back afterwards', () => {
    expect(isDue(entry({ offeredAt: T0 + DAY }), T0 - DAY)).toBe(true);
  });

  it('is never due when it was only put aside', () => {
    expect(isDue(entry({ dueAt: null }), T0 + 99 * DAY)).toBe(false);
  });

  it.each([
    ['a minute ago', -60_000, null],
    ['an hour ago', -3_600_000, 'time-past'],
    ['no time', Number.NaN, 'time-past'],
    ['in thirty days', 30 * DAY, null],
    ['in thirty-one days', 31 * DAY, 'time-too-far'],
  ] as const)('takes or refuses a time: %s', (_name, delayMs, refused) => {
    expect(refuseTime(T0 + delayMs, T0)).toBe(refused);
  });

  it('is kept for the days of the settings after its time, also when it was prepared for the past', () => {
    expect(expiresAt(entry(), 7)).toBe(T0 + 8 * DAY);
    expect(expiresAt(entry({ dueAt: T0 - 9 * DAY }), 7)).toBe(T0 + 7 * DAY);
    expect(expiresAt(entry({ dueAt: null }), 7)).toBe(T0 + 7 * DAY);
  });

  it('says when the clock was set back since', () => {
    expect([T0, T0 - 60_000, T0 - DAY].map((now) => isClockBack(entry(), now))).toEqual([false, false, true]);
  });

  it('is listed by time, put aside last', () => {
    const list = [
      entry({ id: 'aside', dueAt: null }),
      entry({ id: 'late', dueAt: T0 + 2 }),
      entry({ id: 'soon', dueAt: T0 + 1 }),
    ];

    expect(sortPrepared(list).map(({ id }) => id)).toEqual(['soon', 'late', 'aside']);
  });
});

describe('the review of what is prepared', () => {
  it('tells of what is due once, and looks again at the next time', () => {
    const review = reviewPrepared(
      [
        entry({ id: 'due', dueAt: T0 }),
        entry({ id: 'told', dueAt: T0, offeredAt: T0 }),
        entry({ id: 'waits', dueAt: T0 + 5 }),
        entry({ id: 'old', dueAt: T0 - 8 * DAY, savedAt: T0 - 9 * DAY }),
      ],
      T0,
      7,
    );

    expect(review.newlyDue.map(({ id }) => id)).toEqual(['due']);
    expect(review.expired.map(({ id }) => id)).toEqual(['old']);
    expect(review.nextAt).toBe(T0 + 5);
  });

  it('whatever is stored: nothing is told twice, before its time or after it expired, and a later time is in the future', () => {
    fc.assert(
      fc.property(entries, times, (all, now) => {
        const { newlyDue, expired, nextAt } = reviewPrepared(all, now, 7);

        expect(newlyDue.every((each) => each.offeredAt === null && each.dueAt !== null && each.dueAt <= now)).toBe(
          true,
        );
        expect(newlyDue.some((each) => expired.includes(each))).toBe(false);
        expect(nextAt === null || nextAt > now).toBe(true);
        // After a review, another one at the same time has nothing to tell.
        const told = all
          .filter((each) => !expired.includes(each))
          .map((each) => (newlyDue.includes(each) ? { ...each, offeredAt: now } : each));
        expect(reviewPrepared(told, now, 7)).toMatchObject({ newlyDue: [], expired: [] });
      }),
    );
  });

  it('is repeated often enough: every time lies at or after the next look', () => {
    fc.assert(
      fc.property(entries, times, (all, now) => {
        const { expired, nextAt } = reviewPrepared(all, now, 7);
        const coming = all.filter((each) => !expired.includes(each) && !isDue(each, now) && each.dueAt !== null);

        expect(coming.every((each) => nextAt !== null && (each.dueAt ?? 0) >= nextAt)).toBe(true);
      }),
    );
  });
});
