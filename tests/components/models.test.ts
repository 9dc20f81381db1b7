import { effect, signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createPanelModel } from '../../lib/models/panel/panel-model.ts';
import { READ_MS } from '../../lib/models/panel/press-gate.ts';
import type { FeedDown } from '../../lib/messaging/views.ts';
import { ProjectUuid, RoomUuid, SessionId } from '../../lib/ids.ts';
import { addPeople } from '../../lib/draft/selection.ts';
import { fakeSingles, type FakeOptions } from './fake-background.ts';
import { fakeClient } from './fake-client.ts';
import { ALL_CONTACTS, GROUPS, NOW, SESSION, awaitedOf, dispatchOf, draftOf, toReport } from './fake-data.ts';
import { createManualClock, settle } from './manual-clock.ts';

async function setUp(options: Omit<FakeOptions, 'messages'> = {}) {
  const clock = createManualClock(NOW);
  const client = fakeClient(options);
  const covered = signal(false);
  const abort = new AbortController();
  const tones: number[] = [];
  const model = createPanelModel(client, {
    viewId: 'view',
    clock,
    collapsed: false,
    covered,
    crowded: signal(null),
    online: signal(true),
    playTone: () => tones.push(clock.now()),
    signal: abort.signal,
  });
  await settle();
  const named = (name: string) => client.calls.filter((call) => call.name === name);
  /** Marks the present screen as painted, and lets the time pass that is needed to read it. */
  const read = (): void => {
    model.gate.painted(model.dispatch.screen.value ?? '');
    clock.advance(READ_MS);
  };
  return { abort, clock, client, covered, model, named, read, tones };
}

const delta = (revision: number, change: Partial<Extract<FeedDown, { type: 'delta' }>> = {}): FeedDown => ({
  type: 'delta',
  revision,
  singles: {},
  upsert: {},
  remove: {},
  ...change,
});
const counting = (endsAt: number) =>
  dispatchOf(1, { queued: 3 }, { state: { status: 'counting-down', endsAt, viewId: 'view' } });

describe('the feed', () => {
  it('applies deltas in order and removes rows by key', async () => {
    const { client, model } = await setUp({ awaited: [awaitedOf(1)] });

    client.push(delta(2, { upsert: { awaited: [awaitedOf(2)] } }));
    client.push(delta(3, { remove: { awaited: ['d:1'] } }));

    expect([...model.feed.awaited.value.keys()]).toEqual(['d:2']);
  });

  it('asks for a snapshot after a gap and ignores deltas until it comes', async () => {
    const { client, model } = await setUp();

    client.push(delta(5, { upsert: { awaited: [awaitedOf(1)] } }));
    client.push(delta(6, { upsert: { awaited: [awaitedOf(2)] } }));

    expect(client.sent.filter((message) => message.type === 'resync')).toHaveLength(1);
    expect(model.feed.awaited.value.size).toBe(0);
  });

  it('keeps the last state when the port breaks and is live again with a snapshot', async () => {
    const { client, model } = await setUp({ awaited: [awaitedOf(1)] });

    client.state('lost');
    const whileLost = { link: model.feed.link.value, rows: model.feed.awaited.value.size };
    client.state('connected');
    const beforeSnapshot = model.feed.link.value;
    client.push({
      type: 'snapshot',
      revision: 9,
      singles: fakeSingles(),
      tables: { dispatches: [], awaited: [], people: [], words: [] },
    });

    expect(whileLost).toEqual({ link: 'lost', rows: 1 });
    expect(beforeSnapshot).toBe('lost');
    expect(model.feed.link.value).toBe('live');
  });
});

describe('the draft', () => {
  it('is stored within 300 ms of the first change, once for many changes', async () => {
    const { clock, model, named } = await setUp();

    for (const row of ALL_CONTACTS.slice(0, 4)) model.selection.change((now) => addPeople(now, [row]));
    clock.advance(300);
    await settle();

    expect(named('draft:save')).toHaveLength(1);
    expect(model.selection.saving.value).toBe('saved');
    expect(model.selection.peopleCount.value).toBe(4);
  });

  it('is stored at once when the panel is removed, for its own session', async () => {
    const { abort, model, named } = await setUp();
    const sessionId = model.site.session.value?.sessionId;
    model.selection.change((now) => addPeople(now, [ALL_CONTACTS[0]!]));

    abort.abort();
    await settle();

    expect(named('draft:save').map(({ input }) => input)).toMatchObject([
      { sessionId, draft: { people: [{ contactUuid: ALL_CONTACTS[0]!.contactUuid }] } },
    ]);
  });

  it('is not overwritten by an older one from the feed while a change is unsaved', async () => {
    const { client, model } = await setUp();

    model.selection.change((now) => addPeople(now, [ALL_CONTACTS[0]!]));
    client.push(delta(2, { singles: { draft: draftOf(5, { revision: 7 }) } }));

    expect(model.selection.peopleCount.value).toBe(1);
  });

  it('shows that it could not be stored, and is stored again with the next change', async () => {
    let fails = true;
    const { clock, model, named } = await setUp({
      answers: {
        'draft:save': ({ draft }) => {
          if (fails) throw new Error('full');
          return { revision: draft.revision + 1 };
        },
      },
    });

    model.selection.change((now) => addPeople(now, [ALL_CONTACTS[0]!]));
    clock.advance(300);
    await settle();
    const first = model.selection.saving.value;
    fails = false;
    model.selection.change((now) => addPeople(now, [ALL_CONTACTS[1]!]));
    clock.advance(300);
    await settle();

    expect(first).toBe('failed');
    expect(model.selection.saving.value).toBe('saved');
    expect(named('draft:save')).toHaveLength(2);
  });

  it('of another session replaces the selection of the former one', async () => {
    const { client, model } = await setUp({ singles: { draft: draftOf(3) } });

    client.push(delta(2, { singles: { session: null, draft: draftOf(0, { revision: 0 }) } }));

    expect(model.selection.peopleCount.value).toBe(0);
  });
});

describe('a draft that was not stored yet when its session ended', () => {
  const pickAndLeave = async () => {
    const world = await setUp({ singles: { draft: draftOf(0) } });
    const { sessionId } = SESSION;
    world.model.selection.change((now) => addPeople(now, [ALL_CONTACTS[0]!]));
    world.client.push(delta(2, { singles: { session: null, draft: draftOf(0, { revision: 0 }) } }));
    const whileGone = world.model.selection.peopleCount.value;
    return { ...world, sessionId, whileGone };
  };

  it('is shown again, and stored, when the same session is back', async () => {
    const { client, clock, model, named, sessionId, whileGone } = await pickAndLeave();

    client.push(delta(3, { singles: { session: SESSION, draft: draftOf(0) } }));
    const back = model.selection.peopleCount.value;
    clock.advance(300);
    await settle();

    expect([whileGone, back]).toEqual([0, 1]);
    expect(named('draft:save').map(({ input }) => input)).toMatchObject([
      { sessionId, draft: { people: [{ contactUuid: ALL_CONTACTS[0]!.contactUuid }] } },
    ]);
  });

  it('is not shown to another session, nor to its own after that', async () => {
    const { client, clock, model, named } = await pickAndLeave();

    client.push(
      delta(3, {
        singles: {
          session: { ...SESSION, sessionId: SessionId.parse(SESSION.sessionId.replace('|', '|b')) },
          draft: draftOf(0),
        },
      }),
    );
    const other = model.selection.peopleCount.value;
    client.push(delta(4, { singles: { session: SESSION, draft: draftOf(0) } }));
    clock.advance(300);
    await settle();

    expect([other, model.selection.peopleCount.value]).toEqual([0, 0]);
    expect(named('draft:save')).toEqual([]);
  });
});

describe('sending', () => {
  const confirmed = {
    'dispatch:confirm': () => ({
      ok: true as const,
      dispatchId: counting(0).row.dispatchId,
      endsAt: NOW + READ_MS + 10_000,
    }),
    'dispatch:commit': () => ({ ok: true as const }),
    'dispatch:hold': () => ({ ok: true as const }),
    'dispatch:release': () => ({ ok: true as const }),
    'dispatch:undo': () => ({ ok: true as const }),
  };

  it('confirms a few people without a warning at once and commits once at zero', async () => {
    const { clock, model, named, read } = await setUp({ singles: { draft: draftOf(3) }, answers: confirmed });
    model.dispatch.goTo('review');
    await model.preflight.run({ fresh: false });
    read();

    await model.dispatch.press({ typed: '', isTest: false });
    clock.advance(9_900);
    const before = named('dispatch:commit').length;
    clock.advance(5_000);
    await settle();

    expect(before).toBe(0);
    expect(named('dispatch:commit').map((call) => call.input)).toEqual([
      { viewId: 'view', dispatchId: counting(0).row.dispatchId },
    ]);
  });

  it('starts again at the choice of a flow once the draft was sent', async () => {
    const { client, model, read } = await setUp({ singles: { draft: draftOf(3) }, answers: confirmed });
    model.dispatch.goTo('review');
    await model.preflight.run({ fresh: false });
    read();
    await model.dispatch.press({ typed: '', isTest: false });
    const whileItMayBeUndone = model.dispatch.step.value;

    client.push(delta(2, { singles: { draft: { ...draftOf(0, { revision: 99 }), flowUuid: null, flowName: null } } }));

    expect([whileItMayBeUndone, model.dispatch.step.value]).toEqual(['people', 'flow']);
  });

  it('keeps what is typed before the list of people has started', async () => {
    const { model } = await setUp({ singles: { draft: draftOf(0) } });

    model.people.type('Ana');
    model.people.start();

    expect(model.people.list.value.text).toBe('Ana');
  });

  it('clears old searches once it was sent, and reads the flows again for the last use', async () => {
    const { client, clock, model, named, read } = await setUp({ singles: { draft: draftOf(3) }, answers: confirmed });
    await model.catalog.catalog.load();
    model.catalog.type('Confirma');
    model.people.type('Ana');
    await model.preflight.run({ fresh: false });
    model.dispatch.goTo('review');
    read();
    await model.dispatch.press({ typed: '', isTest: false });
    client.push(delta(2, { upsert: { dispatches: [counting(NOW + 10_000)] } }));
    const whileItMayBeUndone = [
      model.catalog.search.value,
      model.people.list.value.text,
      named('catalog:list-flows').length,
    ];

    client.push(delta(3, { upsert: { dispatches: [dispatchOf(1, { queued: 3 }, { state: { status: 'running' } })] } }));
    clock.advance(400);

    expect(whileItMayBeUndone).toEqual(['Confirma', 'Ana', 1]);
    expect([model.catalog.search.value, model.people.list.value.text, named('catalog:list-flows').length]).toEqual([
      '',
      '',
      2,
    ]);
  });

  it('opens the pre-flight instead of sending when there is a finding', async () => {
    const draft = draftOf(3);
    const { model, named, read } = await setUp({
      singles: { draft },
      answers: {
        ...confirmed,
        'preflight:run': () =>
          toReport(draft, { findings: [{ kind: 'open-chat', level: 'unknown', people: [], details: {} }] }),
      },
    });
    model.dispatch.goTo('review');
    await model.preflight.run({ fresh: false });
    read();

    await model.dispatch.press({ typed: '', isTest: false });

    expect(model.dispatch.step.value).toBe('preflight');
    expect(named('dispatch:confirm')).toHaveLength(0);
  });

  it('waits at most a second for running checks and then opens the pre-flight', async () => {
    const { clock, model, named, read } = await setUp({
      singles: { draft: draftOf(2) },
      answers: { ...confirmed, 'preflight:run': () => new Promise<never>(() => undefined) },
    });
    model.dispatch.goTo('review');
    read();

    const press = model.dispatch.press({ typed: '', isTest: false });
    for (let step = 0; step < 25; step += 1) {
      await settle();
      clock.advance(50);
    }
    await press;

    expect(model.dispatch.step.value).toBe('preflight');
    expect(named('dispatch:confirm')).toHaveLength(0);
  });

  it('opens the pre-flight instead of sending when the draft changed while the press waited for the checks', async () => {
    const other = draftOf(5, { revision: 9 });
    let answer: (report: ReturnType<typeof toReport>) => void = () => undefined;
    const { client, clock, model, named, read } = await setUp({
      singles: { draft: draftOf(3) },
      answers: { ...confirmed, 'preflight:run': () => new Promise((resolve) => (answer = resolve)) },
    });
    model.dispatch.goTo('review');
    read();

    const press = model.dispatch.press({ typed: '', isTest: false });
    await settle();
    client.push(delta(2, { singles: { draft: other } }));
    answer(toReport(other));
    for (let step = 0; step < 5; step += 1) {
      await settle();
      clock.advance(50);
    }
    await press;

    expect(named('dispatch:confirm')).toEqual([]);
    expect(model.dispatch.step.value).toBe('preflight');
  });

  it('keeps the countdown when the background answers "too early" to the commit, and commits again later', async () => {
    const tooEarly = [{ ok: false, reason: 'too-early' }];
    const { clock, client, model, named } = await setUp({
      answers: { ...confirmed, 'dispatch:commit': () => tooEarly.pop() ?? { ok: true } },
    });
    model.countdown.start(counting(0).row.dispatchId, NOW + 10_000);
    clock.advance(9_000);
    client.push(delta(2, { upsert: { dispatches: [counting(NOW + 10_000)] } }));
    clock.advance(1_000);
    await settle();
    const asked = named('dispatch:commit').length;
    const isStillUndoable = model.countdown.current.value !== null;

    clock.advance(1_000);
    await settle();

    expect([asked, isStillUndoable]).toEqual([1, true]);
    expect(named('dispatch:commit')).toHaveLength(2);
    expect(model.countdown.current.value).toBeNull();
    expect(model.flash.current.value).toBeNull();
  });

  it('undoes while it counts and never commits after that', async () => {
    const { clock, model, named } = await setUp({ answers: confirmed });
    model.countdown.start(counting(0).row.dispatchId, NOW + 10_000);

    await model.countdown.undo();
    clock.advance(20_000);

    expect(model.countdown.current.value).toBeNull();
    expect(named('dispatch:commit')).toHaveLength(0);
  });

  it('stops counting while a page dialog hides the panel', async () => {
    const { clock, covered, model, named } = await setUp({ answers: confirmed });
    model.countdown.start(counting(0).row.dispatchId, NOW + 10_000);
    clock.advance(4_000);

    covered.value = true;
    clock.advance(60_000);
    const held = model.countdown.current.value;
    covered.value = false;
    clock.advance(5_900);
    const justBefore = named('dispatch:commit').length;
    clock.advance(200);

    expect(held).toMatchObject({ held: true, remainingMs: 6_000 });
    expect(justBefore).toBe(0);
    expect(named('dispatch:commit')).toHaveLength(1);
  });

  it('ends the countdown when the background says that the dispatch does not count down any more', async () => {
    const { clock, client, model, named } = await setUp({ answers: confirmed });
    model.countdown.start(counting(0).row.dispatchId, NOW + 10_000);
    client.push(delta(2, { upsert: { dispatches: [counting(NOW + 10_000)] } }));

    client.push(delta(3, { remove: { dispatches: [counting(0).row.dispatchId] } }));
    clock.advance(20_000);

    expect(model.countdown.current.value).toBeNull();
    expect(named('dispatch:commit')).toHaveLength(0);
  });
});

describe('panel requests', () => {
  it('are carried out once, and not if they are older than the view', async () => {
    const { client, model } = await setUp({ singles: { request: { seq: 4, action: 'toggle-panel' } } });
    const atStart = model.collapsed.value;

    client.push(delta(2, { singles: { request: { seq: NOW + 5, action: 'toggle-panel' } } }));
    const after = model.collapsed.value;
    client.push(delta(3, { singles: { request: { seq: NOW + 5, action: 'toggle-panel' } } }));

    expect([atStart, after, model.collapsed.value]).toEqual([false, true, true]);
  });

  it('are carried out if they came while the view was connecting, because the agent already saw the panel then', async () => {
    const { model } = await setUp({ singles: { request: { seq: NOW + 40, action: 'toggle-panel' } } });

    expect(model.collapsed.value).toBe(true);
  });
});

describe('groups', () => {
  it('are read to the last page, each member once', async () => {
    const { model } = await setUp({
      answers: {
        'people:expand-group': ({ cursor }) => ({
          rows: cursor === null ? ALL_CONTACTS.slice(20, 30) : ALL_CONTACTS.slice(28, 35),
          next: cursor === null ? 'b' : null,
          badRows: 0,
        }),
      },
    });

    await model.selection.pickGroup(GROUPS[1]!);

    expect(model.selection.peopleCount.value).toBe(15);
    expect(model.selection.readings.value).toEqual([]);
  });

  it('show how many members could not be read, over all pages and a failure in between', async () => {
    let fails = true;
    const { model } = await setUp({
      answers: {
        'people:expand-group': ({ cursor }) => {
          if (cursor === 'b' && fails) throw new Error('down');
          return {
            rows: cursor === null ? ALL_CONTACTS.slice(20, 30) : [],
            next: cursor === null ? 'b' : null,
            badRows: cursor === null ? 2 : 1,
          };
        },
      },
    });
    await model.selection.pickGroup(GROUPS[1]!);
    const afterFailure = model.selection.readings.value;
    fails = false;

    await model.selection.pickGroup(GROUPS[1]!);

    expect(afterFailure).toMatchObject([{ status: 'failed', badRows: 2 }]);
    expect(model.selection.readings.value).toMatchObject([{ status: 'incomplete', loaded: 10, badRows: 3 }]);
  });
});

describe('a quick send', () => {
  const ROOM = RoomUuid.parse('00000000-0000-4000-8000-000000000001');

  it('looks a person up again after a failed look-up', async () => {
    let fails = true;
    const { client, model, named } = await setUp({
      answers: {
        'chat:contact': () => {
          if (fails) throw new Error('no network');
          return { contact: ALL_CONTACTS[7] ?? null };
        },
      },
    });
    client.push(delta(2, { singles: { roomShown: { roomUuid: ROOM, contactUuid: null, contactName: null } } }));
    await model.quickSend(null);
    fails = false;

    await model.quickSend(null);

    expect(named('chat:contact')).toHaveLength(2);
    expect(model.selection.peopleCount.value).toBe(1);
  });
});

describe('the announcement of replies', () => {
  const replied = (n: number) => awaitedOf(n, { status: 'replied', repliedAt: NOW });

  it('is a few sentences for thirty replies, the last with the whole number', async () => {
    const { clock, client, model } = await setUp({ awaited: [] });
    const heard: number[] = [];
    const stop = effect(() => {
      const line = model.announcements.value.at(-1);
      if (line?.kind === 'replies') heard.push(line.count);
    });

    for (let n = 0; n < 30; n += 1) {
      client.push(delta(n + 2, { upsert: { awaited: [replied(n)] } }));
      clock.advance(400);
    }
    clock.advance(60_000);
    stop();

    expect(heard.length).toBeLessThanOrEqual(3);
    expect(heard.at(-1)).toBe(30);
  });

  it('is made for a reply that comes while another one is opened', async () => {
    const { clock, client, model } = await setUp({ awaited: [replied(0)] });
    const before = model.announcements.value.length;

    client.push(delta(2, { upsert: { awaited: [awaitedOf(0, { status: 'opened', repliedAt: NOW }), replied(1)] } }));
    clock.advance(2_000);

    expect(before).toBe(0);
    expect(model.announcements.value).toMatchObject([{ kind: 'replies', count: 1 }]);
  });
});

describe('a clock that was set back', () => {
  it('does not stop the sound of a reply from being played, once for each reply', async () => {
    const { client, tones } = await setUp();
    for (const [revision, seq] of [
      [2, NOW],
      [3, NOW],
      [4, NOW - 3_600_000],
      [5, NOW - 3_600_000],
    ] as const)
      client.push(delta(revision, { singles: { sound: { seq } } }));

    expect(tones).toHaveLength(2);
  });

  it('does not stop panel requests: a shortcut still opens and folds the panel', async () => {
    const { client, model } = await setUp();
    const request = (revision: number, seq: number) =>
      client.push(delta(revision, { singles: { request: { seq, action: 'toggle-panel' } } }));
    request(2, NOW + 1);
    const first = model.collapsed.value;
    request(3, NOW - 86_400_000);

    expect([first, model.collapsed.value]).toEqual([true, false]);
  });
});

describe('a computer that wakes inside the undo window', () => {
  it.each(['late', 'background-stopped', 'gone'])(
    'shows one message, in the draft, and no second one for a commit that was answered "%s"',
    async (reason) => {
      const { clock, client, model, named } = await setUp({
        answers: { 'dispatch:commit': () => ({ ok: false, reason }) },
      });
      model.countdown.start(counting(0).row.dispatchId, NOW + 10_000);
      client.push(delta(2, { upsert: { dispatches: [counting(NOW + 10_000)] } }));

      clock.advance(40_000);
      await settle();

      expect(named('dispatch:commit')).toHaveLength(1);
      expect(model.flash.current.value).toBeNull();
    },
  );
});

describe('another secondary project', () => {
  const projectOf = (n: number) => ({
    projectUuid: ProjectUuid.parse(`51000000-0000-4000-8000-00000000000${n}`),
    name: `Loja ${n}`,
  });

  it('drops the flows and contacts of the one before and loads its own', async () => {
    const session = { ...SESSION, isPrincipal: true };
    const { client, clock, model, named } = await setUp({
      singles: { session: { ...session, flowsProject: projectOf(1) } },
    });
    await model.catalog.catalog.load();
    model.people.start();
    clock.advance(1);
    await settle();
    const before = {
      lists: named('catalog:list-flows').length,
      people: model.people.list.value.rows.length,
      index: named('people:search').length,
    };

    client.push(delta(2, { singles: { session: { ...session, flowsProject: projectOf(2) } } }));
    const dropped = [model.catalog.catalog.data.value, model.people.list.value.rows.length];
    clock.advance(1);
    await settle();

    expect(before.people).toBeGreaterThan(0);
    expect(dropped).toEqual([null, 0]);
    expect(named('catalog:list-flows').length).toBe(before.lists + 1);
    expect(named('people:search').length).toBe(before.index + 1);
    expect(model.site.isToChooseProject.value).toBe(false);
  });

  it('is asked for until one is chosen, and again when the agent wants to', async () => {
    const { client, model } = await setUp({ singles: { session: { ...SESSION, isPrincipal: true } } });
    const first = model.site.isToChooseProject.value;

    client.push(delta(2, { singles: { session: { ...SESSION, isPrincipal: true, flowsProject: projectOf(1) } } }));
    const chosen = model.site.isToChooseProject.value;
    model.site.askProject(true);

    expect([first, chosen, model.site.isToChooseProject.value]).toEqual([true, false, true]);
  });
});
