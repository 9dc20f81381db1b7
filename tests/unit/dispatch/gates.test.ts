import { describe, expect, it } from 'vitest';
import { type GateReadings, NO_READINGS, judgeGates } from '../../../lib/dispatch/gates.ts';
import { DEFAULT_DISPATCH_SETTINGS } from '../../../lib/dispatch/ports.ts';
import { T0 } from './rows.ts';

const fresh: GateReadings = { access: { at: T0, gate: null }, flow: { at: T0, gate: null }, peopleAt: T0 };
const judge = (readings: GateReadings, now: number) => judgeGates(readings, now, DEFAULT_DISPATCH_SETTINGS);

describe('gates', () => {
  it('let nothing through before all three were read', () => {
    expect(judge(NO_READINGS, T0)).toEqual({ kind: 'stale', ask: ['access', 'flow', 'people'] });
  });

  it('let through while the toggle was read within 30 s, and ask again in time', () => {
    expect(judge(fresh, T0 + 10_000)).toEqual({ kind: 'open', ask: [] });
    expect(judge(fresh, T0 + 25_000)).toEqual({ kind: 'open', ask: ['access'] });
    expect(judge(fresh, T0 + 30_001)).toEqual({ kind: 'stale', ask: ['access'] });
  });

  it('want label and people within 10 min', () => {
    const readings = { ...fresh, access: { at: T0 + 600_001, gate: null } };

    expect(judge(readings, T0 + 600_001)).toEqual({ kind: 'stale', ask: ['flow', 'people'] });
  });

  it('close with the reason, whatever is stale', () => {
    expect(judge({ ...NO_READINGS, flow: { at: T0, gate: 'flow-archived' } }, T0)).toEqual({ kind: 'closed', gate: 'flow-archived' });
    expect(judge({ ...fresh, access: { at: T0, gate: 'toggle-off' } }, T0)).toEqual({ kind: 'closed', gate: 'toggle-off' });
  });

  it('do not trust a reading from the future', () => {
    expect(judge(fresh, T0 - 1).kind).toBe('stale');
  });
});
