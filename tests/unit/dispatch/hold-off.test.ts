import { describe, expect, it } from 'vitest';
import {
  askAgainAt,
  askLoginAgainAt,
  type HoldOff,
  type HoldOffCause,
  heldOff,
  heldOffBeside,
  holdOffLifted,
  isHeldOff,
} from '../../../lib/dispatch/hold-off.ts';
import { T0 } from './rows.ts';

/**
 * Plays refusals in a row, each of a start that left as soon as the wait before it allowed.
 *
 * @param retryAfterMs the wait that each refusal names, in ms; null where it names none
 * @returns the wait after each refusal, in ms; null where only the agent can end it
 */
function waits(cause: HoldOffCause, retryAfterMs: readonly (number | null)[]): (number | null)[] {
  let holdOff: HoldOff | null = null;
  let now = T0;
  return retryAfterMs.map((namedMs) => {
    const after: HoldOff = heldOff(holdOff, { cause, retryAfterMs: namedMs }, now + 1);
    const waitMs = after.until === null ? null : after.until - (now + 1);
    holdOff = after;
    now = (after.until ?? now + 3_600_000) + 10;
    return waitMs;
  });
}

describe('after refusals in front of the engine', () => {
  it('a login is tried again at once, after 30 s, after 2 min, and then only when the agent says so', () => {
    expect(waits('unauthorized', [null, null, null, null, null])).toEqual([0, 30_000, 120_000, null, null]);
  });

  it('a refusal that names no wait is tried again after 30 s and 2 min, and then only when the agent says so', () => {
    expect(waits('intercepted', [null, null, null])).toEqual([30_000, 120_000, null]);
  });

  it.each<[string, (number | null)[], (number | null)[]]>([
    ['a wait of almost 15 min ends by itself', [900_000 - 1_000], [900_000 - 1_000]],
    ['a wait of more than 15 min needs the agent', [900_001], [null]],
    [
      'a wait of zero becomes one second, then at least the wait that follows a refusal without one',
      [0, 0, 0],
      [1_000, 120_000, 120_000],
    ],
    ['waits that add up to more than 15 min need the agent', [600_000, 600_000], [600_000, null]],
  ])('%s', (_, wishes, expected) => {
    expect(waits('rate-limit', wishes)).toEqual(expected);
  });

  it('a refusal that arrives together with another is not counted again, and the longer wait holds', () => {
    const login = heldOff(null, { cause: 'unauthorized', retryAfterMs: null }, T0);
    const throttled = heldOffBeside(login, { cause: 'rate-limit', retryAfterMs: 60_000 }, T0 + 10);

    expect(throttled).toMatchObject({ cause: 'rate-limit', count: 1, until: T0 + 60_010 });
    expect(heldOffBeside(throttled, { cause: 'unauthorized', retryAfterMs: null }, T0 + 20)).toBe(throttled);
    expect(heldOffBeside(throttled, { cause: 'rate-limit', retryAfterMs: 3_600_000 }, T0 + 20).until).toBeNull();
  });

  it('no start leaves before the wait ends, and none at all where only the agent can end it', () => {
    const timed = heldOff(null, { cause: 'rate-limit', retryAfterMs: 60_000 }, T0);
    const open = heldOff(null, { cause: 'rate-limit', retryAfterMs: 3_600_000 }, T0);

    expect([T0, T0 + 59_999, T0 + 60_000].map((now) => isHeldOff(timed, now))).toEqual([true, true, false]);
    expect([T0, T0 + 86_400_000].map((now) => isHeldOff(open, now))).toEqual([true, true]);
    expect(isHeldOff(holdOffLifted(open, T0 + 5), T0 + 5)).toBe(false);
  });

  it('a clock that was set back does not make the wait longer', () => {
    const timed = heldOff(null, { cause: 'rate-limit', retryAfterMs: 60_000 }, T0);

    expect(isHeldOff(timed, T0 - 3_600_000)).toBe(false);
  });

  it('the agent\'s "Go on" starts the count from the beginning', () => {
    const worn = heldOff(
      { cause: 'unauthorized', count: 9, firstAt: T0, lastAt: T0, until: null },
      { cause: 'unauthorized', retryAfterMs: null },
      T0 + 2,
    );
    const lifted = holdOffLifted(worn, T0 + 3_600_000);

    expect(heldOff(lifted, { cause: 'unauthorized', retryAfterMs: null }, T0 + 3_600_002)).toMatchObject({
      count: 1,
      until: T0 + 3_600_002,
    });
  });
});

describe('a request that was answered on the way and not by the server', () => {
  it('is repeated after 5 s, 15 s, 30 s, 1 min, then every 2 min, and after 15 min only when the agent says so', () => {
    const waited = [1, 2, 3, 4, 5, 6].map(
      (count) => (askAgainAt({ count, firstAt: T0 }, null, T0 + 60_000) ?? 0) - T0 - 60_000,
    );

    expect(waited).toEqual([5_000, 15_000, 30_000, 60_000, 120_000, 120_000]);
    expect(askAgainAt({ count: 9, firstAt: T0 }, null, T0 + 800_000)).toBeNull();
  });

  it('waits as long as the answer asks for, up to 15 min', () => {
    expect(askAgainAt({ count: 1, firstAt: T0 }, 600_000, T0)).toBe(T0 + 600_000);
    expect(askAgainAt({ count: 1, firstAt: T0 }, 900_001, T0)).toBeNull();
  });

  it('is repeated, if the login was refused, at once, after 30 s, after 2 min, and then only when the agent says so', () => {
    expect([1, 2, 3, 4].map((count) => askLoginAgainAt(count, T0))).toEqual([T0, T0 + 30_000, T0 + 120_000, null]);
  });
});
