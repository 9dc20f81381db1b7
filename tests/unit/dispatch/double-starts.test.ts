import { describe, expect, it } from 'vitest';
import { isSeenTwice } from '../../../lib/dispatch/double-starts.ts';
import type { HistoryRow } from '../../../lib/dispatch/ports.ts';
import { type Attempt, acceptedSpan } from '../../../lib/dispatch/reconcile.ts';
import { confirmInput, createBench, liveSession } from './bench-ports.ts';
import { T0, contact, dispatchIdOf } from './rows.ts';

const ME = { isAdmin: false, agentName: 'Ana', isNameUnique: null };
const STEADY = [
  { at: T0 - 60_000, skewMs: 0, errorMs: 100 },
  { at: T0 + 600_000, skewMs: 0, errorMs: 100 },
];

function attempt(change: Partial<Attempt> = {}): Attempt {
  return {
    key: 'a',
    contactUuid: contact(1),
    flowNames: ['Cobrança'],
    sentAt: T0,
    answeredAt: T0 + 800,
    serverSpan: acceptedSpan(T0 + 600, 800),
    isAccepted: true,
    ...change,
  };
}
function row(createdAt: number, change: Partial<HistoryRow> = {}): HistoryRow {
  return { contactUuid: contact(1), flowName: 'Cobrança', userName: 'Ana', createdAt, ...change };
}
const seen = (rows: readonly HistoryRow[], me: Parameters<typeof isSeenTwice>[2]['me'] = ME) => ({
  rows,
  marks: STEADY,
  me,
});

describe('an accepted start', () => {
  it('counts as seen twice when the history has one row more than we sent', () => {
    expect(isSeenTwice(attempt(), [], seen([row(T0 + 100), row(T0 + 600)]))).toBe(true);
    expect(isSeenTwice(attempt(), [], seen([row(T0 + 600)]))).toBe(false);
    expect(isSeenTwice(attempt(), [], seen([]))).toBe(false);
  });

  it('ignores rows of another person, flow or time', () => {
    const others = [
      row(T0 + 100, { contactUuid: contact(2) }),
      row(T0 + 100, { flowName: 'Outro' }),
      row(T0 + 300_000),
      row(T0 - 300_000),
    ];

    expect(isSeenTwice(attempt(), [], seen([row(T0 + 600), ...others]))).toBe(false);
  });

  it('does not count a row that another start of mine may have caused', () => {
    const lost = attempt({ key: 'b', isAccepted: false, serverSpan: null, answeredAt: null, sentAt: T0 - 61_000 });

    expect(isSeenTwice(attempt(), [lost], seen([row(T0 + 100), row(T0 + 600)]))).toBe(false);
    expect(isSeenTwice(attempt(), [lost], seen([row(T0 + 100), row(T0 + 300), row(T0 + 600)]))).toBe(true);
  });

  it('of an admin counts only rows under a name that no other member has', () => {
    const rows = [row(T0 + 100), row(T0 + 600)];

    expect(isSeenTwice(attempt(), [], seen(rows, { isAdmin: true, agentName: 'Ana', isNameUnique: null }))).toBe(false);
    expect(isSeenTwice(attempt(), [], seen(rows, { isAdmin: true, agentName: 'Ana', isNameUnique: true }))).toBe(true);
    expect(
      isSeenTwice(
        attempt(),
        [],
        seen([row(T0 + 100, { userName: 'Bia' }), row(T0 + 600)], {
          isAdmin: true,
          agentName: 'Ana',
          isNameUnique: true,
        }),
      ),
    ).toBe(false);
  });
});

describe('the audit of a finished dispatch', () => {
  const FLOW_NAME = 'Retomar atendimento';
  const historyRow = (n: number, createdAt: number): HistoryRow => ({
    contactUuid: contact(n),
    flowName: FLOW_NAME,
    userName: 'Ana',
    createdAt,
  });

  async function finished() {
    const bench = await createBench();
    await bench.dispatcher.confirm(confirmInput(3));
    await bench.settle();
    for (let n = 0; n < 3; n += 1) await bench.accept();
    for (let n = 0; n < 3; n += 1) bench.history.push(historyRow(n, T0));
    return bench;
  }

  it('marks and counts the people whom the history shows twice, and reads the history only once', async () => {
    const bench = await finished();
    bench.history.push(historyRow(1, T0));
    const before = bench.calls.filter((call) => call === 'listFlowStarts').length;

    const first = await bench.dispatcher.audit(dispatchIdOf(1));
    const again = await bench.dispatcher.audit(dispatchIdOf(1));

    expect([first, again]).toEqual(['done', 'done']);
    expect(bench.people().map((person) => [person.status, person.reason])).toEqual([
      ['accepted', null],
      ['accepted', 'seen-twice'],
      ['accepted', null],
    ]);
    expect(await bench.ledger.getDispatch(dispatchIdOf(1))).toMatchObject({
      seenTwice: 1,
      state: { status: 'finished' },
    });
    expect(bench.calls.filter((call) => call === 'listFlowStarts')).toHaveLength(before + 1);
    expect(bench.requests).toHaveLength(3);
  });

  it('finds nothing where every row is ours', async () => {
    const bench = await finished();

    await bench.dispatcher.audit(dispatchIdOf(1));

    expect(bench.people().every((person) => person.reason === null)).toBe(true);
    expect((await bench.ledger.getDispatch(dispatchIdOf(1)))?.seenTwice).toBe(0);
  });

  it('waits for a session and for a whole answer', async () => {
    const bench = await finished();
    bench.history.push(historyRow(1, T0));
    bench.session = null;
    const signedOut = await bench.dispatcher.audit(dispatchIdOf(1));
    bench.session = liveSession();
    bench.weni = { listFlowStarts: async () => ({ kind: 'ok', rows: bench.history, complete: false, serverAt: null }) };
    const cut = await bench.dispatcher.audit(dispatchIdOf(1));
    bench.weni = {};
    const whole = await bench.dispatcher.audit(dispatchIdOf(1));

    expect([signedOut, cut, whole]).toEqual(['later', 'later', 'done']);
    expect(bench.people()[1]?.reason).toBe('seen-twice');
  });
});
