import { describe, expect, it } from 'vitest';
import { type GateReadings, NO_READINGS, judgeGates } from '../../../lib/dispatch/gates.ts';
import { DEFAULT_DISPATCH_SETTINGS } from '../../../lib/dispatch/ports.ts';
import { T0 } from './rows.ts';

const fresh: GateReadings = { access: { at: T0, gate: null }, flow: { at: T0, gate: null }, peopleAt: T0 };
const judge = (readings: GateReadings, now: number) => judgeGates(readings, now, DEFAULT_DISPATCH_SETTINGS);

describe('gates', () => {
  it('let no start through before all three were read', () => {
    expect(judge(NO_READINGS, T0)).toEqual({ kind: 'stale', ask: ['access', 'flow', 'people'] });
  });

  it('let starts through while the toggle reading is younger than 30 s, and ask for a new one before it is too old', () => {
    expect(judge(fresh, T0 + 10_000)).toEqual({ kind: 'open', ask: [] });
    expect(judge(fresh, T0 + 25_000)).toEqual({ kind: 'open', ask: ['access'] });
    expect(judge(fresh, T0 + 30_001)).toEqual({ kind: 'stale', ask: ['access'] });
  });

  it('need readings of label and people that are younger than 10 min', () => {
    const readings = { ...fresh, access: { at: T0 + 600_001, gate: null } };

    expect(judge(readings, T0 + 600_001)).toEqual({ kind: 'stale', ask: ['flow', 'people'] });
  });

  it('close with the reason, even if other readings are stale', () => {
    expect(judge({ ...NO_READINGS, flow: { at: T0, gate: 'flow-archived' } }, T0)).toEqual({
      kind: 'closed',
      gate: 'flow-archived',
    });
    expect(judge({ ...fresh, access: { at: T0, gate: 'toggle-off' } }, T0)).toEqual({
      kind: 'closed',
      gate: 'toggle-off',
    });
  });

  it('do not trust a reading from the future', () => {
    expect(judge(fresh, T0 - 1).kind).toBe('stale');
  });
});
