import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { FLOW, room, SESSION } from '../dispatch/rows.ts';
import { html, json } from '../weni-api/fake-network.ts';
import { API, roomRow } from './engine.ts';
import { awaitedRow } from './rows.ts';
import { CHATS, createWorld, draftOf, frameOf, PAGE, settle, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
const singles = async (sender = frameOf(1)) =>
  await world.services.view.singlesOf(sender, await world.services.view.scopeOf(sender));

async function awaitPerson(id: string, change: Parameters<typeof awaitedRow>[0] = {}) {
  const session = await world.services.view.sessionOf(frameOf(1));
  const row = awaitedRow({
    id,
    sessionId: session?.sessionId ?? SESSION,
    agentKey: `${API}|ana@example.org`,
    ...change,
  });
  await world.ledger.putAwaited([row]);
  return row;
}

describe('a frame that reports its session', () => {
  it('gets the agent who is signed in as the answer, without the token', async () => {
    const answer = await world.signIn(1, 'ana-1');

    expect(answer).toMatchObject({
      site: { status: 'ready' },
      session: { agentEmail: 'ana@example.org', projectName: 'Shop' },
    });
    expect(JSON.stringify([answer, await singles()])).not.toContain('ana-1');
  });

  it("gets the toggle and the agent's status read once, not at every report", async () => {
    await world.signIn(1, 'ana-1');
    await world.signIn(1, 'ana-1');

    expect(world.engine.paths().filter((path) => path.endsWith('/list_access/'))).toHaveLength(1);
    expect(await singles()).toMatchObject({ access: { verdict: 'on' }, agentStatus: 'online' });
  });

  it.each<[string, () => void, object]>([
    [
      'no network',
      () => world.engine.override.set('/profile/', () => Promise.reject(new TypeError('x'))),
      { status: 'offline' },
    ],
    ['a broken server', () => world.engine.override.set('/profile/', html(502)), { status: 'server-trouble' }],
    ['a refused token', () => world.engine.agents.clear(), { status: 'not-logged-in' }],
  ])('gets the site state for %s', async (_, arrange, site) => {
    arrange();

    expect(await world.signIn(1, 'ana-1')).toEqual({ site, session: null });
    expect(await singles()).toMatchObject({ site, session: null, access: { verdict: 'unknown' } });
  });

  it('sees only its own session, and extension pages see every live session', async () => {
    await world.signIn(1, 'ana-1');
    await world.signIn(2, 'bia-1');
    const { view } = world.services;

    expect([...(await view.scopeOf(frameOf(1))).sessionIds]).toEqual([expect.stringContaining('ana@')]);
    expect([...(await view.scopeOf(frameOf(2))).sessionIds]).toEqual([expect.stringContaining('bia@')]);
    expect((await view.scopeOf(frameOf(3))).sessionIds.size).toBe(0);
    expect((await view.scopeOf(PAGE)).sessionIds.size).toBe(2);
  });

  it('is not signed in any more when its token was refused', async () => {
    await world.signIn(1, 'ana-1');
    const session = await world.services.view.sessionOf(frameOf(1));
    if (session !== null) await world.services.sessions.refuseToken(session.sessionId, 'ana-1');

    expect(await singles()).toMatchObject({ site: { status: 'not-logged-in' }, session: null });
    expect((await world.services.view.scopeOf(frameOf(1))).sessionIds.size).toBe(0);
  });
});

describe('the panel in a tab', () => {
  it('gets only the newest panel request, with a number that grows even if the clock is set back', async () => {
    await world.signIn(1, 'ana-1');
    const { view } = world.services;
    view.request({ document: 'document-1' }, 'open-panel');
    const first = (await singles()).request;
    world.now -= 60_000;

    view.request({ document: 'document-1' }, 'open-palette');

    const second = (await singles()).request;
    expect(second).toMatchObject({ action: 'open-palette' });
    expect(second?.seq ?? 0).toBeGreaterThan(first?.seq ?? 0);
    expect((await singles(frameOf(2))).request).toBeNull();
    expect((await singles(PAGE)).request).toBeNull();
  });

  it('knows the room on screen, and the name of its contact if that is known', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { roomUuid: room(1) });

    await world.call('page:room-shown', { roomUuid: room(1), visible: true }, frameOf(1));

    expect((await singles()).roomShown).toMatchObject({ roomUuid: room(1), contactName: 'Bruna' });
    await world.call('page:room-shown', { roomUuid: 'nonsense', visible: true }, frameOf(1));
    expect((await singles()).roomShown).toBeNull();
  });
});

describe('the tab in front of the popup', () => {
  it('is reported together with the Chats tab that was used last, whatever it shows itself', async () => {
    const none = await world.call('site:of-tab', { tabId: 9, url: '' }, PAGE);
    await world.signIn(2, 'bia-1');
    world.now += 1_000;
    await world.signIn(1, 'ana-1');

    expect(none).toMatchObject({ isChats: false, chatsTabId: null });
    expect(await world.call('site:of-tab', { tabId: 9, url: '' }, PAGE)).toEqual({
      origin: null,
      isChats: false,
      isAllowed: false,
      site: null,
      chatsTabId: 1,
    });
    expect(await world.call('site:of-tab', { tabId: 2, url: `${CHATS}/` }, PAGE)).toMatchObject({
      isChats: true,
      chatsTabId: 1,
    });
  });
});

describe('hints of a page', () => {
  it('count only if they fit the schema; the others are dropped', async () => {
    await world.signIn(1, 'ana-1');

    await world.call(
      'page:frames',
      {
        hints: [
          null,
          'x',
          { kind: 'room' },
          { v: 1, data: { kind: 'agent-status', status: 'OFFLINE', from: 'system', extra: 1 } },
        ],
      },
      frameOf(1),
    );

    expect((await singles()).agentStatus).toBe('online');
  });

  const message = (n: number, more: object = {}) => ({
    kind: 'message',
    uuid: `f0000000-0000-4000-8000-00000000000${n}`,
    roomUuid: room(1),
    direction: 'contact',
    createdAt: world.now,
    ...more,
  });

  async function hear(hint: object) {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { status: 'ticket-opened', repliedAt: null, sentAt: world.now - 60_000 });
    world.engine.rooms['ongoing'] = [roomRow(1, 1)];
    const session = await world.services.view.sessionOf(frameOf(1));
    await world.services.watcher.runDiff(session?.sessionId ?? SESSION, 'asked');
    const lists = () => world.engine.paths().filter((path) => path === 'GET /v1/room/').length;
    const before = lists();
    await world.call('page:frames', { hints: [hint] }, frameOf(1));
    const replied = (await singles()).counts?.replied;
    await settle();
    return { replied, hasComparedLists: lists() > before };
  }

  it('are believed as they are', async () => {
    expect(await hear(message(1))).toEqual({ replied: 1, hasComparedLists: false });
  });

  it.each<[string, object]>([
    ['with a field more, such as a text', { text: 'oi' }],
    ['in the words of the version before', { event: 'create', isText: true, hasMedia: false, isNote: false }],
  ])('%s are not believed: the lists of the server are compared instead', async (_, more) => {
    expect(await hear(message(1, more))).toEqual({ replied: 0, hasComparedLists: true });
  });

  it('never set the agent offline by themselves: the server is asked, once for many hints', async () => {
    await world.signIn(1, 'ana-1');
    const asked = () => world.engine.paths().filter((path) => path.endsWith('/project/status/')).length;
    const before = asked();

    await world.call(
      'page:frames',
      { hints: Array.from({ length: 50 }, () => ({ kind: 'agent-status', status: 'OFFLINE', from: 'user' })) },
      frameOf(1),
    );
    await settle();
    expect((await singles()).agentStatus).toBe('online');
    expect(asked() - before).toBeLessThanOrEqual(2);

    world.engine.override.set('/project/status/', json({ connection_status: 'OFFLINE' }));
    await world.call('page:frames', { hints: [{ kind: 'agent-status', status: 'ONLINE', from: 'user' }] }, frameOf(1));
    await settle();
    expect((await singles()).agentStatus).toBe('offline');
  });

  it('show a forged reply only until the server denies it, and it is never stored, reported or kept in the counts', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { status: 'ticket-opened', repliedAt: null, sentAt: world.now - 60_000 });
    world.engine.rooms['ongoing'] = [roomRow(1, 1)];
    await world.services.watcher.runDiff(
      (await world.services.view.sessionOf(frameOf(1)))?.sessionId ?? SESSION,
      'asked',
    );
    const news: unknown[] = [];
    world.services.watcher.onChange((changes) => news.push(...changes));
    world.engine.override.set(`/v1/room/${room(1)}/`, json({ detail: 'Not found.' }, 404));
    const flowsBefore = world.engine.paths().filter((path) => path.includes('/list_contacts/')).length;

    await world.call(
      'page:frames',
      {
        hints: [message(1)],
      },
      frameOf(1),
    );
    expect((await singles()).counts).toMatchObject({ replied: 1 });
    expect(await world.ledger.getAwaited('a')).toMatchObject({ status: 'ticket-opened', repliedAt: null });
    await world.pass(1_000);

    expect((await singles()).counts).toMatchObject({ replied: 0 });
    expect(await world.ledger.getAwaited('a')).toMatchObject({ repliedAt: null });
    expect(news.filter((change) => Reflect.get(change as object, 'isNewReply') === true)).toEqual([]);
    expect(world.engine.paths().filter((path) => path.includes('/list_contacts/'))).toHaveLength(flowsBefore);
  });

  it('put the words of a reply into memory alone: nothing that is stored, logged or exported holds them, and they go with the log-in', async () => {
    const said = 'Segredo do cliente 4711';
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { status: 'ticket-opened', repliedAt: null, sentAt: world.now - 60_000 });
    world.engine.rooms['ongoing'] = [roomRow(1, 1)];
    const session = await world.services.view.sessionOf(frameOf(1));
    await world.services.watcher.runDiff(session?.sessionId ?? SESSION, 'asked');
    const ofServer = {
      uuid: 'f0000000-0000-4000-8000-000000000001',
      user: null,
      contact: { uuid: 'c' },
      text: said,
      media: [],
      created_on: new Date(world.now).toISOString(),
    };
    world.engine.override.set('/v2/msg/', json({ next: null, results: [ofServer] }));
    world.engine.rooms['ongoing'] = [
      roomRow(1, 1, { last_message: { ...ofServer, contact: 'c' }, last_interaction: ofServer.created_on }),
    ];
    const rows = [{ sessionId: session?.sessionId ?? SESSION, roomUuid: room(1) }];

    await world.call('page:frames', { hints: [message(1, { words: { text: said, hasMedia: false } })] }, frameOf(1));
    const fromPage = world.services.replyWords.of(rows);
    await world.pass(20_000);
    await world.services.watcher.runDiff(session?.sessionId ?? SESSION, 'asked');
    const stored = await world.ledger.getAwaited('a');
    const disk = JSON.stringify([
      await world.ledger.exportAll(),
      [...world.localArea.values],
      [...world.sessionArea.values],
      world.lines,
    ]);
    await world.call(
      'page:session-changed',
      {
        state: 'no-token',
        token: null,
        projectUuid: null,
        apiOrigin: null,
        flowsOrigin: null,
        language: null,
        observerRuns: true,
      },
      frameOf(1),
    );
    await settle();

    expect(fromPage).toMatchObject([{ text: said }]);
    expect(stored).toMatchObject({ status: 'replied' });
    expect(disk).toContain('Bruna');
    expect(disk).not.toMatch(/Segredo|4711/);
    expect(world.services.replyWords.of(rows)).toEqual([]);
  });

  it('of a frame without a session are ignored', async () => {
    expect(await world.call('page:frames', { hints: [{}] }, frameOf(9))).toEqual({});
    expect(await world.call('page:socket', { state: 'opened' }, frameOf(9))).toEqual({});
    expect(world.engine.asked).toEqual([]);
  });
});

describe('a tab that comes to the front, or whose network is back', () => {
  it('starts a diff of its rooms when it is visible, and not when it is hidden', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { status: 'sent', repliedAt: null, sentAt: world.now - 60_000 });
    const lists = () => world.engine.paths().filter((path) => path === 'GET /v1/room/').length;
    const before = lists();

    await world.call('page:focused', { visible: false }, frameOf(1));
    const hidden = lists();
    await world.call('page:focused', { visible: true }, frameOf(1));

    expect(hidden).toBe(before);
    expect(lists()).toBe(before + 3);
  });
});

describe('an answer that the agent saw without us', () => {
  const look = async () => {
    const session = await world.services.view.sessionOf(frameOf(1));
    await world.services.watcher.runDiff(session?.sessionId ?? SESSION, 'asked');
    return [(await world.ledger.getAwaited('a'))?.status, (await singles()).counts?.replied];
  };
  const chat = (unread: number, more: object = {}) => {
    world.engine.rooms['ongoing'] = [roomRow(1, 1, { unread_msgs: unread, ...more })];
  };

  it('leaves badge and list at the next look after it was read, and not while it is unread or was never known to be', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');

    chat(0);
    const neverUnread = await look();
    chat(2);
    const unread = await look();
    chat(0);

    expect(neverUnread).toEqual(['replied', 1]);
    expect(unread).toEqual(['replied', 1]);
    expect(await look()).toEqual(['opened', 0]);
  });

  it.each<[string, object, string]>([
    ['by the agent', { user: { email: 'ana@example.org' }, is_automatic_message: false }, 'opened'],
    [
      'by the sector’s automatic message',
      { user: { email: 'ana@example.org' }, is_automatic_message: true },
      'replied',
    ],
    ['by a message that may be automatic', { user: { email: 'ana@example.org' } }, 'replied'],
    ['by somebody else', { user: { email: 'bia@example.org' }, is_automatic_message: false }, 'replied'],
  ])('answered %s is %s', async (_, by, status) => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { status: 'ticket-opened', repliedAt: null, sentAt: world.now - 60_000 });
    const at = (ago: number) => new Date(world.now - ago).toISOString();
    const said = (n: number, ago: number, more: object) => ({
      uuid: `f0000000-0000-4000-8000-00000000000${n}`,
      user: null,
      contact: null,
      text: 'oi',
      media: [],
      created_on: at(ago),
      ...more,
    });
    world.engine.override.set(
      '/v2/msg/',
      json({ next: null, results: [said(2, 10_000, by), said(1, 30_000, { contact: { uuid: 'c' } })] }),
    );
    chat(0, { last_interaction: at(10_000) });

    expect((await look())[0]).toBe(status);
  });
});

describe('a person who replied', () => {
  it('can be dismissed, reminded and opened only by the agent whose person it is', async () => {
    await world.signIn(1, 'ana-1');
    await world.signIn(2, 'bia-1');
    await awaitPerson('a');

    await world.call('reply:dismiss', { ids: ['a'] }, frameOf(2));
    expect(await world.call('reply:remind', { reminders: [{ id: 'a', at: world.now + 1 }] }, frameOf(2))).toMatchObject(
      {
        ok: false,
        reason: 'gone',
      },
    );
    expect(await world.call('reply:open', { id: 'a', mayNavigate: false }, frameOf(2))).toMatchObject({
      ok: false,
      reason: 'gone',
    });

    expect(await world.ledger.getAwaited('a')).toMatchObject({ status: 'replied', remindAt: null });
    await world.call('reply:dismiss', { ids: ['a'] }, frameOf(1));
    expect((await world.ledger.getAwaited('a'))?.status).toBe('dismissed');
  });

  it('is not reminded of at a time that is over, and several are at once', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    await awaitPerson('b');
    const remind = (at: number) =>
      world.call('reply:remind', { reminders: ['a', 'b'].map((id) => ({ id, at })) }, frameOf(1));

    expect(await remind(world.now)).toEqual({ ok: false, reason: 'past' });
    expect(await world.ledger.getAwaited('a')).toMatchObject({ remindAt: null });
    expect(await remind(world.now + 60_000)).toEqual({ ok: true });
    for (const id of ['a', 'b'])
      expect(await world.ledger.getAwaited(id)).toMatchObject({ remindAt: world.now + 60_000 });
  });

  it("is opened in the page, without the room's callback_url, and counts as opened then", async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    expect(await world.call('reply:open', { id: 'a', mayNavigate: false }, PAGE)).toEqual({ ok: true });

    expect(JSON.stringify(world.tabs.asked)).not.toContain('sEcret');
    expect(world.tabs.asked.at(-1)).toMatchObject({
      tabId: 1,
      name: 'frame:open-room',
      input: { roomUuid: room(1), mayNavigate: false },
    });
    expect((await world.ledger.getAwaited('a'))?.status).toBe('opened');
  });

  it('or was only sent to is opened in the chat that the dispatch named, only in a page of the asking agent', async () => {
    await world.signIn(1, 'ana-1');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    expect(await world.call('room:open', { roomUuid: room(1), mayNavigate: false }, frameOf(1))).toEqual({ ok: true });
    expect(await world.ask('room:open', { roomUuid: room(1), mayNavigate: false }, frameOf(9))).toMatchObject({
      ok: false,
      error: { kind: 'session' },
    });

    expect(world.tabs.asked.filter((asked) => (asked as { name: string }).name === 'frame:open-room')).toMatchObject([
      { tabId: 1, input: { roomUuid: room(1), mayNavigate: false } },
    ]);
  });

  it('is opened in the tab whose panel asked, whichever tab is thought to be in front', async () => {
    await world.signIn(1, 'ana-1');
    await world.signIn(2, 'ana-1');
    await awaitPerson('a');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    for (const tabId of [2, 1]) {
      await world.call('reply:open', { id: 'a', mayNavigate: false }, frameOf(tabId));
      expect(world.tabs.asked.at(-1)).toMatchObject({ tabId, name: 'frame:open-room' });
    }
  });

  it('counts as opened when the page reports the room on screen, not when the page was told to open it', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    expect(await world.call('reply:open', { id: 'a', mayNavigate: true }, frameOf(1))).toEqual({ ok: true });
    expect((await world.ledger.getAwaited('a'))?.status).toBe('replied');

    await world.call('page:room-shown', { roomUuid: room(1), visible: true }, frameOf(1));
    await settle();
    expect((await world.ledger.getAwaited('a'))?.status).toBe('opened');
  });

  it('counts as opened only once the tab with the room is visible', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');

    await world.call('page:room-shown', { roomUuid: room(1), visible: false }, frameOf(1));
    await settle();
    const whileHidden = (await world.ledger.getAwaited('a'))?.status;
    await world.call('page:focused', { visible: true }, frameOf(1));
    await settle();

    expect([whileHidden, (await world.ledger.getAwaited('a'))?.status]).toEqual(['replied', 'opened']);
  });

  it.each<[string, () => Promise<unknown> | void, object]>([
    ['whose room is not known yet', () => awaitPerson('a', { roomUuid: null }), { reason: 'no-room' }],
    ['whose tab has just been closed', () => void world.tabs.tabs.clear(), { reason: 'no-tab', tabTitle: null }],
    [
      'whose page must be left first',
      () => void world.tabs.frameAnswers.set('frame:open-room', { result: 'needs-navigation' }),
      { reason: 'needs-navigation', tabTitle: 'Tab 1' },
    ],
    [
      'whose page does not show it',
      () => void world.tabs.frameAnswers.set('frame:open-room', { result: 'failed' }),
      { reason: 'not-shown' },
    ],
    ['whose page does not answer', () => undefined, { reason: 'not-shown' }],
    [
      'whose page answers nonsense',
      () => void world.tabs.frameAnswers.set('frame:open-room', { result: 'maybe' }),
      { reason: 'not-shown' },
    ],
  ])('%s is not opened, and stays on the badge', async (_, arrange, refusal) => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    await arrange();

    expect(await world.call('reply:open', { id: 'a', mayNavigate: false }, frameOf(1))).toMatchObject({
      ok: false,
      ...refusal,
    });
    expect((await world.ledger.getAwaited('a'))?.status).toBe('replied');
  });

  it('whose chat needs a navigation is shown in the panel for the agent to decide, when the popup asked', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'needs-navigation' });

    await world.call('reply:open', { id: 'a', mayNavigate: false }, PAGE);

    expect((await singles()).request).toMatchObject({ action: 'open-waiting' });
    expect((await world.ledger.getAwaited('a'))?.status).toBe('replied');
  });

  it('is opened by "next" in the order of the replies, skipping people without a room', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('late', { repliedAt: world.now, roomUuid: room(2) });
    await awaitPerson('roomless', { repliedAt: world.now - 9_000, roomUuid: null });
    await awaitPerson('early', { repliedAt: world.now - 5_000, roomUuid: room(3) });
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    expect(await world.call('reply:open-next', {}, frameOf(1))).toEqual({ ok: true });

    expect(world.tabs.asked.at(-1)).toMatchObject({ input: { roomUuid: room(3) } });
  });

  it('can be looked for on request, and a diff that failed is reported', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a', { status: 'sent', repliedAt: null, roomUuid: null });
    world.engine.override.set('/room/', json({ count: 0, next: null, previous: null, results: [] }));

    expect(await world.call('reply:refresh', {}, frameOf(1))).toEqual({ ok: true });
    world.engine.override.set('/room/', html(502));
    expect(await world.call('reply:refresh', {}, frameOf(1))).toEqual({ ok: false, reason: 'not-looked' });
  });

  it('is missing: "next" answers that there is no reply', async () => {
    await world.signIn(1, 'ana-1');

    expect(await world.call('reply:open-next', {}, frameOf(1))).toEqual({ ok: false, reason: 'no-reply' });
  });
});

describe('the frames of a session', () => {
  it('are asked in order: in front, then shown elsewhere, then used last', async () => {
    for (const tabId of [1, 2, 3, 4]) {
      world.tabs.tabs.set(tabId, tabId === 3 ? { active: true } : tabId === 4 ? { active: true, windowId: 2 } : {});
      world.now += 1_000;
      await world.signIn(tabId, 'ana-1');
    }
    world.tabs.tabs.set(5, {});
    await awaitPerson('a');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    const order: number[] = [];
    for (const gone of [0, 3, 4, 2]) {
      world.tabs.tabs.delete(gone);
      await world.call('reply:open', { id: 'a', mayNavigate: true }, PAGE);
      order.push(world.tabs.asked.at(-1)?.tabId ?? 0);
    }

    expect(order).toEqual([3, 4, 2, 1]);
  });
});

describe('counts', () => {
  it('without a live session are shown without names', async () => {
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    await world.background.lastAgents.remember();
    await world.services.sessions.frameGone(1, null);
    await world.background.live.refresh();

    const told = await singles(PAGE);

    expect(told.counts.replied).toBe(1);
    expect(JSON.stringify(told)).not.toMatch(/Bruna|ana@/);
  });
});

describe('counts on a computer that several agents use', () => {
  it('are those of the agents who were signed in last, as on the icon, not of all agents', async () => {
    await world.ledger.putAwaited([awaitedRow({ id: 'b', agentKey: `${API}|bia@example.org`, status: 'replied' })]);
    await world.signIn(1, 'ana-1');
    await awaitPerson('a');
    await world.background.lastAgents.remember();
    await world.services.sessions.frameGone(1, null);
    await world.background.live.refresh();

    expect((await singles(PAGE)).counts).toMatchObject({ replied: 1 });
  });
});

describe('the API address of a page', () => {
  it.each(['http://api.example', 'https://api.example/v1', 'nonsense', 'https://'])(
    'cannot be set to %s',
    async (apiOrigin) => {
      expect(await world.call('site:set-api', { origin: CHATS, apiOrigin }, PAGE)).toEqual({
        ok: false,
        reason: 'not-an-origin',
      });
    },
  );

  it('that was set makes the open pages of that origin report their session again', async () => {
    await world.signIn(1, 'ana-1', { apiOrigin: null });
    world.tabs.frameAnswers.set('frame:read-session', { token: null, projectUuid: null });

    expect(await world.call('site:set-api', { origin: CHATS, apiOrigin: API }, PAGE)).toEqual({ ok: true });

    expect(world.tabs.asked.map(({ name, tabId }) => [name, tabId])).toEqual([['frame:read-session', 1]]);
    expect(await world.signIn(1, 'ana-1', { apiOrigin: null })).toMatchObject({ site: { status: 'ready' } });
  });
});

describe('an audience that was removed by mistake', () => {
  const setUp = async () => {
    const { session } = await world.signIn(1, 'ana-1');
    await world.call('draft:save', { sessionId: session?.sessionId ?? SESSION, draft: draftOf(2) }, frameOf(1));
    await world.call('audience:save', { name: 'VIP' }, frameOf(1));
    const before = await world.call('audience:load', { name: 'VIP' }, frameOf(1));
    await world.call('audience:remove', { name: 'VIP' }, frameOf(1));
    return before;
  };
  const restore = (sender = frameOf(1)) => world.call('audience:restore', { name: 'VIP' }, sender);

  it('can be restored as it was, once', async () => {
    const before = await setUp();

    expect(await restore()).toEqual({ ok: true });
    expect(await world.call('audience:load', { name: 'VIP' }, frameOf(1))).toEqual(before);
    expect(await restore()).toEqual({ ok: false, reason: 'audience-gone' });
  });

  it('does not replace another audience that was saved under its name since', async () => {
    await setUp();
    await world.call('audience:save', { name: 'VIP' }, frameOf(1));

    expect(await restore()).toEqual({ ok: false, reason: 'audience-gone' });
    expect((await world.call('audience:list', {}, frameOf(1))).audiences).toHaveLength(1);
  });

  it('cannot be restored by another agent', async () => {
    await setUp();
    await world.signIn(2, 'bia-1');

    expect(await restore(frameOf(2))).toEqual({ ok: false, reason: 'audience-gone' });
  });
});

describe('an export', () => {
  it('contains drafts, audiences and favourites, but no token and no callback_url of a room', async () => {
    const { session } = await world.signIn(1, 'ana-1');
    await world.call('draft:save', { sessionId: session?.sessionId ?? SESSION, draft: draftOf(2) }, frameOf(1));
    await world.call('audience:save', { name: 'VIP' }, frameOf(1));
    await world.call('catalog:set-favourite', { flowUuid: FLOW, on: true }, frameOf(1));
    await awaitPerson('a');
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });
    await world.call('reply:open', { id: 'a', mayNavigate: false }, PAGE);

    const { json } = await world.call('data:export', {}, PAGE);

    const { drafts, kept } = JSON.parse(json) as { drafts: unknown[]; kept: { key: string }[] };
    expect(drafts).toMatchObject([{ value: { people: [{ name: 'Pessoa 0' }, { name: 'Pessoa 1' }] } }]);
    expect(kept.map(({ key }) => key.split('http')[0])).toEqual(
      expect.arrayContaining(['audiences:', 'catalog:favourites:']),
    );
    expect(json).not.toMatch(/ana-1|sEcret|callback_url/);
  });
});

describe('diagnostics', () => {
  it('contain version, findings and errors, but no person, token or number', async () => {
    await world.signIn(1, 'ana-1');
    world.services.log.error('failed', new Error('ana@example.org got Bearer ana-1'));

    const { text } = await world.call('setup:diagnostics', {}, frameOf(1));

    expect(text).toContain('Disparo 1.2.3');
    expect(text).not.toMatch(/ana@|ana-1|Bruna/);
  });
});

describe('a site that is removed', () => {
  it('gives its permission back when the last site of that host is removed', async () => {
    const removed: unknown[] = [];
    vi.spyOn(browser.permissions, 'remove').mockImplementation(async (what) => removed.push(what) > 0);
    for (const origin of ['https://chats.other', 'https://chats.other:8443'])
      await world.call('site:add', { origin }, PAGE);

    await world.call('site:remove', { origin: 'https://chats.other:8443' }, PAGE);
    expect(removed).toEqual([]);
    await world.call('site:remove', { origin: 'https://chats.other' }, PAGE);

    expect(removed).toEqual([{ origins: ['https://chats.other/*'] }]);
  });
});

describe('a check of the set-up', () => {
  it('reads the flows and their templates again each time, so that its answer is current', async () => {
    await world.signIn(1, 'ana-1');
    await world.services.catalog.list((await world.services.view.sessionOf(frameOf(1)))?.sessionId ?? SESSION, false);
    const before = await world.call('setup:check', {}, frameOf(1));
    world.engine.flows = [];

    const after = await world.call('setup:check', {}, frameOf(1));

    expect([before.flows?.count, before.hasTemplateFlow]).toEqual([1, true]);
    expect([after.flows?.count, after.hasTemplateFlow]).toEqual([0, false]);
  });

  it('notices that a flow lost its template', async () => {
    await world.signIn(1, 'ana-1');
    const before = await world.call('setup:check', {}, frameOf(1));
    world.engine.templates = [];

    const after = await world.call('setup:check', {}, frameOf(1));

    expect([before.hasTemplateFlow, after.hasTemplateFlow]).toEqual([true, null]);
  });
});
