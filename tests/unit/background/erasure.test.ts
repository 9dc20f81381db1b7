import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { STORES } from '../../../lib/ledger/schema.ts';
import { contact, FLOW, PROJECT, room, T0 } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { API } from './engine.ts';
import { wake } from './wake.ts';
import { draftOf, settle } from './world.ts';

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => undefined);
});

const SESSION_ID = `${API}|ana@example.org|${PROJECT}`;
const draft = draftOf(3);
type Woken = ReturnType<typeof wake>;

/** Every message that stores something, and every alarm after which something is stored. */
const WRITERS: Readonly<Record<string, (woken: Woken) => unknown>> = {
  'a draft that is saved': ({ send }) => send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft } }, 1),
  'a dispatch that is confirmed': async ({ send }) => {
    await send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft } }, 1);
    return await send(
      {
        name: 'dispatch:confirm',
        input: { viewId: 'v', draftRevision: draft.revision + 1, typedCount: null, warningsSeen: true, isTest: false },
      },
      1,
    );
  },
  'an audience that is saved': async ({ send }) => {
    await send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft } }, 1);
    return await send({ name: 'audience:save', input: { name: 'VIP' } }, 1);
  },
  'an audience that is refreshed': ({ send }) =>
    send({ name: 'audience:refresh', input: { name: 'VIP', workId: 'w' } }, 1),
  'a person on the exclusion list': ({ send }) =>
    send({ name: 'exclusion:add', input: { people: [{ contactUuid: contact(1), name: 'Pessoa 1' }] } }, 1),
  'a favourite': ({ send }) => send({ name: 'catalog:set-favourite', input: { flowUuid: FLOW, on: true } }, 1),
  'the flows': ({ send }) => send({ name: 'catalog:list-flows', input: { refresh: true } }, 1),
  'the groups': ({ send }) => send({ name: 'people:list-groups', input: { refresh: true } }, 1),
  'people that are searched': ({ send }) => send({ name: 'people:search', input: { text: 'Pessoa', cursor: null } }, 1),
  'a new contact': ({ send }) =>
    send({ name: 'people:create', input: { name: 'Nova', number: '+55 82 99900-0077' } }, 1),
  'lines that are looked up': ({ send }) =>
    send({ name: 'people:resolve-lines', input: { lines: ['82 99900-0001', '82 99900-0002'], workId: 'w' } }, 1),
  "the agent's own contact": ({ send }) => send({ name: 'test:set-self', input: { number: '+55 82 99900-0003' } }, 1),
  'the checks before sending': ({ send }) => send({ name: 'preflight:run', input: { fresh: true, workId: 'w' } }, 1),
  'a diff on request': ({ send }) => send({ name: 'reply:refresh', input: {} }, 1),
  'the socket of the page': ({ send }) => send({ name: 'page:socket', input: { state: 'opened' } }, 1),
  'a session that is reported': ({ signIn }) => signIn(1),
  'another agent': ({ send }) =>
    send(
      {
        name: 'page:session-changed',
        input: {
          state: 'ready',
          token: 'bia-1',
          projectUuid: PROJECT,
          apiOrigin: API,
          flowsOrigin: null,
          language: null,
          observerRuns: true,
        },
      },
      2,
    ),
  'a room on screen': ({ send }) => send({ name: 'page:room-shown', input: { roomUuid: room(1), visible: true } }, 1),
  'a setting': ({ send }) => send({ name: 'settings:save', input: { settings: { maskPeople: true } } }, 1),
  'a host': ({ send }) => send({ name: 'site:add', input: { origin: 'https://chats.shop.example' } }, 0),
  'the alarm of the replies': ({ listeners }) =>
    (listeners.get('alarms.onAlarm') ?? []).forEach((listener) =>
      (listener as (alarm: object) => void)({ name: 'replies' }),
    ),
  'the alarm of the dispatches': ({ listeners }) =>
    (listeners.get('alarms.onAlarm') ?? []).forEach((listener) =>
      (listener as (alarm: object) => void)({ name: 'dispatch' }),
    ),
};

/** Everything in the database and the local area, except the record of the erasure. */
async function storedAfter({ disk }: Woken): Promise<unknown[]> {
  const rows = STORES.flatMap((store) => disk.rows(store).map(({ key, value }) => ({ store, key, value }))).filter(
    ({ key }) => key !== 'erasure',
  );
  const local = await browser.storage.local.get(null);
  return [...rows, ...Object.entries(local)];
}

/** A start made in the page, as a row of the server's history. */
const pageStart = (createdAt: string) => ({
  contact_data: { name: 'Cliente da página', external_id: contact(9) },
  name: 'Boas-vindas',
  is_deleted: false,
  created_on: createdAt,
  user: 'Ana Lima',
  room: null,
});

async function signedIn(starts: readonly object[] = [pageStart(new Date(T0 - 60_000).toISOString())]): Promise<Woken> {
  const woken = wake();
  // Hosts may be reached; notifications were never allowed, so that no permission is left to take back.
  Object.assign(browser.permissions, {
    contains: async ({ permissions }: { permissions?: string[] }) => permissions === undefined,
  });
  woken.engine.override.set('/list_flows_start/', () =>
    json({ count: starts.length, next: null, previous: null, results: starts }),
  );
  woken.begin();
  await woken.signIn(1);
  await settle();
  return woken;
}

async function runTimers({ timers }: Woken): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    for (const run of timers.splice(0)) run();
    await settle(4);
  }
}

describe('erasing everything', () => {
  it.each(Object.keys(WRITERS))(
    'stores nothing of %s if it began before the erasure, however far it had got',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 25 }), fc.boolean(), async (turns, isHeld) => {
          const woken = await signedIn();
          if (isHeld) woken.gate.open = new Promise((resolve) => void (woken.gate.release = resolve));
          const started = Promise.resolve(WRITERS[name]?.(woken)).catch(() => null);
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
          await settle(turns % 5);

          const answer = await woken.send({ name: 'data:erase', input: {} }, 0);
          woken.gate.release();
          await settle();
          await runTimers(woken);
          await Promise.race([started, settle(10)]);

          expect(answer).toMatchObject({ ok: true, output: { recordsLeft: 0 } });
          expect(await storedAfter(woken)).toEqual([]);
        }),
        { numRuns: 12 },
      );
    },
  );

  it('adopts no start of the page that was made before it when the agent signs in again, but adopts a later one', async () => {
    const woken = await signedIn();
    await woken.send({ name: 'page:socket', input: { state: 'opened' } }, 1);
    await settle();
    const before = woken.disk.rows('awaited').length;
    await woken.send({ name: 'data:erase', input: {} }, 0);

    await woken.signIn(1);
    await woken.send({ name: 'page:socket', input: { state: 'opened' } }, 1);
    await settle();
    const after = await storedAfter(woken);
    woken.engine.override.set('/list_flows_start/', () =>
      json({ count: 1, next: null, previous: null, results: [pageStart(new Date(T0 + 4 * 60_000).toISOString())] }),
    );
    woken.clock.now += 5 * 60_000;
    await woken.send({ name: 'reply:refresh', input: {} }, 1);
    await settle();

    expect(before).toBe(1);
    expect(after).toEqual([]);
    expect(woken.disk.rows('awaited').map(({ value }) => Reflect.get(value as object, 'contactName'))).toEqual([
      'Cliente da página',
    ]);
  });

  it('refuses a draft that a page had picked before it, and stores a draft that is picked after it', async () => {
    const woken = await signedIn();
    await woken.send({ name: 'data:erase', input: {} }, 0);
    await woken.signIn(1);

    const old = await woken.send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft, generation: 0 } }, 1);
    const silent = await woken.send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft } }, 1);
    const stored = await storedAfter(woken);
    const next = await woken.send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft, generation: 1 } }, 1);

    expect([old, silent]).toMatchObject([
      { ok: false, error: { kind: 'refused' } },
      { ok: false, error: { kind: 'refused' } },
    ]);
    expect(stored).toEqual([]);
    expect(next).toMatchObject({ ok: true });
  });

  it('leaves a working background: open pages are asked for their session, and a dispatch can be confirmed', async () => {
    const woken = await signedIn();
    woken.tabs.asked.length = 0;
    await woken.send({ name: 'data:erase', input: {} }, 0);
    const asked = woken.tabs.asked.map((one) => Reflect.get(one as object, 'name'));
    await woken.signIn(1);
    await woken.send({ name: 'draft:save', input: { sessionId: SESSION_ID, draft, generation: 1 } }, 1);

    const answer = await woken.send(
      {
        name: 'dispatch:confirm',
        input: { viewId: 'v', draftRevision: draft.revision + 1, typedCount: null, warningsSeen: true, isTest: false },
      },
      1,
    );

    expect(asked).toEqual(expect.arrayContaining(['frame:wake', 'frame:read-session']));
    expect(answer).toMatchObject({ ok: true });
    expect(woken.disk.rows('people')).toHaveLength(3);
  });

  it('leaves agents who are only signed in without any stored row', async () => {
    const woken = await signedIn([]);
    await woken.send({ name: 'page:socket', input: { state: 'opened' } }, 1);
    await settle();

    expect(JSON.stringify(await storedAfter(woken))).not.toContain('ana@example.org');
  });
});

describe('a start made in the page', () => {
  const dated = (serverAt: number, startAt: number) => () => {
    const answer = json({
      count: 1,
      next: null,
      previous: null,
      results: [pageStart(new Date(startAt).toISOString())],
    });
    answer.headers.set('Date', new Date(serverAt).toUTCString());
    return answer;
  };
  const HOUR = 3_600_000;

  it.each([
    ['before the erasure, on a server that is an hour ahead', HOUR, -10_000, 0],
    ['after the erasure, on a server that is an hour ahead', HOUR, 10_000, 1],
    ['before the erasure, on a server that is an hour behind', -HOUR, -10_000, 0],
    ['after the erasure, on a server that is an hour behind', -HOUR, 10_000, 1],
  ])('%s, is compared with the erasure by its age and not by its date', async (_when, skewMs, madeAt, taken) => {
    const woken = await signedIn([]);
    woken.clock.now = T0 + 60_000;
    await woken.send({ name: 'data:erase', input: {} }, 0);
    const erasedAt = woken.clock.now;
    woken.clock.now += 30_000;
    woken.engine.override.set('/list_flows_start/', dated(woken.clock.now + skewMs, erasedAt + madeAt + skewMs));

    await woken.signIn(1);
    await settle();

    expect(woken.disk.rows('awaited')).toHaveLength(taken);
  });
});
