import { beforeEach, describe, expect, it } from 'vitest';
import {
  awaitedRow,
  dispatchIdOf,
  dispatchView,
  fakePort,
  feedWorld,
  MINE,
  OTHERS,
  personRow,
  singles,
} from './feed-world.ts';

let bench: ReturnType<typeof feedWorld>;
beforeEach(() => {
  bench = feedWorld();
});
const ready = () => bench.becomeReady();
const mineRow = (id: string) => awaitedRow({ id, sessionId: MINE as never });
const othersRow = (id: string) => awaitedRow({ id, sessionId: OTHERS as never });

describe('a view that says hello', () => {
  it('gets nothing before the background has recovered, and a snapshot after that', async () => {
    const view = await bench.view();
    expect(view.heard).toEqual([]);

    ready();
    await bench.settle();

    expect(view.heard).toMatchObject([{ type: 'snapshot', revision: 1, singles: { site: { status: 'ready' } } }]);
  });

  it('gets only rows of its own session', async () => {
    ready();
    bench.world.dispatches = [dispatchView(1, MINE), dispatchView(2, OTHERS)];
    bench.world.awaited = [mineRow('a'), othersRow('b')];

    const view = await bench.view();

    expect(view.heard).toMatchObject([
      { tables: { dispatches: [{ row: { dispatchId: dispatchIdOf(1) } }], awaited: [{ id: 'a' }] } },
    ]);
    expect(JSON.stringify(view.heard)).not.toContain(OTHERS);
  });

  it('is ignored while its messages do not parse', async () => {
    ready();
    const end = fakePort();
    bench.feed.connect(end.port);

    for (const message of [
      null,
      7,
      {},
      { type: 'hello' },
      { type: 'x' },
      { type: 'watch-people', dispatchId: 'no id' },
    ])
      end.say(message);
    await bench.settle();

    expect(end.heard).toEqual([]);
    expect(bench.feed.hasFrameView(1)).toBe(false);
  });

  it('is known as connected until it disconnects, which is reported once with its view id', async () => {
    ready();
    const view = await bench.view(4, 'panel-4');
    expect([bench.feed.isViewConnected('panel-4'), bench.feed.hasFrameView(4), bench.feed.hasFrameView(5)]).toEqual([
      true,
      true,
      false,
    ]);

    view.leave();

    expect([bench.feed.isViewConnected('panel-4'), bench.feed.hasFrameView(4)]).toEqual([false, false]);
    expect(bench.world.gone).toEqual(['panel-4']);
  });

  it('that never said hello disconnects without a report', () => {
    const end = fakePort();
    bench.feed.connect(end.port);

    end.leave();

    expect(bench.world.gone).toEqual([]);
  });
});

describe('changes', () => {
  it('are gathered into one delta with the next revision, which contains only what differs', async () => {
    ready();
    const view = await bench.view();
    bench.world.singles = singles({ agentStatus: 'online' });
    bench.world.dispatches = [dispatchView(1, MINE)];

    bench.feed.changed({ singles: true });
    bench.feed.changed({ dispatches: [dispatchIdOf(1)] });
    bench.feed.changed({ dispatches: [dispatchIdOf(1)], awaited: [mineRow('a')] });
    expect(bench.timers).toHaveLength(1);
    await bench.pass();

    expect(view.heard.slice(1)).toEqual([
      {
        type: 'delta',
        revision: 2,
        singles: { agentStatus: 'online' },
        upsert: { dispatches: bench.world.dispatches, awaited: [mineRow('a')] },
        remove: {},
      },
    ]);
  });

  it('that change nothing for a view cause no message and no revision for it', async () => {
    ready();
    const view = await bench.view();

    bench.feed.changed({ singles: true, awaited: [othersRow('b')] });
    await bench.pass();
    bench.feed.changed({ awaited: [mineRow('a')] });
    await bench.pass();

    expect(view.heard.map((message) => message.revision)).toEqual([1, 2]);
    expect(JSON.stringify(view.heard)).not.toContain(OTHERS);
  });

  it('list the rows that are gone', async () => {
    ready();
    bench.world.dispatches = [dispatchView(1, MINE)];
    bench.world.awaited = [mineRow('a')];
    const view = await bench.view();

    bench.feed.changed({ dispatchesGone: [dispatchIdOf(1)], awaitedGone: ['a'] });
    await bench.pass();

    expect(view.heard[1]).toMatchObject({ remove: { dispatches: [dispatchIdOf(1)], awaited: ['a'] } });
  });

  it('do not list a row as gone to a view that never had it', async () => {
    ready();
    bench.world.dispatches = [dispatchView(1, OTHERS)];
    bench.world.awaited = [othersRow('a')];
    const view = await bench.view();

    bench.feed.changed({ dispatchesGone: [dispatchIdOf(1)], awaitedGone: ['a'] });
    await bench.pass();

    expect(view.heard).toHaveLength(1);
  });

  it('are not sent while the tab changes its session, and a snapshot follows after that', async () => {
    ready();
    const view = await bench.view();
    bench.world.isStill = false;

    bench.feed.changed({ awaited: [mineRow('a')], singles: true });
    await bench.pass();
    const meanwhile = view.heard.length;
    bench.world.isStill = true;
    bench.feed.changed({ singles: true });
    await bench.pass();

    expect(meanwhile).toBe(1);
    expect(view.heard.at(-1)).toMatchObject({ type: 'snapshot' });
  });

  it('are sent in their last state: a row removed after a change is gone, a row added after a removal is there', async () => {
    ready();
    bench.world.awaited = [mineRow('gone')];
    const view = await bench.view();
    bench.world.dispatches = [dispatchView(2, MINE)];

    bench.feed.changed({ awaited: [mineRow('gone'), mineRow('back')], dispatches: [dispatchIdOf(2)] });
    bench.feed.changed({ awaitedGone: ['gone', 'back'], dispatchesGone: [dispatchIdOf(2)] });
    bench.feed.changed({ awaited: [mineRow('back')], dispatches: [dispatchIdOf(2)] });
    await bench.pass();

    expect(view.heard[1]).toMatchObject({
      upsert: { awaited: [{ id: 'back' }], dispatches: [{ row: { dispatchId: dispatchIdOf(2) } }] },
      remove: { awaited: ['gone'] },
    });
    expect(view.heard[1]).not.toMatchObject({ remove: { dispatches: expect.anything() } });
  });

  it('of the session of a view send that view a new snapshot', async () => {
    ready();
    const view = await bench.view();
    bench.world.dispatches = [dispatchView(2, OTHERS)];
    bench.world.scopes.set(1, [OTHERS]);

    bench.feed.changed({ singles: true });
    await bench.pass();

    expect(view.heard[1]).toMatchObject({
      type: 'snapshot',
      revision: 2,
      tables: { dispatches: [{ row: { sessionId: OTHERS } }] },
    });
  });

  it('of only the order of sessions send no new snapshot', async () => {
    ready();
    const end = fakePort({ kind: 'extension-page' });
    bench.feed.connect(end.port);
    end.say({ type: 'hello', viewId: 'popup', view: 'popup' });
    await bench.settle();
    bench.world.scopes.set('extension-page', [OTHERS, MINE]);

    bench.feed.changed({ singles: true });
    await bench.pass();

    expect(end.heard).toHaveLength(1);
  });

  it('reach no view that has not said hello', async () => {
    ready();
    const end = fakePort();
    bench.feed.connect(end.port);

    bench.feed.changed({ awaited: [mineRow('a')] });
    await bench.pass();

    expect(end.heard).toEqual([]);
  });

  it('never come before the first snapshot', async () => {
    bench.world.scopes.set(1, []);
    bench.feed.changed({ singles: true });
    for (const run of bench.timers.splice(0)) run();
    const view = await bench.view();
    ready();
    await bench.settle();

    expect(view.heard[0]).toMatchObject({ type: 'snapshot' });
  });
});

describe('a gap', () => {
  it('is closed by a snapshot with the next revision', async () => {
    ready();
    const view = await bench.view();
    bench.feed.changed({ awaited: [mineRow('a')] });
    await bench.pass();

    view.say({ type: 'resync' });
    await bench.settle();

    expect(view.heard.map((message) => [message.type, message.revision])).toEqual([
      ['snapshot', 1],
      ['delta', 2],
      ['snapshot', 3],
    ]);
  });

  it('of one view that could not be served does not affect other views, and a later change closes it', async () => {
    ready();
    const one = await bench.view(1);
    const two = await bench.view(2);
    bench.world.failing = new Error('database');
    bench.world.failFor = 1;
    bench.world.singles = singles({ agentStatus: 'online' });

    bench.feed.changed({ singles: true, awaited: [mineRow('a')] });
    await bench.pass();
    expect(one.heard).toHaveLength(1);
    expect(two.heard[1]).toMatchObject({ singles: { agentStatus: 'online' }, upsert: { awaited: [{ id: 'a' }] } });
    expect(bench.world.errors).toEqual([bench.world.failing]);

    bench.world.failing = null;
    bench.world.awaited = [mineRow('a')];
    bench.feed.changed({ singles: true });
    await bench.pass();
    expect(one.heard[1]).toMatchObject({
      type: 'snapshot',
      singles: { agentStatus: 'online' },
      tables: { awaited: [{ id: 'a' }] },
    });
  });

  it('after a hello that could not be answered is closed by the next change', async () => {
    ready();
    bench.world.failing = new Error('database');
    const view = await bench.view();
    expect(view.heard).toEqual([]);

    bench.world.failing = null;
    bench.feed.changed({ singles: true });
    await bench.pass();

    expect(view.heard).toMatchObject([{ type: 'snapshot' }]);
  });
});

describe('people of a dispatch', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => personRow({ dispatchId: dispatchIdOf(1), n }));

  it('are sent to the view that watches it, in slices of a thousand, and again after a gap', async () => {
    ready();
    bench.world.dispatches = [dispatchView(1, MINE)];
    bench.world.people.set(dispatchIdOf(1), many(2_500));
    const view = await bench.view();

    view.say({ type: 'watch-people', dispatchId: dispatchIdOf(1) });
    await bench.settle();
    const slices = view.heard
      .slice(1)
      .map((message) => (message.type === 'delta' ? message.upsert.people?.length : null));
    expect(slices).toEqual([1_000, 1_000, 500]);

    view.say({ type: 'resync' });
    await bench.settle();
    expect(view.heard.slice(4).map((message) => message.type)).toEqual(['snapshot', 'delta', 'delta', 'delta']);
  });

  it('are updated only in the view that watches them', async () => {
    ready();
    bench.world.dispatches = [dispatchView(1, MINE)];
    const watching = await bench.view(1);
    const other = await bench.view(2);
    watching.say({ type: 'watch-people', dispatchId: dispatchIdOf(1) });

    bench.feed.changed({ people: [personRow({ status: 'sending' })] });
    bench.feed.changed({ people: [personRow({ status: 'accepted' })] });
    await bench.pass();

    expect(watching.heard[1]).toMatchObject({ upsert: { people: [{ status: 'accepted' }] } });
    expect(other.heard).toHaveLength(1);
  });

  it('of another session are not sent to a view that asks for them', async () => {
    ready();
    bench.world.dispatches = [dispatchView(1, OTHERS)];
    bench.world.people.set(dispatchIdOf(1), many(2));
    const view = await bench.view();

    view.say({ type: 'watch-people', dispatchId: dispatchIdOf(1) });
    await bench.settle();
    bench.feed.changed({ people: many(2) });
    await bench.pass();

    expect(view.heard).toHaveLength(1);
  });
});
