import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateRemaining, requestsOf } from '../../../lib/preflight/pace-estimate.ts';

const PACE = { tokens: 0, at: 1_000, perHour: 1_000, inFlight: 2, callMs: 400, ahead: 0 };

describe('what is left of a running dispatch', () => {
  it('is limited by the hour once the burst is used up', () => {
    expect(estimateRemaining(200, PACE)).toEqual({ leftMs: 720_000, endsAt: 721_000, isLimited: true });
  });

  it('is as fast as the server as long as starts may leave at once', () => {
    expect(estimateRemaining(20, { ...PACE, tokens: 100 })).toEqual({ leftMs: 4_000, endsAt: 5_000, isLimited: false });
  });

  it('never gets shorter by more people, by dispatches before it or by fewer starts an hour', () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.nat(500),
        fc.nat(100),
        fc.integer({ min: 1, max: 2_000 }),
        (n, more, tokens, perHour) => {
          const pace = { ...PACE, tokens, perHour };
          const { leftMs } = estimateRemaining(n, pace);

          expect(estimateRemaining(n + more, pace).leftMs).toBeGreaterThanOrEqual(leftMs);
          expect(estimateRemaining(n, { ...pace, ahead: more }).leftMs).toBeGreaterThanOrEqual(leftMs);
          expect(estimateRemaining(n, { ...pace, perHour: perHour + more }).leftMs).toBeLessThanOrEqual(leftMs);
        },
      ),
    );
  });

  it('counts requests: a hundred people are one in batches', () => {
    expect([requestsOf('singles', 250), requestsOf('batches', 250)]).toEqual([250, 3]);
  });
});
