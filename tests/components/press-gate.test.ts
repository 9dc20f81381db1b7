import { describe, expect, it } from 'vitest';
import { createPressGate, READ_MS } from '../../lib/models/panel/press-gate.ts';
import { NOW } from './fake-data.ts';
import { createManualClock } from './manual-clock.ts';

function setUp() {
  const clock = createManualClock(NOW);
  return { clock, gate: createPressGate(clock) };
}

describe('the press gate', () => {
  it('opens for a screen 600 ms after it was painted, and only for that screen', () => {
    const { clock, gate } = setUp();
    gate.painted('review');

    clock.advance(READ_MS - 1);
    const before = gate.isOpen('review');
    clock.advance(1);

    expect(READ_MS).toBe(600);
    expect([before, gate.isOpen('review'), gate.isOpen('preflight')]).toEqual([false, true, false]);
  });

  it.each(['pointer', 'key'] as const)(
    'stays closed for a %s press that began before it opened, and opens for the next press',
    (what) => {
      const { clock, gate } = setUp();
      gate.painted('review');
      gate.hold(what);

      clock.advance(5_000);
      const whileHeld = gate.isOpen('review');
      gate.release(what);
      const forItsClick = gate.isOpen('review');
      clock.advance(100);

      expect([whileHeld, forItsClick, gate.isOpen('review')]).toEqual([false, false, true]);
    },
  );

  it('does not open between two quick presses', () => {
    const { clock, gate } = setUp();
    gate.painted('review');
    gate.hold('pointer');
    clock.advance(READ_MS);

    gate.release('pointer');
    clock.advance(50);
    gate.hold('pointer');
    clock.advance(1_000);

    expect(gate.isOpen('review')).toBe(false);
  });

  it('waits until both a held key and a held pointer are released', () => {
    const { clock, gate } = setUp();
    gate.hold('key');
    gate.hold('pointer');
    gate.painted('review');
    clock.advance(READ_MS);

    gate.release('pointer');
    clock.advance(1_000);

    expect(gate.isOpen('review')).toBe(false);
  });

  it('stays open for a press that begins once it is open', () => {
    const { clock, gate } = setUp();
    gate.painted('review');
    clock.advance(READ_MS);

    gate.hold('pointer');

    expect(gate.isOpen('review')).toBe(true);
  });

  it('closes with its screen and starts to count again when that screen is painted again', () => {
    const { clock, gate } = setUp();
    const leave = gate.painted('review');
    clock.advance(READ_MS);

    leave();
    const gone = gate.isOpen('review');
    gate.painted('review');
    clock.advance(READ_MS - 1);

    expect([gone, gate.isOpen('review')]).toEqual([false, false]);
  });

  it('is not opened by a screen that was closed before it could be read', () => {
    const { clock, gate } = setUp();
    const leave = gate.painted('review');
    clock.advance(READ_MS - 1);

    leave();
    clock.advance(5_000);

    expect(gate.isOpen('review')).toBe(false);
  });
});
