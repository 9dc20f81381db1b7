import { beforeEach, describe, expect, it } from 'vitest';
import type { InputOf } from '../../../lib/messaging/protocol.ts';
import type { SenderContext, ViewPort } from '../../../lib/platform/runtime.ts';
import { PROJECT, SESSION } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { API } from './engine.ts';
import { awaitedRow } from './rows.ts';
import { createWorld, draftOf, frameOf, PAGE, settle, type World } from './world.ts';

const CHATS = frameOf(1);
const EVIL: SenderContext = {
  kind: 'frame',
  tabId: 1,
  frameId: 0,
  origin: 'https://evil.example',
  document: 'evil',
  documentId: null,
};

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
});

/** From now on profile calls wait. The returned function answers them: the token belongs to Bia. */
function slowProfile() {
  let answer = (): void => undefined;
  const isAnswered = new Promise<void>((resolve) => (answer = resolve));
  world.engine.override.set('/profile/', async () => {
    await isAnswered;
    return json({ email: 'bia@example.org', first_name: 'Bia', last_name: '', project_permission_role: 2 });
  });
  return () => {
    world.engine.override.delete('/profile/');
    answer();
  };
}

const reportOf = (change: Partial<InputOf<'page:session-changed'>>): InputOf<'page:session-changed'> => ({
  state: 'ready',
  token: 'ana-1',
  projectUuid: PROJECT,
  apiOrigin: API,
  flowsOrigin: null,
  language: null,
  observerRuns: true,
  ...change,
});
const shows = (change: Partial<InputOf<'page:session-changed'>>, sender = CHATS) =>
  world.ask('page:session-changed', reportOf(change), sender);
const starts = () => world.engine.asked.filter(({ path }) => path.endsWith('/start_flow/')).map(({ token }) => token);

async function pick(people: number, sender = CHATS): Promise<number> {
  const session = await world.services.view.sessionOf(sender);
  return (await world.call('draft:save', { sessionId: session?.sessionId ?? SESSION, draft: draftOf(people) }, sender))
    .revision;
}
const confirm = (draftRevision: number, sender = CHATS) =>
  world.ask(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision, typedCount: null, warningsSeen: true, isTest: false },
    sender,
  );

async function countDown(): Promise<string> {
  const answer = await confirm(await pick(2));
  if (!answer.ok) throw new Error(answer.error.detail);
  return (answer.output as { dispatchId: string }).dispatchId;
}

/** Connects a view in that document; `told` collects every message that the background posts to it. */
async function openView(sender: SenderContext, viewId = 'panel') {
  const told: unknown[] = [];
  let say: (message: unknown) => void = () => undefined;
  const port: ViewPort = {
    sender,
    post: (message) => void told.push(structuredClone(message)),
    onMessage: (listener) => (say = listener),
    onGone: () => undefined,
    close: () => undefined,
  };
  world.background.connect(port);
  say({ type: 'hello', viewId, view: 'panel' });
  await settle();
  return { told, text: () => JSON.stringify(told) };
}

describe('while another agent logs in and the server is slow to say who it is', () => {
  it('nothing is confirmed, sent again or tested as the agent before', async () => {
    const revision = await pick(2);
    slowProfile();
    void shows({ token: 'bia-1' });
    await settle();

    expect(await confirm(revision)).toMatchObject({ ok: false, error: { kind: 'session' } });
    expect(await world.ask('dispatch:test', { viewId: 'panel', warningsSeen: true }, CHATS)).toMatchObject({
      ok: false,
      error: { kind: 'session' },
    });
    await world.pass(60_000);

    expect(starts()).toEqual([]);
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
  });

  it('the panel shows that the log-in is being checked, and no data of the agent before', async () => {
    await pick(2);
    const view = await openView(CHATS);
    slowProfile();
    void shows({ token: 'bia-1' });
    await world.pass(1_000);

    expect(view.told.at(-1)).toMatchObject({
      type: 'snapshot',
      singles: { site: { status: 'checking' }, session: null, draft: { people: [] } },
    });
  });

  it('a countdown of the agent before is not committed but given back to their draft', async () => {
    await openView(CHATS);
    const dispatchId = await countDown();
    const answerProfile = slowProfile();
    void shows({ token: 'bia-1' });
    await settle();
    await world.pass(10_500);

    expect(await world.ask('dispatch:commit', { dispatchId, viewId: 'panel' }, CHATS)).toMatchObject({
      ok: false,
      error: { kind: 'session' },
    });
    answerProfile();
    await world.pass(60_000);

    expect(starts()).toEqual([]);
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
    expect((await world.ledger.getDraft((await anaSession()) as never))?.returned).toMatchObject({
      reason: 'session-gone',
    });
  });

  it('a countdown is given back at once even if its agent is still signed in in another tab', async () => {
    await world.signIn(2, 'ana-1');
    await openView(CHATS);
    await countDown();

    void shows({ token: 'bia-1' });
    await settle();

    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
  });

  it('people queued by the agent before are not sent to until that agent is back', async () => {
    world.services.settings.save({ inFlight: 1 });
    await openView(CHATS);
    const dispatchId = await countDown();
    let letGo = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (letGo = resolve));
    world.engine.override.set('/start_flow/', async () => {
      await isHeld;
      return json({
        uuid: '57a00000-0000-4000-8000-000000000001',
        created_on: new Date(world.now).toISOString(),
        contacts: [],
      });
    });
    await world.pass(10_500);
    await world.call('dispatch:commit', { dispatchId: dispatchId as never, viewId: 'panel' }, CHATS);
    await world.until(() => starts().length === 1);

    const answerProfile = slowProfile();
    void shows({ token: 'bia-1' });
    await settle();
    world.engine.override.delete('/start_flow/');
    letGo();
    await world.pass(60_000);
    expect(starts()).toEqual(['ana-1']);
    answerProfile();
    await world.pass(60_000);
    expect(starts()).toEqual(['ana-1']);

    await world.signIn(1, 'ana-1');
    await world.until(() => starts().length === 2);
    expect(starts()).toEqual(['ana-1', 'ana-1']);
  });

  it('a confirmation that was waiting for the server stores nothing, even if its agent is signed in in another tab', async () => {
    await world.signIn(2, 'ana-1');
    world.now += 120_000;
    let letGo = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (letGo = resolve));
    const revision = await pick(2);
    world.engine.override.set('/list_access/', async () => {
      await isHeld;
      return json({ can_trigger_flows: true, can_access_dashboard: false });
    });
    const confirming = confirm(revision);
    await settle();

    await world.signIn(1, 'bia-1');
    letGo();

    expect(await confirming).toMatchObject({ ok: false, error: { kind: 'session' } });
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
  });

  it('an answer that was on its way for the agent before is refused to the page', async () => {
    let letGo = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (letGo = resolve));
    world.engine.override.set('/list_contacts/', async () => {
      await isHeld;
      return json({ next: '', results: [] });
    });
    const searching = world.ask('people:search', { text: '', cursor: null }, CHATS);
    await settle();

    await world.signIn(1, 'bia-1');
    letGo();

    expect(await searching).toMatchObject({ ok: false, error: { kind: 'session' } });
  });

  const anaSession = async (): Promise<string> => `${API}|ana@example.org|${PROJECT}`;
});

describe('while a renewed token of the same agent is looked up', () => {
  const jwtOf = (jti: number) => `h.${btoa(JSON.stringify({ sub: 'ana', jti }))}.s`;

  it('nothing is confirmed and a countdown waits, until the server has confirmed the agent', async () => {
    const [one, two] = [jwtOf(1), jwtOf(2)];
    const ana = world.engine.agents.get('ana-1');
    if (ana !== undefined) for (const token of [one, two]) world.engine.agents.set(token, ana);
    await world.signIn(1, one);
    await openView(CHATS);
    const dispatchId = await countDown();
    const revision = await pick(1);
    await world.pass(10_500);
    let answerProfile = (): void => undefined;
    const isAnswered = new Promise<void>((resolve) => (answerProfile = resolve));
    world.engine.override.set('/profile/', async () => {
      await isAnswered;
      return json({ email: 'ana@example.org', first_name: 'Ana', last_name: 'Lima', project_permission_role: 2 });
    });

    const renewing = shows({ token: two });
    await settle();
    const meanwhile = [
      await confirm(revision),
      await world.ask('dispatch:commit', { dispatchId, viewId: 'panel' }, CHATS),
    ];
    expect(meanwhile).toMatchObject([
      { ok: false, error: { kind: 'checking' } },
      { ok: true, output: { ok: false, reason: 'too-early' } },
    ]);
    expect((await world.services.view.sessionOf(CHATS))?.token).toBe(one);

    answerProfile();
    await renewing;
    expect(await world.ask('dispatch:commit', { dispatchId, viewId: 'panel' }, CHATS)).toMatchObject({
      ok: true,
      output: { ok: true },
    });
    await world.until(() => starts().length === 2);
    expect(new Set(starts())).toEqual(new Set([two]));
  });
});

describe('another page in the tab of a session', () => {
  const bruna = async () => {
    const session = await world.services.view.sessionOf(CHATS);
    await world.ledger.putAwaited([
      awaitedRow({ id: 'a', sessionId: session?.sessionId ?? SESSION, agentKey: `${API}|ana@example.org` }),
    ]);
  };

  it('gets no data of that session over its port, even while the server is slow to answer', async () => {
    await bruna();
    await pick(2);
    slowProfile();

    const view = await openView(EVIL, 'evil');
    void shows({ token: 'made-up' }, EVIL);
    world.services.feed.changed({ singles: true, awaited: await world.ledger.listAllAwaited(), awaitedGone: ['a'] });
    await world.pass(1_000);

    expect(view.told.length).toBeGreaterThan(0);
    expect(view.text()).not.toMatch(/Bruna|ana@|Pessoa/);
    expect(view.told[0]).toMatchObject({
      singles: { counts: { waiting: 0, replied: 0, asOf: null }, session: null },
      tables: { awaited: [], dispatches: [] },
    });
  });

  it('gets no panel request and no sound that was meant for the page before', async () => {
    world.services.view.request({ document: 'document-1' }, 'open-waiting', {
      sessionId: (await world.services.view.sessionOf(CHATS))?.sessionId ?? '',
      id: 'a',
    });
    world.services.view.playSound({ document: 'document-1' });
    const view = await openView(EVIL, 'evil');

    expect(view.told[0]).toMatchObject({ singles: { request: null, sound: null } });
  });

  it('is not asked to show a chat, and is not the tab that the popup shows', async () => {
    await bruna();
    await world.ask('page:focused', { visible: true }, EVIL);
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });

    expect(await world.call('reply:open', { id: 'a', mayNavigate: false }, PAGE)).toMatchObject({ ok: false });

    expect(world.tabs.asked.filter(({ name }) => name === 'frame:open-room')).toEqual([]);
    expect(await world.call('site:of-tab', { tabId: 1, url: 'https://chats.example/' }, PAGE)).toMatchObject({
      isChats: false,
    });
  });

  it("is not asked to show a chat if it replaced the session's page while the room was being read", async () => {
    await bruna();
    world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });
    world.engine.override.set('/v1/room/', async () => {
      await world.ask('page:focused', { visible: true }, EVIL);
      return json({ uuid: 'x' });
    });

    expect(await world.call('reply:open', { id: 'a', mayNavigate: false }, PAGE)).toMatchObject({ ok: false });

    expect(world.tabs.asked.filter(({ name }) => name === 'frame:open-room')).toEqual([]);
  });

  it('cannot end the session of the page after it with late messages', async () => {
    await world.ask('page:focused', { visible: true }, EVIL);
    const back: SenderContext = { ...CHATS, document: 'restored' } as SenderContext;
    await world.signIn(1, 'ana-1', {}, back);

    expect(await shows({ token: 'made-up' }, EVIL)).toMatchObject({ ok: false, error: { kind: 'session' } });
    expect(await world.ask('page:room-shown', { roomUuid: null, visible: false }, EVIL)).toMatchObject({
      ok: false,
      error: { kind: 'session' },
    });

    expect((await world.services.view.sessionOf(back))?.agentEmail).toBe('ana@example.org');
  });

  it('cannot give commands to a running dispatch of the agent before, which is sent to its end', async () => {
    await openView(CHATS);
    const dispatchId = await countDown();
    await world.pass(10_500);
    await world.call('dispatch:commit', { dispatchId: dispatchId as never, viewId: 'panel' }, CHATS);

    await world.ask('page:focused', { visible: true }, EVIL);

    await world.until(() => starts().length === 2);
    expect(await world.ask('dispatch:pause', { dispatchId }, EVIL)).toMatchObject({
      ok: false,
      error: { kind: 'session' },
    });
  });
});
