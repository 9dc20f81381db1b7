import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { LedgerError } from '../../../lib/ledger/ledger.ts';
import { nextTurn } from '../../components/manual-clock.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { SESSION, T0 } from '../dispatch/rows.ts';
import { waitFor } from '../wait-for.ts';
import { createWorld, draftOf, frameOf } from './world.ts';
import { API } from './engine.ts';
import { wake } from './wake.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FRAME = frameOf(1);

async function arrange() {
  const world = createWorld();
  await world.signIn(1, 'ana-1');
  const session = await world.services.view.sessionOf(FRAME);
  if (session === null) throw new Error('nobody is signed in');
  const { sessionId } = session;
  const save = async (people: number): Promise<number> =>
    (await world.call('draft:save', { sessionId, draft: draftOf(people) }, FRAME)).revision;
  const prepare = async (people: number, dueAt: number): Promise<string> => {
    const answer = await world.call('prepared:save', { draftRevision: await save(people), dueAt }, FRAME);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.id;
  };
  const later = async () =>
    (await world.services.view.singlesOf(FRAME, await world.services.view.scopeOf(FRAME))).later;
  const draft = async () => await world.ledger.getDraft(sessionId);
  return { world, sessionId, save, prepare, later, draft };
}

describe('a dispatch that is prepared for later', () => {
  it('leaves the composer empty, waits for its time, is offered then, and sends nothing', async () => {
    const { world, prepare, later, draft } = await arrange();

    await prepare(3, world.now + HOUR);
    const before = await later();
    await world.pass(HOUR + 10 * 60_000);
    const { newlyDue } = await world.services.prepared.review();
    await world.pass(HOUR);

    expect(before.prepared).toMatchObject([{ state: 'waiting', people: 3, flowName: 'Retomar atendimento' }]);
    expect((await draft())?.people).toEqual([]);
    expect(newlyDue).toHaveLength(1);
    expect((await later()).prepared).toMatchObject([{ state: 'due' }]);
    expect((await world.services.prepared.review()).newlyDue).toEqual([]);
    expect(world.engine.paths().filter((path) => path.includes('start_flow'))).toEqual([]);
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
  });

  it('is opened as the draft that it was, once, and what was picked meanwhile is put aside', async () => {
    const { world, prepare, save, later, draft } = await arrange();
    const id = await prepare(3, world.now + HOUR);
    const revision = await save(2);

    const first = await world.call('prepared:open', { id }, FRAME);
    const opened = await draft();
    const second = await world.call('prepared:open', { id }, FRAME);

    expect([first, second]).toEqual([{ ok: true }, { ok: false, reason: 'prepared-gone' }]);
    expect(opened).toMatchObject({ ...draftOf(3), revision: expect.any(Number) });
    expect(opened?.revision).toBeGreaterThan(revision);
    expect(await draft()).toEqual(opened);
    expect((await later()).prepared).toMatchObject([{ state: 'aside', people: 2, dueAt: null }]);
  });

  it('is not made of a draft that another tab has changed, or for a time that is over', async () => {
    const { world, save, later, draft } = await arrange();
    const revision = await save(2);

    const stale = await world.call('prepared:save', { draftRevision: revision - 1, dueAt: world.now + HOUR }, FRAME);
    const past = await world.call('prepared:save', { draftRevision: revision, dueAt: world.now - HOUR }, FRAME);

    expect([stale, past]).toEqual([
      { ok: false, reason: 'stale-draft' },
      { ok: false, reason: 'time-past' },
    ]);
    expect((await draft())?.people).toHaveLength(2);
    expect((await later()).prepared).toEqual([]);
  });

  it('loses nothing when the disk is full: the draft stays where it is', async () => {
    const { world, save, prepare, later, draft } = await arrange();
    const id = await prepare(3, world.now + HOUR);
    const revision = await save(2);
    const full = vi.spyOn(world.ledger, 'changeDraft').mockRejectedValue(new LedgerError('full', 'no space left'));

    const saved = await world.ask('prepared:save', { draftRevision: revision, dueAt: world.now + HOUR }, FRAME);
    const opened = await world.ask('prepared:open', { id }, FRAME);
    full.mockRestore();

    expect([saved, opened]).toMatchObject([
      { ok: false, error: { kind: 'storage', detail: 'full' } },
      { ok: false, error: { kind: 'storage', detail: 'full' } },
    ]);
    expect((await draft())?.people).toHaveLength(2);
    expect((await later()).prepared).toMatchObject([{ id, people: 3 }]);
  });

  it('changes its time, is dropped, and comes back by undo', async () => {
    const { world, prepare, later } = await arrange();
    const id = await prepare(3, world.now + HOUR);

    await world.call('prepared:retime', { id, dueAt: world.now + DAY }, FRAME);
    const moved = await later();
    await world.call('prepared:drop', { id }, FRAME);
    const gone = await later();
    const back = await world.call('prepared:restore', { id }, FRAME);
    const again = await world.call('prepared:restore', { id }, FRAME);

    expect(moved.prepared).toMatchObject([{ dueAt: world.now + DAY }]);
    expect(gone.prepared).toEqual([]);
    expect([back, again]).toEqual([{ ok: true }, { ok: false, reason: 'prepared-gone' }]);
    expect((await later()).prepared).toMatchObject([{ id, dueAt: world.now + DAY }]);
  });

  it('is deleted seven days after its time, or after the days of the settings', async () => {
    const { world, prepare, later } = await arrange();
    await prepare(3, world.now + HOUR);
    await world.pass(HOUR + 7 * DAY - 1);
    await world.services.prepared.review();
    const kept = (await later()).prepared.length;

    await world.pass(1);
    const { nextAt } = await world.services.prepared.review();

    expect([kept, (await later()).prepared.length, nextAt]).toEqual([1, 0, null]);
  });

  it('belongs to one agent in one project; in another project its agent is only told where it is', async () => {
    const { world, prepare } = await arrange();
    const id = await prepare(3, world.now + HOUR);
    await world.pass(2 * HOUR);
    await world.services.prepared.review();
    const other = frameOf(2);
    await world.signIn(2, 'ana-1', { projectUuid: '22222222-2222-4222-8222-222222222222' as never });

    const opened = await world.call('prepared:open', { id }, other);
    const { later } = await world.services.view.singlesOf(other, await world.services.view.scopeOf(other));

    expect(opened).toEqual({ ok: false, reason: 'prepared-gone' });
    expect(later.prepared).toEqual([]);
    expect(later.elsewhere).toHaveLength(1);
  });

  it('knows when the night is over for everybody who is picked, as far as their numbers tell', async () => {
    const { world, save } = await arrange();
    await save(2);
    await world.call('preflight:run', { fresh: false }, FRAME);

    const plan = await world.call('prepared:plan', {}, FRAME);

    // The people have numbers of Brazil, where it is noon: the next morning is twenty hours away.
    expect(plan).toEqual({ morningAt: expect.any(Number), unknown: 0 });
    expect(new Date(plan.morningAt ?? 0).toISOString()).toMatch(/T11:00:00/);
  });
});

describe('the background at the time of a prepared dispatch', () => {
  beforeEach(() => {
    vi.stubGlobal('addEventListener', () => undefined);
  });

  async function prepared(world: ReturnType<typeof wake>, dueAt: number): Promise<void> {
    const ledger = createMemoryLedger(world.disk);
    await ledger.putKept({
      key: `prepared:${SESSION}:1`,
      value: {
        id: '1',
        sessionId: SESSION,
        agentKey: `${API}|ana@example.org`,
        projectName: 'Suporte',
        draft: draftOf(2),
        dueAt,
        savedAt: T0,
        offeredAt: null,
      },
    });
  }
  const badge = () => {
    const texts: string[] = [];
    Object.assign(browser.action, { setBadgeText: async ({ text }: { text: string }) => void texts.push(text) });
    return texts;
  };

  it('is woken by an alarm at that time, shows it on the icon, and sends nothing', async () => {
    const world = wake();
    const texts = badge();
    await prepared(world, T0 + HOUR);
    world.begin();
    await waitFor(async () => expect((await browser.alarms.get('later'))?.scheduledTime).toBe(T0 + HOUR));
    const before = texts.at(-1);

    world.clock.now = T0 + HOUR;
    for (const listener of world.listeners.get('alarms.onAlarm') ?? [])
      (listener as (alarm: object) => void)({ name: 'later' });

    await waitFor(() => expect(texts.at(-1)).toBe('1'));
    expect(before).toBe('');
    expect(world.engine.paths().filter((path) => path.includes('start_flow'))).toEqual([]);
  });

  it('offers what became due while the browser was closed as soon as it starts', async () => {
    const world = wake();
    const texts = badge();
    await prepared(world, T0 + HOUR);
    world.clock.now = T0 + 5 * HOUR;

    world.begin();

    await waitFor(() => expect(texts.at(-1)).toBe('1'));
    const stored = await createMemoryLedger(world.disk).getKept(`prepared:${SESSION}:1` satisfies string);
    await waitFor(() => expect(stored).toMatchObject({ dueAt: T0 + HOUR }));
    await nextTurn();
    expect(world.engine.paths()).toEqual([]);
  });
});
