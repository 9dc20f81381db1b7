import { describe, expect, it } from 'vitest';
import { type FlowsProject, ProjectUuid } from '../../../lib/ids.ts';
import { type Bench, confirmInput, createBench, liveSession } from './bench-ports.ts';
import { contact, dispatchIdOf, T0 } from './rows.ts';

const SOUTH: FlowsProject = { projectUuid: ProjectUuid.parse('51000000-0000-4000-8000-000000000002'), name: 'Sul' };
const NORTH: FlowsProject = { projectUuid: ProjectUuid.parse('51000000-0000-4000-8000-000000000003'), name: 'Norte' };
const FLOW_NAME = 'Retomar atendimento';

async function benchFor(flowsProject: FlowsProject): Promise<Bench> {
  const bench = await createBench();
  bench.session = liveSession({ flowsProject });
  return bench;
}
const row = (n: number, createdAt: number) => ({
  contactUuid: contact(n),
  flowName: FLOW_NAME,
  userName: 'Ana',
  createdAt,
});
const of = (bench: Bench, call: string) => new Set(bench.scopes.filter((scope) => scope.startsWith(call)));

describe('a dispatch of a principal project', () => {
  it('keeps the secondary project that was chosen, for every gate and every start, whatever is chosen later', async () => {
    const bench = await benchFor(SOUTH);
    await bench.dispatcher.confirm(confirmInput(3));
    await bench.settle();
    bench.session = liveSession({ flowsProject: NORTH });
    for (let n = 0; n < 3; n += 1) await bench.accept();
    bench.session = liveSession();
    await bench.pass(60_000);

    expect(bench.statuses()).toEqual(['accepted', 'accepted', 'accepted']);
    expect((await bench.ledger.getDispatch(dispatchIdOf(1)))?.flowsProject).toEqual(SOUTH);
    expect([...new Set(bench.scopes.map((scope) => scope.split(' ')[1]))]).toEqual(['Sul']);
  });

  it('is looked up in the history of its own secondary project after a stopped background', async () => {
    const bench = await benchFor(SOUTH);
    await bench.dispatcher.confirm(confirmInput(2));
    await bench.settle();
    bench.histories.set('Sul', [row(0, T0 + 300)]);
    // The same contact and flow name in other projects are other starts.
    bench.histories.set('Norte', [row(1, T0 + 300)]);
    bench.history.push(row(1, T0 + 300));
    bench.session = liveSession({ flowsProject: NORTH });

    await bench.restart();
    await bench.pass(140_000);

    expect(bench.statuses()).toEqual(['accepted', 'unknown']);
    expect([...of(bench, 'listFlowStarts')]).toEqual(['listFlowStarts Sul']);
  });

  it('is looked up beside one of another secondary project, each in its own history', async () => {
    const bench = await benchFor(SOUTH);
    await bench.dispatcher.confirm(confirmInput(1));
    await bench.settle();
    bench.session = liveSession({ flowsProject: NORTH });
    await bench.dispatcher.confirm(confirmInput(1));
    await bench.settle();
    bench.histories.set('Sul', [row(0, T0 + 300)]);
    bench.histories.set('Norte', []);

    await bench.restart();
    await bench.pass(200_000);

    expect((await bench.ledger.listPeople(dispatchIdOf(1), { fromN: 0, limit: 1 }))[0]?.status).toBe('accepted');
    expect(of(bench, 'listFlowStarts')).toEqual(new Set(['listFlowStarts Sul', 'listFlowStarts Norte']));
  });

  it('is searched for starts that appear twice in the history of its secondary project', async () => {
    const bench = await benchFor(SOUTH);
    await bench.dispatcher.confirm(confirmInput(1));
    await bench.settle();
    await bench.accept();
    bench.histories.set('Sul', [row(0, T0 + 300), row(0, T0 + 600)]);
    bench.history.push(row(0, T0 + 300));
    bench.session = liveSession({ flowsProject: NORTH });

    await bench.dispatcher.audit(dispatchIdOf(1));

    expect([...of(bench, 'listFlowStarts')]).toEqual(['listFlowStarts Sul']);
  });

  it('is sent again in its own secondary project', async () => {
    const bench = await benchFor(SOUTH);
    await bench.dispatcher.confirm(confirmInput(1));
    await bench.settle();
    await bench.answer({ kind: 'engine-500' });
    bench.session = liveSession({ flowsProject: NORTH });
    bench.scopes.length = 0;

    await bench.dispatcher.retry(dispatchIdOf(1), [0], 'panel');
    await bench.pass(120_000);

    expect((await bench.ledger.getDispatch(dispatchIdOf(2)))?.flowsProject).toEqual(SOUTH);
    expect([...of(bench, 'startFlow')]).toEqual(['startFlow Sul']);
    expect([...of(bench, 'check')]).toEqual(['checkAccess Sul', 'checkFlow Sul']);
  });
});
