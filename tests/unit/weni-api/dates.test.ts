import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEpochMs, toServerDays } from '../../../lib/weni/api/dates.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('toEpochMs', () => {
  it.each([
    ['2026-11-20T19:03:01.338196-03:00', Date.UTC(2026, 10, 20, 22, 3, 1, 338)],
    ['2026-11-20T22:03:01.295000Z', Date.UTC(2026, 10, 20, 22, 3, 1, 295)],
    ['2026-11-20T22:03:08.049Z', Date.UTC(2026, 10, 20, 22, 3, 8, 49)],
    ['2026-11-20 22:03:08+0000', Date.UTC(2026, 10, 20, 22, 3, 8)],
    ['2026-11-20T22:03:08', null],
    ['2026-13-41T22:03:08Z', null],
    ['2026-11-20', null],
    ['yesterday', null],
    ['', null],
  ])('reads %j', (text, expected) => {
    expect(toEpochMs(text)).toBe(expected);
  });
});

describe('toServerDays', () => {
  it('contains every instant of the interval, in every time zone', () => {
    const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

    fc.assert(
      fc.property(instants, instants, fc.integer({ min: -12, max: 14 }), (a, b, zoneHours) => {
        const [after, before] = a < b ? [a, b] : [b, a];
        const days = toServerDays({ after, before });
        const serverDay = (at: number): string => new Date(at + zoneHours * HOUR_MS).toISOString().slice(0, 10);

        expect(days.after !== null && days.after <= serverDay(after)).toBe(true);
        expect(days.before !== null && days.before >= serverDay(before)).toBe(true);
      }),
    );
  });

  it('leaves a missing side open', () => {
    expect(toServerDays({ after: Date.UTC(2026, 10, 20, 1) })).toEqual({ after: '2026-11-19', before: null });
    expect(toServerDays({})).toEqual({ after: null, before: null });
  });
});
