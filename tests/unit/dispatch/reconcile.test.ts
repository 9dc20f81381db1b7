import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryRow } from '../../../lib/dispatch/ports.ts';
import {
  type Attempt,
  type SkewMark,
  acceptedSpan,
  addMark,
  decideLookup,
  isClockSteady,
  judgeAttempt,
  measureSkew,
  nextLookAt,
  ownerOf,
} from '../../../lib/dispatch/reconcile.ts';
import { T0, contact } from './rows.ts';

const agent = { isAdmin: false, agentName: 'Ana Souza', isNameUnique: null };
const steady: SkewMark[] = [
  { at: T0 - 60_000, skewMs: 0, errorMs: 100 },
  { at: T0 + 600_000, skewMs: 0, errorMs: 100 },
];

function attempt(key: string, change: Partial<Attempt> = {}): Attempt {
  return {
    key,
    contactUuid: contact(1),
    flowNames: ['Cobrança'],
    sentAt: T0,
    answeredAt: null,
    serverSpan: null,
    isAccepted: false,
    ...change,
  };
}
function row(createdAt: number, change: Partial<HistoryRow> = {}): HistoryRow {
  return { contactUuid: contact(1), flowName: 'Cobrança', userName: 'Ana Souza', createdAt, ...change };
}
function judge(
  one: Attempt,
  others: readonly Attempt[],
  rows: readonly HistoryRow[],
  marks = steady,
  me: Parameters<typeof judgeAttempt>[2]['me'] = agent,
) {
  return judgeAttempt(one, others, { rows, marks, me }).kind;
}

describe('judging one attempt', () => {
  it('finds its own row', () => {
    expect(judge(attempt('a'), [], [row(T0 + 500)])).toBe('found');
  });

  it('sees no row of another contact, another flow, or another time', () => {
    expect(judge(attempt('a'), [], [])).toBe('absent');
    expect(judge(attempt('a'), [], [row(T0 + 500, { contactUuid: contact(2) })])).toBe('absent');
    expect(judge(attempt('a'), [], [row(T0 + 500, { flowName: 'Outro' })])).toBe('absent');
    expect(judge(attempt('a'), [], [row(T0 - 3_600_000)])).toBe('absent');
  });

  it('finds the row of a flow that was renamed', () => {
    expect(
      judge(attempt('a', { flowNames: ['Cobrança', 'Cobrança 2'] }), [], [row(T0 + 500, { flowName: 'Cobrança 2' })]),
    ).toBe('found');
  });

  it('does not take the row that belongs to an accepted start', () => {
    const accepted = attempt('b', {
      sentAt: T0 - 70_000,
      isAccepted: true,
      serverSpan: acceptedSpan(T0 - 69_500, 500),
    });

    expect(judge(attempt('a', { sentAt: T0 - 71_000 }), [accepted], [row(T0 - 69_700)])).toBe('absent');
    expect(judge(attempt('a', { sentAt: T0 - 71_000 }), [accepted], [row(T0 - 69_700), row(T0 - 70_900)])).toBe(
      'found',
    );
  });

  it('tells two lost starts of one flow apart by time', () => {
    const early = attempt('a');
    const late = attempt('b', { sentAt: T0 + 300_000 });

    expect(judge(early, [late], [row(T0 + 400)])).toBe('found');
    expect(judge(late, [early], [row(T0 + 400)])).toBe('absent');
  });

  it('tells two lost starts apart by count where their times overlap, and does not guess', () => {
    const one = attempt('a');
    const two = attempt('b', { sentAt: T0 + 61_000 });

    expect(judge(one, [two], [row(T0 + 62_000)])).toBe('unclear');
    expect(judge(two, [one], [row(T0 + 62_000)])).toBe('unclear');
    expect(judge(one, [two], [row(T0 + 400), row(T0 + 62_000)])).toBe('found');
    expect(judge(two, [one], [row(T0 + 400), row(T0 + 62_000)])).toBe('found');
  });

  it('judges correctly when the server clock is five minutes off, whether that was measured or not', () => {
    const marks = steady.map((mark) => ({ ...mark, skewMs: 290_000 }));

    expect(judge(attempt('a'), [], [row(T0 + 290_400)], marks)).toBe('found');
    expect(judge(attempt('a'), [], [row(T0 + 290_400)], [])).toBe('found');
    expect(judge(attempt('a'), [], [row(T0 - 290_000)], [])).toBe('found');
  });

  it('calls a start unclear, not absent, when no start of ours explains a row near its time', () => {
    expect(judge(attempt('a', { answeredAt: T0 + 300 }), [], [row(T0 + 400_000)])).toBe('unclear');
  });

  it('calls a start absent for good only when accepted starts explain every row, at whatever time', () => {
    const lost = attempt('b', { sentAt: T0 - 2_000_000 });
    const far = [row(T0 - 1_200_000)];
    const judgeForGood = (others: readonly Attempt[]) =>
      judgeAttempt(attempt('a', { answeredAt: T0 + 300 }), others, {
        rows: far,
        marks: steady,
        me: { isAdmin: false, agentName: null, isNameUnique: null },
        isForGood: true,
      }).kind;

    expect(judge(attempt('a', { answeredAt: T0 + 300 }), [lost], far)).toBe('absent');
    expect(judgeForGood([lost])).toBe('unclear');
    expect(
      judgeForGood([attempt('b', { isAccepted: true, serverSpan: { from: T0 - 1_200_000, to: T0 - 1_200_000 } })]),
    ).toBe('absent');
  });

  it('accepts that a lost start explains any row when our clock may have jumped', () => {
    const jumped = attempt('b', { sentAt: T0 - 1_000_000 });

    expect(judge(attempt('a'), [jumped], [row(T0 + 500)], [])).toBe('unclear');
  });

  it("counts a row as an admin's own only under a name that no other member has", () => {
    const admin = { isAdmin: true, agentName: 'Ana Souza', isNameUnique: true };

    expect(judge(attempt('a'), [], [row(T0 + 500)], steady, admin)).toBe('found');
    expect(judge(attempt('a'), [], [row(T0 + 500)], steady, { ...admin, isNameUnique: false })).toBe('unclear');
    expect(judge(attempt('a'), [], [row(T0 + 500)], steady, { ...admin, isNameUnique: null })).toBe('unclear');
    expect(judge(attempt('a'), [], [row(T0 + 500, { userName: 'Bia' })], steady, admin)).toBe('absent');
    expect(ownerOf(row(T0, { userName: '' }), admin)).toBe('maybe');
  });

  it('never finds more attempts than there are rows, whatever the times', () => {
    const times = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 5 });
    fc.assert(
      fc.property(times, times, fc.boolean(), (sent, created, isMeasured) => {
        const attempts = sent.map((offset, i) => attempt(`a${i}`, { sentAt: T0 + offset }));
        const rows = created.map((offset) => row(T0 + offset));
        const found = attempts.filter(
          (one) =>
            judge(
              one,
              attempts.filter((other) => other !== one),
              rows,
              isMeasured ? steady : [],
            ) === 'found',
        );
        return found.length <= rows.length;
      }),
    );
  });

  it('never calls a start absent if the history has its row', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            offset: fc.integer({ min: 0, max: 500_000 }),
            delay: fc.integer({ min: 0, max: 120_000 }),
            isStarted: fc.boolean(),
          }),
          { maxLength: 5 },
        ),
        (play) => {
          const attempts = play.map(({ offset }, i) => attempt(`a${i}`, { sentAt: T0 + offset }));
          const rows = play.filter((each) => each.isStarted).map(({ offset, delay }) => row(T0 + offset + delay));
          for (const [i, one] of attempts.entries()) {
            const verdict = judge(
              one,
              attempts.filter((other) => other !== one),
              rows,
            );
            if (play[i]?.isStarted === true && verdict === 'absent') return false;
            if (play[i]?.isStarted === false && verdict === 'found') return false;
          }
          return true;
        },
      ),
    );
  });
});

describe('deciding a look-up', () => {
  const person = { reason: 'engine-error', sentAt: T0, answeredAt: T0 + 500 } as const;
  const due = { askedAt: T0 + 130_500, isComplete: true, notFoundMs: 130_000 };

  it('accepts the person as soon as the row is there', () => {
    expect(decideLookup(person, { kind: 'found', createdAt: T0 }, { ...due, askedAt: T0 + 1, isComplete: false })).toBe(
      'accepted',
    );
  });

  it.each(['no-answer', 'proxy-error', 'answer-without-uuid', 'background-stopped'] as const)(
    'waits 130 s and for a complete read before it says unknown after %s',
    (reason) => {
      const lost = { ...person, reason, answeredAt: null };

      expect(decideLookup(lost, { kind: 'absent' }, { ...due, askedAt: T0 + 129_999 })).toBe('wait');
      expect(decideLookup(lost, { kind: 'absent' }, { ...due, isComplete: false })).toBe('wait');
      expect(decideLookup(lost, { kind: 'absent' }, due)).toBe('unknown');
    },
  );

  it('reads the history once, not for 130 s, where the engine itself failed: the request is no longer on its way', () => {
    expect(decideLookup(person, { kind: 'absent' }, { ...due, askedAt: T0 + 501 })).toBe('unknown');
    expect(decideLookup(person, { kind: 'absent' }, { ...due, askedAt: T0 + 501, isComplete: false })).toBe('wait');
  });

  it('decides about a room that already waits with the first complete reading after the answer', () => {
    const refused = { ...person, reason: 'room-already-waiting' } as const;
    const read = { ...due, askedAt: T0 + 500 };

    expect(decideLookup(refused, { kind: 'found', createdAt: T0 }, read)).toBe('accepted');
    expect(decideLookup(refused, { kind: 'absent' }, read)).toBe('refused');
    expect(decideLookup(refused, { kind: 'unclear' }, read)).toBe('unknown');
    expect(decideLookup(refused, { kind: 'absent' }, { ...read, isComplete: false })).toBe('wait');
    expect(decideLookup(refused, { kind: 'absent' }, { ...read, askedAt: T0 + 499 })).toBe('wait');
  });

  it('makes the person unknown when the history is unclear', () => {
    expect(decideLookup(person, { kind: 'unclear' }, due)).toBe('unknown');
  });

  it('reads the history at growing intervals until the deadline, then every 30 s', () => {
    const looks: number[] = [];
    let at: number | null = null;
    for (let i = 0; i < 8; i += 1) {
      at = nextLookAt(T0, at, T0 + 130_000);
      looks.push((at - T0) / 1_000);
    }

    expect(looks).toEqual([1, 5, 15, 40, 80, 130, 160, 190]);
  });
});

describe('clock skew', () => {
  it('is measured in the middle of the round trip', () => {
    expect(measureSkew(T0, T0 + 400, T0 + 5_200)).toEqual({ at: T0 + 200, skewMs: 5_000, errorMs: 200 });
  });

  it('keeps the newest measurements', () => {
    const marks = Array.from({ length: 60 }, (_, i) => measureSkew(T0 + i, T0 + i, T0)).reduce(
      addMark,
      [] as SkewMark[],
    );

    expect(marks).toHaveLength(40);
    expect(marks.at(-1)?.at).toBe(T0 + 59);
  });
});

describe('the steadiness of our clock', () => {
  const mark = (at: number, skewMs: number) => ({ at, skewMs, errorMs: 100 });

  it('is known between two measurements that agree, and nowhere else', () => {
    const marks = [mark(0, 500), mark(600_000, 700)];

    expect([-1, 300_000, 600_001].map((at) => isClockSteady(marks, at))).toEqual([false, true, false]);
  });

  it('is not known for a time that the clock showed twice, although the measurements around it agree', () => {
    const marks = [mark(25_000, -38_000), mark(85_000, 3_540_000), mark(673_000, 3_540_000)];

    expect(isClockSteady(marks, 562_000)).toBe(false);
  });

  it('does not follow from a measurement in between that is so imprecise that it agrees with both others', () => {
    const before = { at: 1_000, skewMs: 0, errorMs: 300 };
    // The request was sent before the clock was set forward by twenty minutes, and answered after that.
    const across = { at: 602_000, skewMs: -600_000, errorMs: 600_000 };
    const after = { at: 1_197_000, skewMs: -1_170_000, errorMs: 250 };

    expect(isClockSteady([before, across, after], 2_573)).toBe(false);
  });
});
