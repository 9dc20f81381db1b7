// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { createStartsReportModel } from '../../lib/models/extension-pages/starts-report-model.ts';
import { CallFailed } from '../../lib/messaging/background-client.ts';
import type { OutputOf } from '../../lib/messaging/protocol.ts';
import { fakeClient } from './fake-client.ts';
import { NOW } from './fake-data.ts';
import { createManualClock, nextTurn } from './manual-clock.ts';

type Page = OutputOf<'history:list-starts'>;
const DAY = 86_400_000;
const row = (userName: string, flowName: string, at = NOW) => ({ userName, flowName, at });
const page = (rows: Page['rows'], next: number | null, total = 4): Page => ({ rows, read: rows.length, total, next });

function report(pages: readonly (Page | CallFailed)[]) {
  const clock = createManualClock(NOW);
  let at = 0;
  const client = fakeClient({
    answers: {
      'history:list-starts': () => {
        const answer = pages[at] ?? page([], null);
        at += 1;
        if (answer instanceof CallFailed) throw answer;
        return answer;
      },
    },
  });
  const model = createStartsReportModel(client, clock);
  const asked = () => client.calls.filter(({ name }) => name === 'history:list-starts').map(({ input }) => input);
  const turn = async (): Promise<void> => {
    for (let n = 0; n < 4; n += 1) await nextTurn();
  };
  return { model, clock, asked, turn };
}

const TWO = [
  page([row('Ana', 'A'), row('Ana', 'B')], 200),
  page([row('Bia', 'A', NOW - DAY), row('', 'A')], null),
] as const;

describe('the report of starts', () => {
  it('reads one page after the other with a rest between, says how far it is, and counts by agent, flow and day', async () => {
    const { model, clock, asked, turn } = report(TWO);

    void model.read();
    await turn();
    const first = model.reading.value;
    const soon = asked().length;
    clock.advance(1_000);
    await turn();

    expect(first).toMatchObject({ status: 'reading', done: 2, total: 4 });
    expect([soon, asked().length]).toEqual([1, 2]);
    expect(model.reading.value).toMatchObject({ status: 'done', done: 4 });
    expect(model.lines.value).toEqual([
      { name: 'Ana', starts: 2 },
      { name: '', starts: 1 },
      { name: 'Bia', starts: 1 },
    ]);
    model.groupBy('flow');
    expect(model.lines.value[0]).toEqual({ name: 'A', starts: 3 });
    model.groupBy('day');
    expect(model.lines.value.map((line) => line.starts)).toEqual([1, 3]);
    expect(model.table.value).toHaveLength(4);
  });

  it('asks for whole local days, the last one included', async () => {
    const { model, asked, turn } = report([page([], null, 0)]);
    model.setRange({ from: '2026-03-01', to: '2026-03-02' });

    void model.read();
    await turn();

    expect(asked()).toEqual([
      { after: new Date(2026, 2, 1).getTime(), before: new Date(2026, 2, 3).getTime(), offset: 0 },
    ]);
  });

  it('stops when the agent says so, keeps what was read and says that it is not everything', async () => {
    const { model, clock, asked, turn } = report(TWO);

    void model.read();
    await turn();
    model.stop();
    clock.advance(10_000);
    await turn();

    expect(asked()).toHaveLength(1);
    expect(model.reading.value).toMatchObject({ status: 'partial', done: 2, total: 4 });
    expect(model.lines.value).toHaveLength(1);
  });

  it('says when a page could not be read', async () => {
    const { model, clock, turn } = report([TWO[0], new CallFailed({ kind: 'offline', detail: '' })]);

    void model.read();
    await turn();
    clock.advance(1_000);
    await turn();

    expect(model.reading.value).toMatchObject({ status: 'failed', done: 2, error: { kind: 'offline' } });
  });
});
