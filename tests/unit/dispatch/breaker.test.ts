import { describe, expect, it } from 'vitest';
import { CLOSED_BREAKER, isOpen, recordAnswer, startProbe, type Breaker } from '../../../lib/dispatch/breaker.ts';

function after(...answers: readonly boolean[]): Breaker {
  return answers.reduce(recordAnswer, CLOSED_BREAKER);
}

describe('breaker', () => {
  it('opens at the fifth failure in a row', () => {
    expect(isOpen(after(true, false, false, false, false))).toBe(false);
    expect(isOpen(after(true, false, false, false, false, false))).toBe(true);
  });

  it('opens when half of the last twenty failed', () => {
    const mixed = Array.from({ length: 20 }, (_, i) => i % 2 === 0);

    expect(isOpen(after(...mixed.slice(0, 19)))).toBe(false);
    expect(isOpen(after(...mixed))).toBe(true);
    expect(isOpen(after(...mixed, true, true))).toBe(false);
    expect(isOpen(after(...mixed.map((isSane, i) => isSane || i === 1)))).toBe(false);
  });

  it('closes after one successful probe and forgets the earlier failures', () => {
    const probed = recordAnswer(startProbe(), true);

    expect(isOpen(probed)).toBe(false);
    expect(probed).toEqual({ answers: [true], isProbing: false });
  });

  it('opens again after one failed probe', () => {
    expect(isOpen(recordAnswer(startProbe(), false))).toBe(true);
    expect(isOpen(startProbe())).toBe(false);
  });
});
