import { describe, expect, it } from 'vitest';
import type { DispatchId } from '../../../lib/ids.ts';
import { EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import { type Bench, confirmInput, createBench, liveSession } from './bench-ports.ts';
import { AGENT, SESSION, T0, contact, dispatchIdOf, dispatchRow, personRow, room } from './rows.ts';

const ID = dispatchIdOf(1);

async function confirmed(
  bench: Bench,
  people: number,
  change: Parameters<typeof confirmInput>[1] = {},
): Promise<DispatchId> {
  const result = await bench.dispatcher.confirm(confirmInput(people, change));
  await bench.settle();
  if (result.kind !== 'confirmed') throw new Error(result.kind);
  return result.dispatch.dispatchId;
}
async function stateOf(bench: Bench, dispatchId: DispatchId = ID) {
  return (await bench.ledger.getDispatch(dispatchId))?.state;
}

describe('sending', () => {
  it('sends each person once, two at a time, and finishes', async () => {
    const bench = await createBench();

    await confirmed(bench, 5);
    const inFlight = bench.requests.length;
    for (let i = 0; i < 5; i += 1) await bench.accept();

    expect(inFlight).toBe(2);
    expect(bench.requests.map((request) => request.contactUuids)).toEqual([0, 1, 2, 3, 4].map((n) => [contact(n)]));
    expect(bench.requests[3]).toMatchObject({ contactName: 'Pessoa 3', params: { nome: 'v3' }, roomUuid: null });
    expect(bench.statuses()).toEqual(Array(5).fill('accepted'));
    expect((await stateOf(bench))?.status).toBe('finished');
    expect(await bench.ledger.listAwaited(AGENT)).toHaveLength(5);
    expect(await bench.dispatcher.isBusy()).toBe(false);
    expect([bench.isKeptAlive, bench.hasAlarm]).toEqual([false, false]);
  });

  it('reports until when it waits for people who got a start less than a minute ago, and goes on then', async () => {
    const bench = await createBench({ samePersonMs: 60_000 });
    await confirmed(bench, 1);
    await bench.accept();
    await bench.pass(20_000);

    const again = await confirmed(bench, 1, { flowName: 'Outro' });
    const held = bench.dispatcher.heldUntil(again);
    const told = bench.changes.filter(({ dispatches }) => dispatches.some((row) => row.dispatchId === again)).length;
    await bench.pass(1_000);
    const stillHeld = bench.dispatcher.heldUntil(again);
    const toldSince =
      bench.changes.filter(({ dispatches }) => dispatches.some((row) => row.dispatchId === again)).length - told;
    const before = bench.requests.length;
    await bench.pass(40_000);

    expect(held).toBe(T0 + 60_000);
    expect([stillHeld, toldSince, before]).toEqual([held, 0, 1]);
    expect(bench.requests).toHaveLength(2);
    expect(bench.dispatcher.heldUntil(again)).toBeUndefined();
  });

  it('reports a wait without an end for an open start to the same person, and no wait while it can send to others', async () => {
    const bench = await createBench({ inFlight: 4 });
    const first = await confirmed(bench, 1);
    const second = await confirmed(bench, 2, { flowName: 'Outro' });
    const whileOneMayGo = [first, second].map((id) => bench.dispatcher.heldUntil(id));
    await bench.settle();

    expect(bench.requests.map((request) => request.contactUuids)).toEqual([[contact(0)], [contact(1)]]);
    expect(whileOneMayGo).toEqual([undefined, null]);
  });

  it('writes the intent to disk before the request leaves', async () => {
    const bench = await createBench();

    await confirmed(bench, 1);

    expect(bench.requests).toHaveLength(1);
    expect(bench.people()[0]).toMatchObject({ status: 'sending', sentAt: T0, attempts: 1 });
    expect(bench.disk.unflushed()).toBeLessThanOrEqual(2);
    bench.disk.crash(0);
    expect(bench.statuses()).toEqual(['sending']);
    expect([bench.isKeptAlive, bench.hasAlarm]).toEqual([true, true]);
  });

  it('never sends again when the background stopped between request and answer; the person is unknown if no history row appears', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);

    await bench.restart();
    const looking = bench.people()[0];
    await bench.pass(140_000);

    expect(looking).toMatchObject({ status: 'checking', reason: 'background-stopped' });
    expect(bench.statuses()).toEqual(['unknown']);
    expect(bench.requests).toHaveLength(1);
  });

  it('accepts the person after a stopped background when the history shows the row', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    bench.history.push({
      contactUuid: contact(0),
      flowName: 'Retomar atendimento',
      userName: 'Ana',
      createdAt: T0 + 300,
    });

    await bench.restart();
    await bench.pass(6_000);

    expect(bench.people()[0]).toMatchObject({ status: 'accepted', acceptedAt: T0 + 300 });
    expect(bench.requests).toHaveLength(1);
    expect(await bench.ledger.listAwaited(AGENT)).toMatchObject([{ sentAt: T0 + 300 }]);
  });

  it('checks every queued person against the history before it goes on after a stopped background', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);
    await bench.accept();
    bench.history.push(
      { contactUuid: contact(0), flowName: 'Retomar atendimento', userName: 'Ana', createdAt: T0 },
      // The disk knows no intent for this person: it was sent, and the write was lost.
      { contactUuid: contact(2), flowName: 'Retomar atendimento', userName: 'Ana', createdAt: T0 + 5 },
    );

    await bench.restart();
    await bench.pass(1_000);

    expect(bench.people().map((row) => [row.n, row.status])).toEqual([
      [0, 'accepted'],
      [1, 'checking'],
      [2, 'accepted'],
    ]);
    expect(bench.requests).toHaveLength(2);
  });

  it("makes a person unknown at once after the engine's own 500, without reading the history", async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    const looked = () => bench.calls.filter((call) => call === 'listFlowStarts').length;
    const before = looked();

    await bench.answer({ kind: 'engine-500' });

    expect(bench.people()[0]).toMatchObject({
      status: 'unknown',
      reason: 'engine-error',
      answeredAt: T0,
      settledAt: T0,
    });
    expect((await stateOf(bench))?.status).toBe('finished');
    expect(looked()).toBe(before);
  });

  it('reads the history once after a 500 when the agent asks, and the person stays unknown if there is no row', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    await bench.answer({ kind: 'engine-500' });

    await bench.dispatcher.lookAgain(ID, [0]);
    await bench.pass(2_000);

    expect(bench.people()[0]).toMatchObject({ status: 'unknown', reason: 'engine-error' });
    expect((await stateOf(bench))?.status).toBe('finished');
  });

  it('goes on with the other people when one is deleted, blocked or refused', async () => {
    const bench = await createBench();
    bench.weni.changedContacts = async () => ({
      kind: 'ok',
      contacts: [
        { contactUuid: contact(1), problem: 'blocked' },
        { contactUuid: contact(2), problem: 'deleted' },
      ],
    });

    await confirmed(bench, 4);
    await bench.answer({ kind: 'refused', status: 400, reason: 'room-already-waiting' });
    await bench.accept();

    expect(bench.people().map((row) => [row.status, row.reason])).toEqual([
      ['refused', 'room-already-waiting'],
      ['skipped', 'blocked'],
      ['skipped', 'deleted'],
      ['accepted', null],
    ]);
  });

  it.each([
    ['as far as the clocks differ, once the time of the server is known', 0],
    ['with a single request when the clocks differ by little', 1_799_000],
  ])('reads the history back %s', async (_, aheadMs) => {
    const bench = await createBench();
    const serverAt = (): number => bench.now - 1_800_000 + aheadMs;
    const asked: number[] = [];
    bench.weni.listFlowStarts = async ({ sinceAt }) => {
      asked.push(sinceAt);
      return {
        kind: 'ok',
        complete: true,
        serverAt: serverAt(),
        rows: bench.history.filter((row) => row.createdAt >= sinceAt),
      };
    };
    await confirmed(bench, 1, { people: [{ contactUuid: contact(0), name: null, roomUuid: room(1), params: null }] });
    bench.history.push({
      contactUuid: contact(0),
      flowName: 'Retomar atendimento',
      userName: 'Ana',
      createdAt: serverAt(),
    });

    // The browser repeated the request by itself. The room already waits because of the first request, so the engine
    // refuses the second.
    await bench.answer({ kind: 'refused', status: 400, reason: 'room-already-waiting' });
    const before = bench.statuses();
    await bench.pass(2_000);

    expect(before).toEqual(['checking']);
    expect(bench.statuses()).not.toEqual(['refused']);
    expect(asked).toHaveLength(aheadMs === 0 ? 2 : 1);
  });

  it("calls no person refused while the difference between our clock and the server's is not known", async () => {
    const bench = await createBench();
    await confirmed(bench, 1, { people: [{ contactUuid: contact(0), name: null, roomUuid: room(1), params: null }] });

    await bench.answer({ kind: 'refused', status: 400, reason: 'room-already-waiting' });
    await bench.pass(200_000);

    expect(bench.people()[0]).toMatchObject({ status: 'unknown', reason: 'room-already-waiting' });
  });

  it('sends 300 people in three batches and reads the gates only a few times', async () => {
    const bench = await createBench();

    await confirmed(bench, 300, {
      mode: 'batches',
      people: confirmInput(300).people.map((person) => ({ ...person, params: { texto: 'oi' } })),
    });
    for (let i = 0; i < 3; i += 1) await bench.accept();

    expect(bench.requests.map((request) => request.contactUuids.length)).toEqual([100, 100, 100]);
    expect(new Set(bench.statuses())).toEqual(new Set(['accepted']));
    expect(bench.calls.length).toBeLessThanOrEqual(15);
  });

  it('reads the people of a batch again when the last reading is older than a minute, and leaves out people blocked since', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 200, {
      mode: 'batches',
      people: confirmInput(200).people.map((person) => ({ ...person, params: null })),
    });
    await bench.pass(59_000);
    const asked = () => bench.calls.filter((call) => call === 'changedContacts').length;
    const before = asked();
    await bench.pass(2_000);
    bench.weni.changedContacts = async () => ({
      kind: 'ok',
      contacts: [{ contactUuid: contact(150), problem: 'blocked' }],
    });

    await bench.accept();

    expect([before, asked()]).toEqual([1, 2]);
    expect(bench.requests.map((request) => request.contactUuids.length)).toEqual([100, 99]);
    expect(bench.people()[150]).toMatchObject({ status: 'skipped', reason: 'blocked' });
  });

  it('leaves out who was excluded after the confirmation, before the start and while the dispatch is paused', async () => {
    const bench = await createBench({ inFlight: 1, undoMs: 10_000 });
    await confirmed(bench, 5);
    bench.excluded.add(contact(1));
    await bench.pass(10_000);
    await bench.dispatcher.commit(ID, 'panel', () => true);
    await bench.settle();
    await bench.dispatcher.pause(ID);
    await bench.accept();
    bench.excluded.add(contact(3));
    await bench.dispatcher.resume(ID);
    await bench.settle();
    await bench.accept();
    await bench.accept();

    expect(bench.requests.map((request) => request.contactUuids)).toEqual([0, 2, 4].map((n) => [contact(n)]));
    expect(bench.people().map((row) => [row.status, row.reason])).toEqual([
      ['accepted', null],
      ['skipped', 'excluded'],
      ['accepted', null],
      ['skipped', 'excluded'],
      ['accepted', null],
    ]);
    expect((await stateOf(bench))?.status).toBe('finished');
  });

  it('finishes when everybody is excluded, without a request', async () => {
    const bench = await createBench();
    for (const n of [0, 1]) bench.excluded.add(contact(n));
    await confirmed(bench, 2);

    expect(bench.requests).toEqual([]);
    expect(bench.statuses()).toEqual(['skipped', 'skipped']);
    expect((await stateOf(bench))?.status).toBe('finished');
  });

  it('takes who was excluded out of a batch, also the first of it', async () => {
    const bench = await createBench({ inFlight: 1 });
    for (const n of [0, 150]) bench.excluded.add(contact(n));
    await confirmed(bench, 200, {
      mode: 'batches',
      people: confirmInput(200).people.map((person) => ({ ...person, params: null })),
    });
    await bench.accept();

    expect(bench.requests.map((request) => request.contactUuids.length)).toEqual([99, 99]);
    expect(bench.requests.flatMap((request) => request.contactUuids)).not.toContain(contact(0));
    expect(bench.requests.flatMap((request) => request.contactUuids)).not.toContain(contact(150));
  });

  it('reads contacts first of whom it cannot say whether they are excluded, and sends nothing while that fails', async () => {
    const bench = await createBench({ inFlight: 1 });
    for (const n of [0, 1]) bench.unread.add(contact(n));
    bench.readContacts = async () => ({ kind: 'failed', cause: 'server' });
    await confirmed(bench, 2);
    const before = bench.requests.length;
    bench.excluded.add(contact(0));
    bench.readContacts = async () => ({ kind: 'ok' });
    await bench.pass(10_000);
    await bench.accept();

    expect(before).toBe(0);
    expect(bench.requests.map((request) => request.contactUuids)).toEqual([[contact(1)]]);
    expect(bench.people()[0]).toMatchObject({ status: 'skipped', reason: 'excluded' });
  });

  it('gives all people of a batch that the engine failed on one outcome, and sends to them one by one only after a click', async () => {
    const bench = await createBench();
    await confirmed(bench, 3, {
      mode: 'batches',
      people: confirmInput(3).people.map((person) => ({ ...person, params: null })),
    });
    await bench.answer({ kind: 'engine-500' });
    await bench.pass(140_000);
    const before = bench.statuses();

    const split = await bench.dispatcher.retry(ID, [0, 1, 2], 'panel');
    await bench.settle();
    for (let i = 0; i < 3; i += 1) await bench.accept();

    expect(before).toEqual(['unknown', 'unknown', 'unknown']);
    expect(split.kind).toBe('confirmed');
    expect(bench.requests.map((request) => request.contactUuids.length)).toEqual([3, 1, 1, 1]);
    expect(await bench.dispatcher.counts(dispatchIdOf(2))).toMatchObject({ accepted: 3 });
  });
});

describe('gates, breaker, session', () => {
  it.each(['flow-not-labelled', 'flow-archived', 'flow-gone'] as const)(
    'refuses to confirm a flow that is %s',
    async (gate) => {
      const bench = await createBench();
      bench.weni.checkFlow = async () => ({ kind: 'ok', gate, flowName: null });

      const result = await bench.dispatcher.confirm(confirmInput(1));

      expect(result).toEqual({ kind: 'gate-closed', gate });
      expect(bench.requests).toEqual([]);
    },
  );

  it('pauses with the reason when the toggle is switched off midway, and goes on when the agent resumes after it is on again', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);
    bench.weni.checkAccess = async () => ({ kind: 'ok', gate: 'toggle-off' });
    await bench.pass(31_000);

    await bench.accept();
    await bench.settle();
    const closed = await stateOf(bench);
    delete bench.weni.checkAccess;
    await bench.dispatcher.resume(ID);
    await bench.settle();

    expect(closed).toMatchObject({ status: 'paused', reason: 'gate-closed', gate: 'toggle-off' });
    expect(bench.requests).toHaveLength(2);
  });

  it('pauses when the agent is no longer a member of the project, and sends nothing until the agent resumes', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);
    bench.weni.checkAccess = async () => ({ kind: 'failed', cause: 'forbidden' });
    await bench.pass(31_000);

    await bench.accept();
    const closed = await stateOf(bench);
    delete bench.weni.checkAccess;
    await bench.pass(60_000);
    const whileClosed = bench.requests.length;
    await bench.dispatcher.resume(ID);
    await bench.pass(6_000);

    expect(closed).toMatchObject({ status: 'paused', reason: 'gate-closed', gate: 'not-a-member' });
    expect(whileClosed).toBe(1);
    expect(bench.requests).toHaveLength(2);
  });

  it.each([
    ['at the first engine failure, when the gate reading is a minute old', 61_000, 1],
    ['at the third failure in a row, however fresh the gate reading', 0, 3],
  ])('pauses because the flow is gone, and does not blame the server: %s', async (_, ageMs, failures) => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 9);
    await bench.pass(ageMs);
    bench.weni.checkFlow = async () => ({ kind: 'ok', gate: 'flow-gone', flowName: null });

    for (let i = 0; i < failures; i += 1) await bench.answer({ kind: 'engine-500' });

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'gate-closed', gate: 'flow-gone' });
    expect(bench.requests).toHaveLength(failures);
  });

  it('gives the reason deleted, not only an engine failure, when a contact is deleted midway', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await bench.pass(61_000);
    bench.weni.changedContacts = async () => ({
      kind: 'ok',
      contacts: [{ contactUuid: contact(0), problem: 'deleted' }],
    });

    await bench.answer({ kind: 'engine-500' });
    await bench.accept();
    await bench.pass(140_000);

    expect(bench.people().map((row) => [row.status, row.reason])).toEqual([
      ['unknown', 'deleted'],
      ['accepted', null],
    ]);
  });

  it('opens the breaker after five failures in a row and sends one probe when the agent resumes', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 12);
    for (let i = 0; i < 6; i += 1) await bench.answer({ kind: 'engine-500' });
    const paused = await stateOf(bench);
    const before = bench.requests.length;

    await bench.dispatcher.resume(ID);
    await bench.settle();

    expect(paused).toMatchObject({ status: 'paused', reason: 'server-trouble' });
    expect(before).toBe(6);
    expect(bench.requests).toHaveLength(7);
  });

  it('counts every failure for the breaker, also two that arrive at the same moment', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 12);

    for (let i = 0; i < 3; i += 1) await bench.answerTogether([{ kind: 'engine-500' }, { kind: 'engine-500' }]);

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'server-trouble' });
    expect(bench.requests).toHaveLength(6);
  });

  it('puts a person back in the queue after a 401, reads the token again once and goes on with the new one', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 1);
    bench.rereadGives = liveSession({ tokenVersion: 't2' });

    await bench.answer({ kind: 'unauthorized' });
    await bench.accept();

    expect(bench.calls.filter((call) => call.startsWith('startFlow') || call === 'rereadToken')).toEqual([
      'startFlow t1',
      'rereadToken',
      'startFlow t2',
    ]);
    expect(bench.people()[0]).toMatchObject({ status: 'accepted', attempts: 2 });
  });

  it("pauses when a 401 leaves no valid session, and goes on with the same agent's next session", async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 1);
    bench.session = null;
    await bench.answer({ kind: 'unauthorized' });
    const paused = await stateOf(bench);

    bench.session = liveSession({ tokenVersion: 't3' });
    await bench.dispatcher.sessionChanged();
    await bench.settle();
    await bench.accept();

    expect(paused).toMatchObject({ status: 'paused', reason: 'no-session' });
    expect(bench.calls.filter((call) => call === 'rereadToken')).toHaveLength(1);
    expect(bench.statuses()).toEqual(['accepted']);
  });

  it('stops waiting for a page that does not answer the request for its token', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 1);
    bench.reread = new Promise(() => undefined);
    await bench.answer({ kind: 'unauthorized' });
    const whileAsked = bench.requests.length;

    await bench.pass(11_000);

    expect([whileAsked, bench.requests.length]).toEqual([1, 2]);
  });

  it('goes on by itself after a single 401 of a login that is still valid, and sends to each person exactly once', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);

    await bench.answer({ kind: 'unauthorized' });
    await bench.accept();
    await bench.accept();

    expect(bench.statuses()).toEqual(['accepted', 'accepted']);
    expect(bench.requests.map((request) => request.contactUuids)).toEqual([[contact(0)], [contact(0)], [contact(1)]]);
  });

  it('retries after 30 s and 2 min while start_flow keeps refusing the login, then waits for the agent', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 4);
    await bench.answerTogether([{ kind: 'unauthorized' }, { kind: 'unauthorized' }]);
    const atOnce = bench.requests.length;
    const states: unknown[] = [];
    const left: number[] = [];
    for (const waitMs of [30_000, 120_000, 3_600_000]) {
      await bench.answer({ kind: 'unauthorized' });
      states.push(await stateOf(bench));
      await bench.pass(waitMs - 1_000);
      left.push(bench.requests.length);
      await bench.pass(2_000);
      left.push(bench.requests.length);
    }
    await bench.dispatcher.resume(ID);
    await bench.settle();
    await bench.accept();

    expect(atOnce).toBe(3);
    expect(states).toMatchObject([
      { status: 'paused', reason: 'unauthorized', until: T0 + 30_000 },
      { status: 'paused', reason: 'unauthorized', until: expect.any(Number) },
      { status: 'paused', reason: 'unauthorized' },
    ]);
    expect((states[2] as { until?: number }).until).toBeUndefined();
    expect(left).toEqual([3, 4, 4, 5, 5, 5]);
    expect(bench.requests.length).toBeGreaterThan(6);
    expect(bench.statuses()).not.toContain('refused');
  });

  it('does not retry sooner because the background was stopped in between', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await bench.answer({ kind: 'unauthorized' });
    await bench.answer({ kind: 'unauthorized' });
    await bench.pass(10_000);

    await bench.restart();
    await bench.pass(15_000);
    const early = bench.requests.length;
    await bench.pass(10_000);
    const second = bench.requests.length;
    await bench.answer({ kind: 'unauthorized' });
    await bench.restart();
    await bench.pass(110_000);
    const third = bench.requests.length;
    await bench.pass(20_000);

    expect([early, second, third, bench.requests.length]).toEqual([2, 3, 3, 4]);
  });

  it('puts people refused with a 429 back in the queue, waits as long as the 429 says, and then sends to all of them', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 8);

    await bench.answerTogether([
      { kind: 'held-off', cause: 'rate-limit', retryAfterMs: 60_000 },
      { kind: 'held-off', cause: 'rate-limit', retryAfterMs: 60_000 },
    ]);
    const paused = await stateOf(bench);
    const whilePaused = bench.statuses();
    await bench.pass(59_000);
    const early = bench.requests.length;
    await bench.pass(2_000);
    const alone = bench.requests.length;
    for (let i = 0; i < 8; i += 1) await bench.accept();

    expect(paused).toMatchObject({ status: 'paused', reason: 'rate-limit', until: T0 + 60_000 });
    expect(whilePaused).toEqual(Array(8).fill('queued'));
    expect([early, alone]).toEqual([2, 3]);
    expect(bench.statuses()).toEqual(Array(8).fill('accepted'));
  });

  it('waits for the agent when a 429 asks for more than 15 minutes, also after a restart', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 901_000 });
    const paused = await stateOf(bench);

    await bench.pass(600_000);
    await bench.restart();
    await bench.pass(3_600_000);
    const waited = bench.requests.length;
    await bench.dispatcher.resume(ID);
    await bench.settle();

    expect(paused).toEqual({ status: 'paused', reason: 'rate-limit', gate: null, since: T0 });
    expect([waited, bench.requests.length]).toEqual([1, 2]);
  });

  it('"Go on" pressed before a refusal does not lift that refusal, even if it takes effect later', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 1_000 });
    await bench.pass(1_500);
    await bench.dispatcher.pause(ID);

    const goOn = bench.dispatcher.resume(ID);
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 901_000 });
    await goOn;
    await bench.pass(3_600_000);

    expect(bench.requests).toHaveLength(2);
    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'rate-limit' });
  });

  it('a wait of 15 minutes that ends on time is no long gap, but a wait that ended long before the restart is', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 900_000 });
    await bench.pass(910_000);
    const onTime = bench.requests.length;
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: null });
    await bench.dispatcher.resume(ID);
    await bench.settle();
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 600_000 });
    bench.now += 1_000_000;
    await bench.restart();

    expect(onTime).toBe(2);
    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'long-gap' });
  });

  it('does not lift a refusal of a second request that was answered after the press, although the first wait is longer', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 4);
    await bench.answer({ kind: 'held-off', cause: 'intercepted', retryAfterMs: 600_000 });

    const goOn = bench.dispatcher.resume(ID);
    await bench.answer({ kind: 'held-off', cause: 'intercepted', retryAfterMs: 60_000 });
    await goOn;
    await bench.pass(50_000);

    expect(bench.requests).toHaveLength(2);
  });

  it('keeps a refusal over a restart that was answered while an accepted start was being stored', async () => {
    const bench = await createBench({ inFlight: 3 });
    await confirmed(bench, 3);
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 0 });
    await bench.answerTogether([
      { kind: 'accepted', startUuid: 'start-a', createdAt: bench.now, contactUuids: null },
      { kind: 'held-off', cause: 'rate-limit', retryAfterMs: 7_200_000 },
    ]);
    await bench.restart();
    const second = await confirmed(bench, 1, { people: confirmInput(9).people.slice(8) });
    await bench.pass(3_600_000);

    expect(bench.requests).toHaveLength(3);
    expect(await stateOf(bench, second)).toMatchObject({ status: 'paused', reason: 'rate-limit' });
  });

  it('does not lift a refusal when an earlier accepted answer is stored late, because the disk had failed', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 2);
    bench.disk.fail('failed');
    await bench.accept();
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 899_000 });
    bench.disk.fail(null);
    await bench.pass(60_000);
    await bench.restart();
    const second = await confirmed(bench, 1, { people: confirmInput(9).people.slice(8) });
    await bench.pass(60_000);

    expect(bench.requests).toHaveLength(2);
    expect(await stateOf(bench, second)).toMatchObject({ status: 'paused', reason: 'rate-limit' });
  });

  it('holds off every dispatch of the session, not only the one that got the 429', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 1);
    const second = await confirmed(bench, 1, { people: confirmInput(9).people.slice(8) });
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 60_000 });
    await bench.pass(30_000);

    expect(bench.requests).toHaveLength(1);
    expect(await stateOf(bench, second)).toMatchObject({ status: 'paused', reason: 'rate-limit', until: T0 + 60_000 });
  });

  it("finds in the history that the first request succeeded when the browser's own repeat was refused, and does not send again", async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    bench.history.push({
      contactUuid: contact(0),
      flowName: 'Retomar atendimento',
      userName: 'Ana',
      createdAt: T0 + 10,
    });

    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 2_000 });
    await bench.pass(3_000);
    await bench.accept();

    expect(bench.requests.map((request) => request.contactUuids)).toEqual([[contact(0)], [contact(1)]]);
    expect(bench.statuses()).toEqual(['accepted', 'accepted']);
  });

  it('ignores a reading of the history that began before another person came back to the queue', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 2);
    let read = (): void => undefined;
    bench.weni.listFlowStarts = () =>
      new Promise((resolve) => void (read = () => resolve({ kind: 'ok', rows: [], complete: true, serverAt: null })));
    await bench.answer({ kind: 'unauthorized' });
    delete bench.weni.listFlowStarts;
    bench.history.push({
      contactUuid: contact(1),
      flowName: 'Retomar atendimento',
      userName: 'Ana',
      createdAt: T0 + 5,
    });

    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 1_000 });
    read();
    await bench.pass(2_000);
    await bench.accept();

    expect(bench.requests.map((request) => request.contactUuids)).toEqual([[contact(0)], [contact(1)], [contact(0)]]);
    expect(bench.statuses()).toEqual(['accepted', 'accepted']);
  });

  it('sends nothing until the person of a refused start is back in the queue and was looked up in the history', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 3);
    let report = (): void => undefined;
    bench.committed = new Promise((resolve) => (report = resolve));
    const before = bench.calls.length;

    await bench.answerTogether([
      { kind: 'not-sent' },
      { kind: 'accepted', startUuid: 'start', createdAt: T0, contactUuids: null },
    ]);
    report();
    await bench.settle();

    expect(
      bench.calls
        .slice(before)
        .filter((call) => /^(?:listFlowStarts|startFlow)/.test(call))
        .slice(0, 2),
    ).toEqual(['listFlowStarts', 'startFlow t1']);
  });

  it('takes back an intent that was being written when another start was refused, and looks both people up before sending', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 3);
    let report = (): void => undefined;
    bench.committed = new Promise((resolve) => (report = resolve));
    const before = bench.calls.length;
    await bench.accept();
    bench.committed = Promise.resolve();

    await bench.answer({ kind: 'not-sent' });
    report();
    await bench.settle();

    expect(
      bench.calls
        .slice(before)
        .filter((call) => /^(?:listFlowStarts|startFlow)/.test(call))
        .slice(0, 2),
    ).toEqual(['listFlowStarts', 'startFlow t1']);
  });

  it.each([
    { mode: 'batches', says: 'unknown, for the others of the batch may have nothing' },
    { mode: 'singles', says: 'accepted, for they have the message either way' },
  ] as const)(
    'a history row that may belong to this start ($mode) or to a refused and cancelled earlier one: $says',
    async ({ mode, says }) => {
      const bench = await createBench({ inFlight: 1 });
      const refused = await confirmed(bench, 1);
      await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 1_000 });
      await bench.dispatcher.cancel(refused);
      await bench.pass(2_000);
      const people = mode === 'batches' ? 2 : 1;
      await confirmed(bench, people, {
        mode,
        people: confirmInput(people).people.map((person) => ({ ...person, params: null })),
      });
      bench.history.push({
        contactUuid: contact(0),
        flowName: 'Retomar atendimento',
        userName: 'Ana',
        createdAt: T0 + 1_000,
      });

      await bench.answer({ kind: 'unknown', cause: 'no-answer' });
      await bench.pass(140_000);

      expect(bench.requests.map((request) => request.contactUuids.length)).toEqual([1, people]);
      expect(bench.statuses()).toEqual(['cancelled', ...Array<string>(people).fill(says.split(',')[0] ?? '')]);
    },
  );

  it('pauses after one captive-portal page in place of an answer, and looks up only the person of that request', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 8);

    await bench.answer({ kind: 'unknown', cause: 'intercepted' });

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'intercepted', until: T0 + 30_000 });
    expect(bench.statuses()).toEqual(['checking', ...Array(7).fill('queued')]);
    expect(bench.people()[0]?.reason).toBe('proxy-error');
  });

  it('pauses after one captive-portal page in place of a gate reading, asks again by itself and goes on', async () => {
    const bench = await createBench({ inFlight: 1 });
    let answers = 0;
    bench.weni.checkAccess = async () =>
      (answers += 1) === 2 ? { kind: 'failed', cause: 'intercepted' } : { kind: 'ok', gate: null };

    await confirmed(bench, 1);
    const paused = await stateOf(bench);
    await bench.pass(6_000);
    await bench.accept();

    expect(paused).toMatchObject({ status: 'paused', reason: 'intercepted', until: T0 + 5_000 });
    expect(bench.statuses()).toEqual(['accepted']);
  });

  it('repeats a failed gate reading even if the clock was set back since', async () => {
    const bench = await createBench({ inFlight: 1 });
    let answers = 0;
    bench.weni.checkAccess = async () =>
      (answers += 1) === 2 ? { kind: 'failed', cause: 'intercepted' } : { kind: 'ok', gate: null };
    await confirmed(bench, 1);

    bench.now -= 600_000;
    await bench.dispatcher.tick();
    await bench.settle();

    expect(bench.requests).toHaveLength(1);
  });

  it('goes on at once behind a captive portal when the agent says so', async () => {
    const bench = await createBench({ inFlight: 1 });
    bench.weni.checkFlow = async () => ({ kind: 'failed', cause: 'intercepted' });
    await confirmed(bench, 1);
    await bench.pass(40_000);
    delete bench.weni.checkFlow;
    const before = bench.requests.length;

    await bench.dispatcher.resume(ID);
    await bench.settle();

    expect([before, bench.requests.length]).toEqual([0, 1]);
  });

  it('waits for the agent when a captive portal lasts longer than 15 minutes', async () => {
    const bench = await createBench({ inFlight: 1 });
    bench.weni.checkAccess = async () => ({ kind: 'failed', cause: 'intercepted' });
    await confirmed(bench, 1);

    await bench.pass(1_000_000);
    const state = await stateOf(bench);
    const asked = bench.calls.filter((call) => call === 'checkAccess').length;
    await bench.pass(3_600_000);

    expect(state).toMatchObject({ status: 'paused', reason: 'intercepted' });
    expect((state as { until?: number }).until).toBeUndefined();
    expect(asked).toBeLessThan(20);
    expect(bench.calls.filter((call) => call === 'checkAccess')).toHaveLength(asked);
  });

  it('repeats a gate reading that was refused with a 401 after 30 s and 2 min, then waits for the agent', async () => {
    const bench = await createBench({ inFlight: 1 });
    bench.weni.checkAccess = async () => ({ kind: 'failed', cause: 'unauthorized' });
    const asked = () => bench.calls.filter((call) => call === 'checkAccess').length;
    await confirmed(bench, 1);
    const counts = [asked()];
    for (const waitMs of [31_000, 121_000, 3_600_000]) {
      await bench.pass(waitMs);
      counts.push(asked());
    }

    // The first of the three readings was made by the confirmation.
    expect(counts).toEqual([3, 4, 5, 5]);
    expect(await stateOf(bench)).toEqual(expect.objectContaining({ status: 'paused', reason: 'unauthorized' }));
  });

  it('does not replace a pause that needs the agent with one that ends by itself', async () => {
    const bench = await createBench({ inFlight: 2 });
    await confirmed(bench, 4);
    await bench.answer({ kind: 'unknown', cause: 'answer-without-uuid' });
    await bench.answer({ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 1_000 });
    await bench.pass(60_000);

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'contract-drift' });
    expect(bench.requests).toHaveLength(2);
  });

  it('stops after an answer that names no start, calls nobody accepted by it, and keeps the others queued', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);

    await bench.answer({ kind: 'unknown', cause: 'answer-without-uuid' });
    await bench.pass(60_000);

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'contract-drift' });
    expect(bench.statuses()).toEqual(['checking', 'queued', 'queued']);
    expect(bench.requests).toHaveLength(1);
  });

  it('never sends on the session of another agent', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    bench.session = liveSession({ sessionId: 'https://chats-engine.example|bia@example.org|p' as typeof SESSION });

    await bench.accept();
    await bench.dispatcher.sessionChanged();
    await bench.settle();

    expect(bench.requests).toHaveLength(1);
    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'no-session' });
  });

  it('waits for the agent after a gap of more than 15 minutes', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await bench.accept();
    await bench.answer({ kind: 'refused', status: 400, reason: 'invalid-request' });
    await confirmed(bench, 2, { people: confirmInput(4).people.slice(2) });
    bench.now += 16 * 60_000;

    await bench.restart();
    const asked = await stateOf(bench, dispatchIdOf(2));
    const before = bench.requests.length;
    await bench.dispatcher.resume(dispatchIdOf(2));
    await bench.settle();

    expect(asked).toMatchObject({ status: 'paused', reason: 'long-gap' });
    expect(bench.requests.length).toBe(before + 1);
  });

  it.each([
    ['by the agent', async (bench: Bench) => void (await bench.dispatcher.pause(dispatchIdOf(1)))],
    [
      'for want of a network',
      async (bench: Bench) => {
        bench.isOnline = false;
        await bench.dispatcher.offline();
        bench.isOnline = true;
      },
    ],
  ])('paused %s stays paused when Pause is pressed right after Go on', async (_, pause) => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    await pause(bench);
    const before = bench.requests.length;

    const going = bench.dispatcher.resume(dispatchIdOf(1));
    const pausing = bench.dispatcher.pause(dispatchIdOf(1));
    await Promise.all([going, pausing]);
    await bench.accept();
    await bench.settle();

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'by-agent' });
    expect(bench.requests.length).toBe(before);
  });

  it('pauses offline and goes on when the network is back', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    bench.isOnline = false;
    await bench.dispatcher.offline();
    await bench.accept();
    const offline = [await stateOf(bench), bench.requests.length];

    bench.isOnline = true;
    await bench.dispatcher.online();
    await bench.settle();

    expect(offline).toEqual([expect.objectContaining({ status: 'paused', reason: 'offline' }), 1]);
    expect(bench.requests).toHaveLength(2);
  });

  it('sends to nobody after an offline pause before the server answered again', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    bench.isOnline = false;
    await bench.dispatcher.offline();
    await bench.accept();
    bench.weni.checkAccess = async () => ({ kind: 'failed', cause: 'offline' });

    bench.isOnline = true;
    await bench.dispatcher.online();
    await bench.settle();
    const unanswered = bench.requests.length;
    delete bench.weni.checkAccess;
    await bench.pass(6_000);

    expect(unanswered).toBe(1);
    expect(bench.requests).toHaveLength(2);
  });

  it('goes on by itself when the online event came before the network really worked', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 2);
    bench.isOnline = false;
    await bench.dispatcher.offline();
    await bench.accept();

    await bench.dispatcher.online();
    bench.isOnline = true;
    await bench.pass(3_000);

    expect(bench.requests).toHaveLength(2);
  });
});

describe('undo', () => {
  const undo = { undoMs: 10_000 };

  it('sends no request before the window ends, and starts only when the view that shows the countdown commits', async () => {
    const bench = await createBench(undo);
    await confirmed(bench, 1);
    const calls = bench.calls.length;

    await bench.pass(9_000);
    const early = await bench.dispatcher.commit(ID, 'panel');
    await bench.pass(1_000);
    const foreign = await bench.dispatcher.commit(ID, 'popup');
    const silent = bench.calls.length === calls && bench.requests.length === 0;
    const own = await bench.dispatcher.commit(ID, 'panel');
    await bench.settle();

    expect([early.kind, foreign.kind, own.kind]).toEqual(['too-early', 'not-yours', 'running']);
    expect(silent).toBe(true);
    expect(bench.requests).toHaveLength(1);
  });

  it.each(['restart', 'view-gone', 'late', 'undo', 'log-out'] as const)(
    'gives back the exact draft with the reason: %s',
    async (how) => {
      const bench = await createBench(undo);
      const draft = {
        ...EMPTY_DRAFT,
        flowName: 'Retomar atendimento',
        people: [{ contactUuid: contact(0), name: 'Ana', origins: [{ kind: 'hand' as const }] }],
        revision: 2,
      };
      await bench.ledger.putDraft(SESSION, draft);
      await confirmed(bench, 1, { draftRevision: 2 });

      if (how === 'restart') await bench.restart();
      if (how === 'view-gone') await bench.dispatcher.viewGone('panel', 'tab-closed');
      if (how === 'late') await bench.pass(60_000);
      if (how === 'undo') await bench.dispatcher.undo(ID);
      if (how === 'log-out') {
        bench.session = null;
        await bench.dispatcher.sessionChanged();
      }
      await bench.settle();

      const reasons = {
        restart: 'background-stopped',
        'view-gone': 'tab-closed',
        late: 'late',
        undo: 'undone',
        'log-out': 'session-gone',
      };
      const back = await bench.ledger.getDraft(SESSION);
      expect(back).toMatchObject({
        people: draft.people,
        flowName: draft.flowName,
        returned: { reason: reasons[how] },
      });
      expect(await bench.dispatcher.commit(ID, 'panel')).toEqual({ kind: 'gone' });
      expect(bench.requests).toEqual([]);
      expect(bench.people()).toEqual([]);
    },
  );

  it('returns a commit that comes more than 15 s late', async () => {
    const bench = await createBench(undo);
    await confirmed(bench, 1);
    bench.now += 25_001;

    expect(await bench.dispatcher.commit(ID, 'panel')).toEqual({ kind: 'returned', reason: 'late' });
    expect(await bench.ledger.getDispatch(ID)).toBeNull();
  });

  it('stops counting while a page dialog hides it', async () => {
    const bench = await createBench(undo);
    await confirmed(bench, 1);
    await bench.pass(4_000);
    await bench.dispatcher.hold(ID, 'panel');
    await bench.pass(120_000);
    const held = await bench.dispatcher.commit(ID, 'panel');
    await bench.dispatcher.release(ID, 'panel');
    await bench.pass(6_000);

    expect(held).toEqual({ kind: 'too-early', remainingMs: 6_000 });
    expect((await bench.dispatcher.commit(ID, 'panel')).kind).toBe('running');
  });

  it('answers a second press on the same draft with "stale draft"', async () => {
    const bench = await createBench(undo);
    await bench.ledger.putDraft(SESSION, { ...EMPTY_DRAFT, revision: 7 });

    const both = await Promise.all([
      bench.dispatcher.confirm(confirmInput(2, { draftRevision: 7 })),
      bench.dispatcher.confirm(confirmInput(2, { draftRevision: 7, viewId: 'other' })),
    ]);

    expect(both.map((result) => result.kind)).toEqual(['confirmed', 'stale-draft']);
  });
});

describe('commands of the agent', () => {
  it('sends nothing after pause was called, even before the pause is stored', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);

    const pausing = bench.dispatcher.pause(ID);
    await bench.accept();
    await pausing;
    const left = bench.requests.length;
    await bench.dispatcher.resume(ID);
    await bench.settle();

    expect(left).toBe(1);
    expect(bench.requests).toHaveLength(2);
  });

  it('cancels queued people and keeps the outcome of people whose request is on its way', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);

    await bench.dispatcher.cancel(ID);
    await bench.accept();

    expect(bench.statuses()).toEqual(['accepted', 'cancelled', 'cancelled']);
    expect((await stateOf(bench))?.status).toBe('finished');
  });

  it('sends dispatches of one session in order, each cancellable', async () => {
    const bench = await createBench({ inFlight: 1 });
    const first = await confirmed(bench, 2);
    const second = await confirmed(bench, 1, { people: confirmInput(9).people.slice(8) });
    const third = await confirmed(bench, 1, { people: confirmInput(8).people.slice(7) });

    await bench.dispatcher.cancel(second);
    await bench.accept();
    await bench.accept();

    expect(bench.requests.map((request) => request.contactUuids[0])).toEqual([contact(0), contact(1), contact(7)]);
    expect((await stateOf(bench, first))?.status).toBe('finished');
    expect((await stateOf(bench, third))?.status).toBe('running');
  });

  it('sends to an unknown person again only after a click, once per click, in a child dispatch with the frozen values', async () => {
    const bench = await createBench();
    await confirmed(bench, 2);
    await bench.answer({ kind: 'unknown', cause: 'no-answer' });
    await bench.accept();
    await bench.pass(300_000);
    const alone = bench.requests.length;

    const clicks = await Promise.all([
      bench.dispatcher.retry(ID, [0, 1], 'panel'),
      bench.dispatcher.retry(ID, [0], 'panel'),
    ]);
    await bench.pass(1_000);
    await bench.accept();

    expect(alone).toBe(2);
    expect(clicks[0]).toMatchObject({ kind: 'confirmed', left: [1], dispatch: { parentId: ID, total: 1 } });
    expect(clicks[1]).toEqual({ kind: 'nobody' });
    expect(bench.requests[2]).toMatchObject({ contactUuids: [contact(0)], params: { nome: 'v0' } });
    expect(bench.people().map((row) => row.status)).toEqual(['unknown', 'accepted', 'accepted']);
  });

  it('goes on reading the history even if the clock was set back since the last reading', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    await bench.answer({ kind: 'unknown', cause: 'proxy-error' });
    await bench.pass(20_000);
    const looks = () => bench.calls.filter((call) => call === 'listFlowStarts').length;
    const before = looks();

    bench.now -= 3_600_000;
    for (let minute = 0; minute < 4; minute += 1) {
      bench.now += 60_000;
      await bench.dispatcher.tick();
      await bench.settle();
    }

    expect(before).toBeGreaterThan(0);
    expect(looks()).toBeGreaterThan(before);
    expect(bench.statuses()).toEqual(['unknown']);
  });

  it('reads the history again, and finds a row that appeared late', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    await bench.answer({ kind: 'unknown', cause: 'proxy-error' });
    await bench.pass(300_000);
    bench.history.push({
      contactUuid: contact(0),
      flowName: 'Retomar atendimento',
      userName: 'Ana',
      createdAt: T0 + 90_000,
    });

    await bench.dispatcher.lookAgain(ID, [0]);
    await bench.pass(5_000);

    expect(bench.statuses()).toEqual(['accepted']);
    expect((await stateOf(bench))?.status).toBe('finished');
  });

  it('leaves an unknown person as they are when the agent says so', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    await bench.answer({ kind: 'unknown', cause: 'proxy-error' });
    await bench.pass(300_000);

    await bench.dispatcher.leave(ID, [0]);

    expect(bench.people()[0]).toMatchObject({ status: 'unknown', leftAt: bench.now });
  });
});

describe('storage', () => {
  it('stores nothing and sends nothing when the disk is full', async () => {
    const bench = await createBench();
    bench.disk.fail('full');

    const result = await bench.dispatcher.confirm(confirmInput(1));
    await bench.settle();

    expect(result).toEqual({ kind: 'storage-failed' });
    expect(bench.requests).toEqual([]);
  });

  it('stops before the next request when the disk fails, keeps the last answer, and gives the reason', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);
    bench.disk.fail('failed');

    await bench.accept();
    await bench.pass(60_000);
    const whileFailing = bench.requests.length;
    bench.disk.fail(null);
    await bench.pass(60_000);

    expect(whileFailing).toBe(1);
    expect(bench.statuses()).toEqual(['accepted', 'queued', 'queued']);
    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'storage-failed' });
    expect(bench.requests).toHaveLength(1);
  });

  it('puts a person back in the queue whose request was stopped at the last instant, once the disk works again', async () => {
    const bench = await createBench({ undoMs: 10_000 });
    await confirmed(bench, 1);
    await bench.pass(10_000);
    bench.dispatcher.onChange(({ people }) => {
      if (!people.some((row) => row.status === 'sending')) return;
      bench.disk.fail('failed');
      void bench.dispatcher.pause(ID);
    });

    await bench.dispatcher.commit(ID, 'panel');
    await bench.pass(60_000);
    const whileFailing = bench.statuses();
    bench.disk.fail(null);
    await bench.pass(60_000);

    expect(whileFailing).toEqual(['sending']);
    expect(bench.statuses()).toEqual(['queued']);
    expect(bench.requests).toEqual([]);
    expect(await stateOf(bench)).toMatchObject({ status: 'paused' });
  });

  it('finishes a dispatch that was cancelled before its confirmation was reported', async () => {
    const bench = await createBench();
    let report = (): void => undefined;
    bench.committed = new Promise((resolve) => {
      report = resolve;
    });
    const confirming = bench.dispatcher.confirm(confirmInput(2));
    await bench.settle();
    bench.committed = Promise.resolve();

    await bench.dispatcher.cancel(ID);
    report();
    await confirming;
    await bench.pass(1_000);

    expect(bench.statuses()).toEqual(['cancelled', 'cancelled']);
    expect((await stateOf(bench))?.status).toBe('finished');
  });

  it('stops a dispatch whose rows went missing', async () => {
    const bench = await createBench({ inFlight: 1 });
    await confirmed(bench, 3);
    bench.disk.vanish('people', [ID, 2]);

    await bench.restart();

    expect(await stateOf(bench)).toMatchObject({ status: 'paused', reason: 'damaged' });
    expect(await bench.dispatcher.resume(ID)).toEqual({ kind: 'unchanged' });
    expect(bench.requests).toHaveLength(1);
  });

  it('drops finished dispatches after 30 days', async () => {
    const bench = await createBench();
    await confirmed(bench, 1);
    await bench.accept();
    bench.now += 31 * 86_400_000;

    await bench.restart();

    expect(bench.people()).toEqual([]);
    expect(bench.changes.at(-1)?.removed).toEqual([ID]);
  });

  it('recovers its counts with 10,000 people', async () => {
    const bench = await createBench();
    const people = Array.from({ length: 10_000 }, (_, n) =>
      personRow({ n, contactUuid: contact(n), ...(n < 2 ? { status: 'sending', sentAt: T0 } : {}) }),
    );
    await bench.ledger.confirm(dispatchRow({ total: 10_000 }), people, null);
    const begin = performance.now();

    await bench.restart();
    const elapsedMs = performance.now() - begin;

    console.log(JSON.stringify({ id: 'dispatch.resume_10k.memory', value: Math.round(elapsedMs), unit: 'ms' }));
    expect(await bench.dispatcher.counts(ID)).toMatchObject({ queued: 9_996, checking: 2, sending: 2 });
  });
});
