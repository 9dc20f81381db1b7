import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoomUuid } from '../../../lib/ids.ts';
import { PROTOCOL_INPUTS } from '../../../lib/messaging/protocol-inputs.ts';
import type { InputOf, MessageName } from '../../../lib/messaging/protocol.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import type { SenderContext } from '../../../lib/platform/runtime.ts';
import { contact, FLOW, PROJECT, room } from '../dispatch/rows.ts';
import { API, sectorRow } from './engine.ts';
import { awaitedRow } from './rows.ts';
import { createWorld, draftOf, frameOf, settle, type World } from './world.ts';

type FrameSender = Extract<SenderContext, { kind: 'frame' }>;
type FrameMessage = {
  [Name in MessageName]: 'frame' extends (typeof PROTOCOL_INPUTS)[Name]['from'][number] ? Name : never;
}[MessageName];

/** What belongs to the first agent. */
interface Hers {
  readonly sessionId: string;
  readonly dispatchId: string;
}

const OTHER_PROJECT = '22222222-2222-4222-8222-222222222222';
const GROUP = 'b0000000-0000-4000-8000-000000000001';
const HERS = frameOf(1) as FrameSender;
/** Names that only the first agent may read: her awaited and her excluded person, her audience, her address. */
const MARKS = /Bruna|Carla|Clientes da Ana|ana@example|ana-1/;

/** Every message a frame may send, with an input that names the first agent's things. A new message is added here. */
const INPUTS: { readonly [Name in FrameMessage]: (hers: Hers, n: number) => InputOf<Name> } = {
  'page:starting': () => ({}),
  'page:appeared': () => ({}),
  'page:session-changed': () => ({
    state: 'no-token',
    token: null,
    projectUuid: null,
    apiOrigin: null,
    flowsOrigin: null,
    language: null,
    observerRuns: false,
  }),
  'page:frames': () => ({ hints: [{ v: 1, data: { kind: 'agent-status', status: 'OFFLINE', from: 'system' } }] }),
  'page:socket': (_, n) => ({ state: n % 2 === 0 ? 'opened' : 'closed' }),
  'page:room-shown': () => ({ roomUuid: room(1), visible: true }),
  'page:focused': (_, n) => ({ visible: n % 2 === 0 }),
  'i18n:messages': () => ({ pageLanguage: null }),
  'catalog:list-flows': (_, n) => ({ refresh: n % 2 === 0 }),
  'catalog:preview-flow': () => ({ flowUuid: FLOW }),
  'catalog:set-favourite': (_, n) => ({ flowUuid: FLOW, on: n % 2 === 0 }),
  'access:check': () => ({}),
  'access:set-toggle': () => ({ sectorUuid: sectorRow(1, true).uuid as never, on: false }),
  'access:list-projects': () => ({}),
  'access:choose-project': () => ({ projectUuid: OTHER_PROJECT as never }),
  'people:search': () => ({ text: '', cursor: null }),
  'people:list-groups': () => ({ refresh: true }),
  'people:expand-group': () => ({ groupUuid: GROUP as never, cursor: null }),
  'people:resolve-lines': () => ({ lines: ['+55 82 99900-0001'] }),
  'people:read-table': () => ({ text: 'a;b' }),
  'people:resolve-table': () => ({ text: '5582999000001', numberColumn: 0, nameColumn: null }),
  'people:create': () => ({ name: 'X', number: '+55 82 99900-0099' }),
  'people:check-number': () => ({ number: '+55 82 99900-0099' }),
  'people:facts': (_, n) => ({ contactUuids: [contact(1)], ask: n % 2 === 0 }),
  'people:recents': () => ({}),
  'audience:list': () => ({}),
  'audience:save': () => ({ name: 'Clientes da Ana' }),
  'audience:load': () => ({ name: 'Clientes da Ana' }),
  'audience:remove': () => ({ name: 'Clientes da Ana' }),
  'audience:restore': () => ({ name: 'Clientes da Ana' }),
  'audience:refresh': () => ({ name: 'Clientes da Ana' }),
  'exclusion:add': () => ({ people: [{ contactUuid: contact(1), name: 'X' }] }),
  'exclusion:remove': ({ sessionId }) => ({ scope: sessionId as never, contactUuids: [contact(7)] }),
  'exclusion:list': () => ({}),
  'work:cancel': () => ({ workId: 'hers' }),
  'draft:save': ({ sessionId }) => ({ sessionId: sessionId as never, draft: draftOf(9) }),
  'followup:set': ({ dispatchId }) => ({ dispatchId: dispatchId as never, rule: { days: 3, flow: null } }),
  'followup:open': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
  'recipe:save': () => ({ name: 'Cobrança da Ana', note: '', audience: null }),
  'recipe:use': () => ({ name: 'Cobrança da Ana' }),
  'recipe:remove': () => ({ name: 'Cobrança da Ana' }),
  'recipe:restore': () => ({ name: 'Cobrança da Ana' }),
  'dispatch:name': ({ dispatchId }) => ({ dispatchId: dispatchId as never, name: 'x' }),
  'audience:save-part': ({ dispatchId }) => ({ dispatchId: dispatchId as never, part: 'failed', name: 'x' }),
  'prepared:plan': () => ({}),
  'prepared:save': (_, n) => ({ draftRevision: n, dueAt: 9e12 }),
  'prepared:open': () => ({ id: 'hers' }),
  'prepared:retime': () => ({ id: 'hers', dueAt: 9e12 }),
  'prepared:drop': () => ({ id: 'hers' }),
  'prepared:restore': () => ({ id: 'hers' }),
  'preflight:run': (_, n) => ({ fresh: n % 2 === 0 }),
  'test:who': () => ({}),
  'test:set-self': () => ({ number: '+55 82 99900-0001' }),
  'dispatch:test': () => ({ viewId: 'panel', warningsSeen: true }),
  'dispatch:confirm': (_, n) => ({
    viewId: 'panel',
    draftRevision: n,
    typedCount: 2,
    warningsSeen: true,
    isTest: false,
  }),
  'dispatch:commit': ({ dispatchId }) => ({ viewId: 'panel', dispatchId: dispatchId as never }),
  'dispatch:undo': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
  'dispatch:hold': ({ dispatchId }) => ({ viewId: 'panel', dispatchId: dispatchId as never }),
  'dispatch:release': ({ dispatchId }) => ({ viewId: 'panel', dispatchId: dispatchId as never }),
  'dispatch:pause': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
  'dispatch:hold-back': ({ dispatchId }) => ({ dispatchId: dispatchId as never, holdBackAt: 0 }),
  'dispatch:resume': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
  'dispatch:cancel': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
  'dispatch:retry': ({ dispatchId }) => ({
    viewId: 'panel',
    dispatchId: dispatchId as never,
    people: [0],
    mayArriveTwiceSeen: true,
  }),
  'dispatch:look-again': ({ dispatchId }) => ({ dispatchId: dispatchId as never, people: [0] }),
  'preflight:retry': ({ dispatchId }) => ({ dispatchId: dispatchId as never, people: [0] }),
  'dispatch:leave': ({ dispatchId }) => ({ dispatchId: dispatchId as never, people: [0] }),
  'reply:dismiss': () => ({ ids: ['hers'] }),
  'reply:restore': () => ({ ids: ['hers'] }),
  'reply:remind': (_, n) => ({ reminders: [{ id: 'hers', at: 4_000_000_000_000 + n }] }),
  'reply:open': (_, n) => ({ id: 'hers', mayNavigate: n % 2 === 0 }),
  'room:open': (_, n) => ({ roomUuid: RoomUuid.parse(room(1)), mayNavigate: n % 2 === 0 }),
  'reply:open-next': () => ({}),
  'reply:refresh': () => ({}),
  'chat:contact': () => ({ roomUuid: RoomUuid.parse(room(1)) }),
  'settings:save': () => ({ settings: { sound: !DEFAULT_SETTINGS.sound } }),
  'settings:open': () => ({}),
  'setup:check': () => ({}),
  'setup:diagnostics': () => ({}),
  'update:seen': () => ({}),
  'shortcuts:open': () => ({}),
  'history:open': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
  'history:list-people': ({ dispatchId }) => ({ dispatchId: dispatchId as never }),
};
const NAMES = Object.keys(INPUTS) as FrameMessage[];

interface Case {
  readonly sender: FrameSender;
  /** Runs before the first agent's document exists. */
  readonly before?: (world: World) => Promise<unknown>;
  /** Signs the sender in, or leaves it without a session. The first agent is already signed in in frame 1. */
  readonly arrange: (world: World) => Promise<unknown>;
}

/** Senders that are not the document of the session: every message of theirs is refused. */
const STRANGERS: Readonly<Record<string, Case>> = {
  'another origin': { sender: { ...HERS, origin: 'https://evil.example' }, arrange: async () => undefined },
  'another nonce of its document': { sender: { ...HERS, document: 'another' }, arrange: async () => undefined },
  'another document id of the browser': { sender: { ...HERS, documentId: 'D2' }, arrange: async () => undefined },
  'no nonce of its document': { sender: { ...HERS, document: null }, arrange: async () => undefined },
  'a document that was replaced': {
    sender: { ...HERS, document: 'before' },
    before: (world) => world.signIn(1, 'ana-1', {}, { ...HERS, document: 'before' }),
    arrange: async () => undefined,
  },
  'another frame': { sender: { ...HERS, frameId: 7 }, arrange: async () => undefined },
};

/** Frames that show another session or none: they may use their own data, not read or change the first agent's. */
const NEIGHBOURS: Readonly<Record<string, Case>> = {
  'another agent': { sender: frameOf(2) as FrameSender, arrange: (world) => world.signIn(2, 'bia-1') },
  'another project': {
    sender: frameOf(2) as FrameSender,
    arrange: (world) => world.signIn(2, 'ana-1', { projectUuid: OTHER_PROJECT }),
  },
  'nobody signed in': {
    sender: frameOf(2) as FrameSender,
    arrange: (world) => world.signIn(2, 'ana-1', { state: 'no-token', token: null, projectUuid: null }),
  },
  'a log-in that is being checked': {
    sender: frameOf(2) as FrameSender,
    async arrange(world) {
      await world.signIn(2, 'ana-1');
      world.engine.override.set('/profile/', () => new Promise(() => undefined));
      void world.ask(
        'page:session-changed',
        {
          state: 'ready',
          token: 'bia-1',
          projectUuid: PROJECT,
          apiOrigin: API,
          flowsOrigin: null,
          language: null,
          observerRuns: true,
        },
        frameOf(2),
      );
      await settle();
    },
  },
};

/** The first agent at work: a countdown, a draft, an awaited person who replied, an audience, a marked flow. */
async function arrangeHers(before: Case['before'] = undefined): Promise<{ world: World; hers: Hers }> {
  const world = createWorld();
  await before?.(world);
  const { session } = await world.signIn(1, 'ana-1');
  if (session === null) throw new Error('nobody signed in');
  const { sessionId } = session;
  const { revision } = await world.call('draft:save', { sessionId, draft: draftOf(2) }, HERS);
  await world.call('audience:save', { name: 'Clientes da Ana' }, HERS);
  await world.call('exclusion:add', { people: [{ contactUuid: contact(7), name: 'Carla' }] }, HERS);
  const confirmed = await world.call(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: true, isTest: false },
    HERS,
  );
  if (!confirmed.ok) throw new Error(confirmed.reason);
  await world.ledger.putAwaited([
    awaitedRow({
      id: 'hers',
      sessionId,
      agentKey: `${API}|ana@example.org`,
      contactName: 'Bruna',
      roomUuid: RoomUuid.parse(room(1)),
    }),
  ]);
  world.tabs.frameAnswers.set('frame:open-room', { result: 'opened' });
  return { world, hers: { sessionId, dispatchId: confirmed.dispatchId } };
}

/** Everything stored that is hers, as text. */
async function storedOf(world: World, hers: Hers): Promise<string> {
  const { dispatches, people, awaited, drafts, kept } = await world.ledger.exportAll();
  const isHers = (value: unknown) =>
    JSON.stringify(value).includes(hers.sessionId) ||
    JSON.stringify(value).includes(hers.dispatchId) ||
    JSON.stringify(value).includes('"hers"');
  const rows = [dispatches, people, awaited, drafts, kept].map((table) => (table as unknown[]).filter(isHers));
  // The time of the last diff changes by her own session's work, not by a stranger's message.
  return JSON.stringify(rows.map((table) => table.filter((row) => !JSON.stringify(row).includes('"watch:'))));
}

/** Sends a message and lets the event loop run. Returns the answer, or null if it still waits for the server. */
async function ask(world: World, name: FrameMessage, input: unknown, sender: SenderContext) {
  let answer: unknown = null;
  void world.ask(name, input, sender).then((given) => (answer = given));
  await settle(12);
  return answer;
}

const REFUSED = 'refused: no session';
function verdictOf(answer: unknown): string {
  const given = answer as { ok: boolean; output?: object; error?: { kind: string } } | null;
  if (given?.ok === true) return JSON.stringify(given.output) === '{}' ? 'nothing told' : 'answered';
  return given?.error?.kind === 'session' ? REFUSED : 'refused otherwise';
}

const needsOf = (name: FrameMessage): string => {
  const entry = PROTOCOL_INPUTS[name];
  return 'needs' in entry ? entry.needs : 'session';
};

/** All messages in a random order, each once; `n` varies their inputs. */
const anyOrder = fc.tuple(fc.shuffledSubarray(NAMES, { minLength: NAMES.length }), fc.nat(3));

describe('every message of the table', () => {
  it.each(Object.entries(STRANGERS))(
    'is refused to %s: no request is made, nothing changes and no data is returned',
    async (_, { sender, before: first, arrange }) => {
      await fc.assert(
        fc.asyncProperty(anyOrder, async ([order, n]) => {
          const { world, hers } = await arrangeHers(first);
          await arrange(world);
          const before = await storedOf(world, hers);
          const asked = world.engine.asked.length;
          const settingsBefore = JSON.stringify(world.services.settings.current());

          // A page may always report its own session. That changes what the sender shows, so it is sent last, below.
          for (const name of order.filter((each) => each !== 'page:session-changed')) {
            const answer = await ask(world, name, INPUTS[name](hers, n), sender);

            expect(JSON.stringify(answer), name).not.toMatch(MARKS);
            // Any sender gets the interface texts; reports of a page about itself are answered with an empty object.
            const mayBe =
              needsOf(name) !== 'nothing'
                ? [REFUSED]
                : name === 'i18n:messages'
                  ? [REFUSED, 'answered']
                  : [REFUSED, 'nothing told'];
            expect(mayBe, name).toContain(verdictOf(answer));
          }
          expect(
            JSON.stringify(await ask(world, 'page:session-changed', INPUTS['page:session-changed'](hers, n), sender)),
          ).not.toMatch(MARKS);

          expect(world.engine.asked.slice(asked).map(({ path }) => path)).toEqual([]);
          expect(world.tabs.asked.filter(({ name }) => name === 'frame:open-room')).toEqual([]);
          expect(JSON.stringify(world.services.settings.current())).toBe(settingsBefore);
          expect(await storedOf(world, hers)).toBe(before);
        }),
        { numRuns: 5 },
      );
    },
  );

  it.each(Object.entries(NEIGHBOURS))(
    'neither returns nor changes data of the first agent for a frame with %s',
    async (_, { sender, arrange }) => {
      await fc.assert(
        fc.asyncProperty(anyOrder, async ([order, n]) => {
          const { world, hers } = await arrangeHers();
          await arrange(world);
          const before = await storedOf(world, hers);
          const own = world.services.sessions.shownBy(sender);

          for (const name of order.filter((each) => each !== 'page:session-changed')) {
            const asked = world.engine.asked.length;
            const answer = await ask(world, name, INPUTS[name](hers, n), sender);

            const mayBe =
              own === null && needsOf(name) === 'session'
                ? [REFUSED]
                : [REFUSED, 'refused otherwise', 'answered', 'nothing told'];
            expect(mayBe, name).toContain(verdictOf(answer));
            expect(JSON.stringify(answer), name).not.toMatch(/Bruna|Carla|Clientes da Ana"|"total":2/);
            // Every request to the server carries the token and the project of the sender.
            for (const request of world.engine.asked.slice(asked)) {
              expect(own, `${name} ${request.path}`).not.toBeNull();
              expect(JSON.stringify([request.path, [...request.query]]), name).not.toContain(
                own?.includes(OTHER_PROJECT) === true ? PROJECT : OTHER_PROJECT,
              );
              expect(request.token, name).toBe(own?.includes('bia@') === true ? 'bia-1' : 'ana-1');
            }
          }

          expect(world.tabs.asked.filter(({ name, tabId }) => name === 'frame:open-room' && tabId === 1)).toEqual([]);
          expect(await storedOf(world, hers)).toBe(before);
        }),
        { numRuns: 5 },
      );
    },
  );

  it('is answered to the document of the session, which shows that the refusals above depend on the sender', async () => {
    const { world, hers } = await arrangeHers();

    expect(await ask(world, 'history:list-people', INPUTS['history:list-people'](hers, 0), HERS)).toMatchObject({
      ok: true,
      output: { people: [{}, {}] },
    });
    expect(await ask(world, 'reply:remind', INPUTS['reply:remind'](hers, 7), HERS)).toMatchObject({
      ok: true,
      output: { ok: true },
    });
    expect(await ask(world, 'audience:load', INPUTS['audience:load'](hers, 0), HERS)).toMatchObject({
      ok: true,
      output: { people: [{}, {}] },
    });
    expect(await ask(world, 'dispatch:undo', INPUTS['dispatch:undo'](hers, 0), HERS)).toMatchObject({
      ok: true,
      output: { ok: true },
    });
  });
});
