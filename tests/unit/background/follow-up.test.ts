import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DispatchId } from '../../../lib/ids.ts';
import { LedgerError } from '../../../lib/ledger/ledger.ts';
import { contact } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { contactRow, roomRow } from './engine.ts';
import { createWorld, draftOf, frameOf, type World } from './world.ts';

const FRAME = frameOf(1);
const DAY = 86_400_000;
const RULE = { days: 3, flow: null };

let world: World;
let dispatchId: DispatchId;

async function session() {
  const found = await world.services.view.sessionOf(FRAME);
  if (found === null) throw new Error('nobody is signed in');
  return found;
}

async function send(people: number): Promise<DispatchId> {
  const { sessionId } = await session();
  const { revision } = await world.call('draft:save', { sessionId, draft: draftOf(people) }, FRAME);
  await world.call('preflight:run', { fresh: true }, FRAME);
  const sent = await world.call(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: true, isTest: false },
    FRAME,
  );
  if (!sent.ok) throw new Error(sent.reason);
  await world.pass(10_000);
  await world.call('dispatch:commit', { viewId: 'panel', dispatchId: sent.dispatchId }, FRAME);
  await world.until(async () => (await world.ledger.getDispatch(sent.dispatchId))?.state.status === 'finished');
  return sent.dispatchId;
}

async function reply(n: number): Promise<void> {
  const row = await world.ledger.getAwaited(`${dispatchId}:${n}`);
  if (row === null) throw new Error('nobody is awaited');
  await world.ledger.putAwaited([{ ...row, status: 'replied', repliedAt: world.now }]);
  world.services.followUps.awaitedChanged();
}

const draft = async () => (await world.ledger.getDraft((await session()).sessionId))?.people.map((one) => one.name);
const followUps = async () =>
  (await world.services.followUps.viewsOf((await session()).sessionId)) as readonly object[];
const starts = () => world.engine.paths().filter((path) => path.includes('start_flow')).length;

beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
  dispatchId = await send(5);
});

describe('the follow-up of a dispatch', () => {
  it('is offered after its days to those without an answer, opens as a draft, and sends nothing', async () => {
    await world.call('followup:set', { dispatchId, rule: RULE }, FRAME);
    await reply(0);
    await world.pass(3 * DAY - 60_000);
    const early = await world.services.followUps.review();
    const before = await followUps();
    await world.pass(60_000);
    const due = await world.services.followUps.review();
    await reply(1);

    const opened = await world.call('followup:open', { dispatchId }, FRAME);

    expect(early.newlyDue).toEqual([]);
    expect(early.nextAt).toBeGreaterThan(world.now - 60_000);
    expect(before).toMatchObject([{ people: 4, total: 5, isDue: false }]);
    expect(due.newlyDue).toMatchObject([{ people: 4 }]);
    expect(opened).toEqual({ ok: true, people: 3, leftOut: [{ reason: 'answered', count: 2 }] });
    expect(await draft()).toEqual(['Pessoa 2', 'Pessoa 3', 'Pessoa 4']);
    expect(await followUps()).toEqual([]);
    expect(starts()).toBe(5);
  });

  it('leaves out, by number, who is in an open chat, opted out or is excluded, and counts them', async () => {
    await world.pass(4 * DAY);
    world.engine.contacts = world.engine.contacts.map((row, n) => (n === 1 ? contactRow(1, { stopped: true }) : row));
    world.engine.rooms = { flow_start: [], ongoing: [roomRow(2, 2)], waiting: [] };
    world.engine.override.set('/retrieve_flow_warning/', () =>
      json({
        show_warning: world.engine.asked.at(-1)?.query.toString().includes(contact(2)) === true,
        queue: 'Level 1',
      }),
    );
    const awaited = await world.ledger.getAwaited(`${dispatchId}:3`);
    if (awaited !== null) await world.ledger.putAwaited([{ ...awaited, asksToStop: true }]);

    const opened = await world.call('followup:open', { dispatchId }, FRAME);

    expect(opened).toEqual({
      ok: true,
      people: 2,
      leftOut: expect.arrayContaining([
        { reason: 'opted-out', count: 1 },
        { reason: 'open-chat', count: 1 },
        { reason: 'asked-to-stop', count: 1 },
      ]),
    });
    expect(await draft()).toEqual(['Pessoa 0', 'Pessoa 4']);
  });

  it('holds nobody whom another dispatch has written to since: two follow-ups never reach one person twice', async () => {
    await world.pass(4 * DAY);
    await send(3);

    const opened = await world.call('followup:open', { dispatchId }, FRAME);

    expect(opened).toMatchObject({ people: 2, leftOut: [{ reason: 'written-since', count: 3 }] });
    expect(await draft()).toEqual(['Pessoa 3', 'Pessoa 4']);
  });

  it('ends by itself when everybody answered', async () => {
    await world.call('followup:set', { dispatchId, rule: RULE }, FRAME);
    for (const n of [0, 1, 2, 3, 4]) await reply(n);
    await world.pass(3 * DAY);

    const { newlyDue, nextAt } = await world.services.followUps.review();

    expect([newlyDue, nextAt]).toEqual([[], null]);
    expect((await world.ledger.getDispatch(dispatchId))?.followUp?.endedAt).toBe(world.now);
    expect(await world.call('followup:open', { dispatchId }, FRAME)).toMatchObject({ ok: true, people: 0 });
  });

  it('offers another flow where the rule names one, and no flow is sent that lost its label', async () => {
    const flow = { flowUuid: 'f0000000-0000-4000-8000-0000000000ff' as never, flowName: 'Lembrete' };
    await world.call('followup:set', { dispatchId, rule: { days: 1, flow } }, FRAME);
    await world.pass(DAY);

    await world.call('followup:open', { dispatchId }, FRAME);
    const report = await world.call('preflight:run', { fresh: true }, FRAME);

    expect((await world.ledger.getDraft((await session()).sessionId))?.flowName).toBe('Lembrete');
    expect(report.findings.filter(({ level }) => level === 'blocker').map(({ kind }) => kind)).toContain('gate-closed');
  });

  it('stays when the disk is full, so that nothing is lost', async () => {
    await world.call('followup:set', { dispatchId, rule: RULE }, FRAME);
    await world.pass(3 * DAY);
    const full = vi
      .spyOn(world.services.prepared, 'replace')
      .mockRejectedValue(new LedgerError('full', 'no space left'));

    const failed = await world.ask('followup:open', { dispatchId }, FRAME);
    full.mockRestore();

    expect(failed.ok).toBe(false);
    expect(await followUps()).toHaveLength(1);
  });

  it('reads the awaited rows for its list once, until somebody answers', async () => {
    await world.call('followup:set', { dispatchId, rule: RULE }, FRAME);
    const reads = vi.spyOn(world.ledger, 'listAwaited');

    await followUps();
    await followUps();
    const before = reads.mock.calls.length;
    await reply(0);

    expect(before).toBe(1);
    expect(await followUps()).toMatchObject([{ people: 4 }]);
  });
});
