import { beforeEach, describe, expect, it } from 'vitest';
import { createRunWitness } from '../../../lib/background/services/run-witness.ts';
import type { DispatchRow, PersonRow } from '../../../lib/dispatch/records.ts';
import { movePerson } from '../../../lib/dispatch/states.ts';
import { ProjectUuid } from '../../../lib/ids.ts';
import { flowsScopeOf } from '../../../lib/sessions/session.ts';
import { createMemoryDisk } from '../../ledger/memory-engine.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { dispatchRow, personRow, T0 } from '../dispatch/rows.ts';

const MINUTE = 60_000;
let now: number;
let runs: number | null | Error;
let calls: number;
let scopes: string[];
let isLive: boolean;
let errors: unknown[];
let timers: { at: number; run: () => void }[];
let ledger: ReturnType<typeof createMemoryLedger>;
beforeEach(() => {
  now = T0;
  runs = 40;
  calls = 0;
  scopes = [];
  isLive = true;
  errors = [];
  timers = [];
  ledger = createMemoryLedger(createMemoryDisk(), { now: () => now });
});

const witness = () =>
  createRunWitness({
    ledger,
    countRuns: async (scope) => {
      calls += 1;
      scopes.push(scope);
      if (runs instanceof Error) throw runs;
      return runs;
    },
    isLive: () => isLive,
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    delayMs: () => 5 * MINUTE,
    onChanged: () => undefined,
    onError: (error) => errors.push(error),
  });

const row = dispatchRow({ total: 2, state: { status: 'counting-down', endsAt: T0 + 10_000, viewId: 'panel' } });
const people = (change: Partial<PersonRow> = {}) => [0, 1].map((n) => personRow({ n, ...change }));
const stored = async () => await ledger.getDispatch(row.dispatchId);
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const finish = async (): Promise<DispatchRow> => {
  const finished = await ledger.changeDispatch(
    row.dispatchId,
    (current) => ({ ...current, state: { status: 'finished', at: now } }),
    'strict',
  );
  if (finished === null) throw new Error('no dispatch');
  return finished;
};

describe('the runs of a flow', () => {
  it('are counted in the secondary project of the dispatch, if it has one', async () => {
    const flowsProject = { projectUuid: ProjectUuid.parse('51000000-0000-4000-8000-000000000002'), name: 'Loja Sul' };
    const inSouth = { ...row, flowsProject };
    await ledger.confirm(inSouth, people(), null);
    const counting = witness();
    counting.changed([inSouth]);
    await settled();
    counting.changed([await finish()]);
    now += 5 * MINUTE;
    await counting.check();

    expect(scopes).toEqual(Array(2).fill(flowsScopeOf(inSouth)));
  });

  it('are counted before the first start and some minutes after the end, once each', async () => {
    await ledger.confirm(row, people(), null);
    const counting = witness();
    counting.changed([row]);
    await settled();
    counting.changed([row]);
    await settled();
    expect((await stored())?.witness).toEqual({ runsBefore: 40, askedAt: null, runsAfter: null });
    expect(calls).toBe(1);

    counting.changed([await finish()]);
    await settled();
    expect(calls).toBe(1);
    expect(timers.map(({ at }) => at)).toEqual([T0 + 5 * MINUTE]);

    now += 5 * MINUTE;
    runs = 42;
    timers[0]?.run();
    await settled();
    await counting.check();
    expect((await stored())?.witness).toEqual({ runsBefore: 40, askedAt: now, runsAfter: 42 });
    expect(calls).toBe(2);
  });

  it('are not kept when a start left before they were counted, nor counted for a test or a dispatch of an earlier life', async () => {
    await ledger.confirm(row, people(), null);
    await ledger.settle(row.dispatchId, [0], (person) => movePerson(person, 'skipped', { reason: 'blocked' }));
    await ledger.changeDispatch(row.dispatchId, (current) => ({ ...current, state: { status: 'running' } }), 'strict');
    await ledger.intend(row.dispatchId, [1], { sentAt: now });
    const counting = witness();
    counting.changed([row]);
    await settled();
    expect((await stored())?.witness).toBeUndefined();

    calls = 0;
    const other = witness();
    other.changed([
      { ...row, isTest: true },
      { ...row, createdAt: T0 - 1 },
    ]);
    await settled();
    expect(calls).toBe(0);
  });

  it('are counted by the next life, while the agent is signed in, and not an hour later', async () => {
    await ledger.confirm({ ...row, witness: { runsBefore: 40, askedAt: null, runsAfter: null } }, people(), null);
    await finish();
    now += 6 * MINUTE;
    isLive = false;
    await witness().check();
    expect(calls).toBe(0);

    isLive = true;
    await witness().check();
    expect((await stored())?.witness?.runsAfter).toBe(40);
    expect(calls).toBe(1);

    await ledger.changeDispatch(
      row.dispatchId,
      (current) => ({ ...current, witness: { runsBefore: 40, askedAt: null, runsAfter: null } }),
      'strict',
    );
    now += 60 * MINUTE;
    await witness().check();
    expect(calls).toBe(1);
  });

  it.each([
    ['the server fails', new Error('down')],
    ['the list does not tell them', null],
  ])('stay unknown when %s, and are not asked for again', async (_name, answer) => {
    await ledger.confirm({ ...row, witness: { runsBefore: 40, askedAt: null, runsAfter: null } }, people(), null);
    await finish();
    now += 6 * MINUTE;
    runs = answer;
    const counting = witness();
    await counting.check();
    await counting.check();
    expect((await stored())?.witness).toEqual({ runsBefore: 40, askedAt: now, runsAfter: null });
    expect([calls, errors.length]).toEqual([1, answer === null ? 0 : 1]);
  });
});
