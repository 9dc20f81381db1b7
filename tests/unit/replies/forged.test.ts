import { describe, expect, it } from 'vitest';
import { ContactUuid, DispatchId, MessageUuid } from '../../../lib/ids.ts';
import type { MessageFact, RoomFact } from '../../../lib/replies/facts.ts';
import type { AwaitedChange, ReplyWeni } from '../../../lib/replies/ports.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { statsOf } from '../../../lib/replies/stats.ts';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import {
  ANA,
  awaited,
  BRUNO,
  look,
  memoryPorts,
  roomUuid,
  SESSION,
  SESSION_ID,
  uuidOf,
  weniWith,
} from './memory-ports.ts';

const START = Date.UTC(2026, 10, 20, 12);
const ROOM = roomUuid(1);
const DISPATCH = DispatchId.parse('d0000000-0000-4000-8000-000000000001');

function room(over: Partial<RoomFact> = {}): RoomFact {
  return {
    kind: 'room',
    source: 'retrieve',
    action: null,
    uuid: ROOM,
    contactUuid: ANA,
    contactName: 'Ana',
    isWaiting: false,
    isActive: true,
    user: { email: SESSION.agentEmail, name: 'Bob' },
    queue: { uuid: 'q', name: 'Level 1' },
    ticketUuid: 't1',
    flowStart: null,
    lastMessage: null,
    lastInteractionAt: START - 60_000,
    createdAt: START - 60_000,
    modifiedAt: START - 60_000,
    endedAt: null,
    endedBy: null,
    ...over,
  };
}

const message = (n: number, over: Partial<MessageFact> = {}): MessageFact => ({
  kind: 'message',
  uuid: MessageUuid.parse(uuidOf('f', n)),
  roomUuid: ROOM,
  direction: 'contact',
  createdAt: START + 5_000,
  ...over,
});
const heard = (over: Partial<RoomFact>): RoomFact =>
  room({ source: 'socket', action: 'update', modifiedAt: START + 5_000, ...over });

/** Ana is awaited in her open chat, which the server knows. `calls` lists the requests to the server in order. */
async function setUp(change: { rows?: AwaitedRow[]; server?: Partial<ReplyWeni>; messages?: MessageFact[] } = {}) {
  const calls: string[] = [];
  const state = { messages: change.messages ?? [], room: room() as RoomFact | 'hidden' };
  const counted =
    <A extends unknown[], R>(name: string, call: (...args: A) => R) =>
    (...args: A) => {
      calls.push(name);
      return call(...args);
    };
  const weni = weniWith({
    listRooms: counted('lists', () =>
      Promise.resolve({ count: 1, rooms: state.room === 'hidden' ? [] : [{ ...state.room, source: 'list' as const }] }),
    ),
    getRoom: counted('room', () => Promise.resolve(state.room)),
    listMessages: counted('messages', () => Promise.resolve(state.messages)),
    listHistoryRooms: counted('history', () => Promise.resolve([])),
    lastSeen: counted('flows', () => Promise.resolve({ people: [], nextCursor: null })),
    listFlowStarts: () => Promise.resolve([]),
    ...change.server,
  });
  const memory = memoryPorts(weni, { now: START });
  for (const row of change.rows ?? [
    awaited({
      dispatchId: DISPATCH,
      sentAt: START,
      status: 'ticket-opened',
      roomUuid: ROOM,
      place: { kind: 'mine' },
      ticketUuid: 't1',
    }),
  ])
    memory.rows.set(row.id, row);
  const watcher = createReplyWatcher(memory.ports);
  await watcher.runDiff(SESSION_ID, 'opened');
  calls.length = 0;
  memory.clock.now = START + 5_000;
  const stored: AwaitedChange[] = [];
  const shown: AwaitedRow[] = [];
  watcher.onChange((changes) => stored.push(...changes));
  watcher.onShown((rows) => shown.push(...rows));
  const status = () => watcher.shown([...memory.rows.values()]).map((row) => row.status);
  return { memory, watcher, state, calls, stored, shown, status };
}

describe('a reply that only the page reports', () => {
  it('is shown at once, and not stored, reported or counted before the server was asked', async () => {
    const { memory, watcher, calls, stored, shown, status } = await setUp();

    await watcher.onHints(SESSION_ID, [message(1)]);

    expect(status()).toEqual(['replied']);
    expect(shown).toMatchObject([{ status: 'replied', isProvisional: true }]);
    expect(memory.rows.get('d:0')).toMatchObject({ status: 'ticket-opened', repliedAt: null });
    expect([calls, stored]).toEqual([[], []]);
    const counted = statsOf(
      [
        {
          dispatchIds: [DISPATCH],
          counts: { queued: 0, sending: 0, checking: 0, accepted: 1, refused: 0, unknown: 0, skipped: 0, cancelled: 0 },
          seenTwice: 0,
        },
      ],
      watcher.shown([...memory.rows.values()]),
    );
    expect(counted.replied).toBe(0);
  });

  it('is taken back when the server does not have the message', async () => {
    const { memory, watcher, stored, shown, status, calls } = await setUp();
    await watcher.onHints(SESSION_ID, [message(1)]);

    await look(memory, watcher);

    expect(status()).toEqual(['ticket-opened']);
    expect(shown.map(({ status: each, isProvisional }) => [each, isProvisional === true])).toEqual([
      ['replied', true],
      ['ticket-opened', false],
    ]);
    expect(stored).toEqual([]);
    expect(calls).toEqual(['room', 'messages']);
  });

  it('is stored and reported as a new reply once the server confirms it', async () => {
    const { memory, watcher, state, stored, status } = await setUp();
    state.messages = [message(1)];
    await watcher.onHints(SESSION_ID, [message(1)]);

    await look(memory, watcher);

    expect(status()).toEqual(['replied']);
    expect(memory.rows.get('d:0')).toMatchObject({ status: 'replied', repliedAt: START + 5_000 });
    expect(memory.rows.get('d:0')).not.toHaveProperty('isProvisional');
    expect(stored.filter((change) => change.isNewReply)).toHaveLength(1);
  });

  it('counts for the person to whom the server assigns the room, whatever person the page names', async () => {
    const rows = [
      awaited({ id: 'ana', sentAt: START }),
      awaited({ id: 'bruno', contactUuid: BRUNO, contactName: 'Bruno', sentAt: START }),
    ];
    const { memory, watcher, state, status } = await setUp({ rows });
    state.messages = [message(1)];

    await watcher.onHints(SESSION_ID, [heard({ action: 'create', contactUuid: BRUNO }), message(1)]);
    expect(status()[1]).toBe('replied');
    for (let n = 0; n < 3; n += 1) await look(memory, watcher);
    memory.clock.now += 11_000;
    await watcher.tick();

    expect(memory.rows.get('bruno')).toMatchObject({ status: 'sent', repliedAt: null });
    expect(memory.rows.get('ana')).toMatchObject({ status: 'replied' });
  });

  it('causes one check for a hundred reports about one room, and none of Flows', async () => {
    const { memory, watcher, calls } = await setUp();
    for (let n = 0; n < 100; n += 1) await watcher.onHints(SESSION_ID, [message(n)]);

    await look(memory, watcher);

    expect(calls).toEqual(['room', 'messages']);
  });

  it('causes at most twenty checks at a time when it is about 300 people', async () => {
    const rows = Array.from({ length: 300 }, (_, n) =>
      awaited({
        id: `d:${n}`,
        contactUuid: ContactUuid.parse(uuidOf('c', n)),
        sentAt: START,
        roomUuid: roomUuid(1_000 + n),
        status: 'ticket-opened',
      }),
    );
    const { memory, watcher, calls } = await setUp({
      rows,
      server: { getRoom: () => Promise.resolve('hidden'), listMessages: () => Promise.resolve('hidden') },
    });
    calls.length = 0;
    await watcher.onHints(
      SESSION_ID,
      rows.map((row, n) =>
        heard({
          uuid: roomUuid(1_000 + n),
          contactUuid: row.contactUuid,
          lastMessage: { uuid: message(n).uuid, direction: 'contact', createdAt: START + 5_000 },
        }),
      ),
    );

    await look(memory, watcher);

    expect(memory.watches.get(SESSION_ID)?.checks).toHaveLength(280);
    expect(calls.filter((call) => call === 'flows')).toEqual([]);
  });

  it('stays shown while the server does not answer, and is taken back after two minutes', async () => {
    const { memory, watcher, status } = await setUp();
    memory.ports.weni.getRoom = () => Promise.reject(new Error('offline'));
    await watcher.onHints(SESSION_ID, [message(1)]);

    await look(memory, watcher);
    const meanwhile = status();
    memory.clock.now += 121_000;
    await watcher.tick();

    expect([meanwhile, status()]).toEqual([['replied'], ['ticket-opened']]);
  });
});

describe('a reply that the page reports just before its agent logs out', () => {
  it('is taken back after two minutes, because there is no session to confirm it with', async () => {
    const { memory, watcher, shown, status } = await setUp();
    await watcher.onHints(SESSION_ID, [message(1)]);
    memory.sessions = [];
    shown.length = 0;

    memory.clock.now += 121_000;
    for (const timer of memory.clock.timers) timer.run();
    // Changes of rows run one after the other, so this call ends only after the changes that the timers began.
    await watcher.expire(SESSION.agentKey);

    expect(status()).toEqual(['ticket-opened']);
    expect(shown).toMatchObject([{ status: 'ticket-opened' }]);
  });
});

describe('a page that reports thousands of rooms', () => {
  it('cannot make the list of checks grow without limit, nor add rooms that the server does not know', async () => {
    const { memory, watcher } = await setUp();
    const checks = () => memory.watches.get(SESSION_ID)?.checks ?? [];

    await watcher.onHints(
      SESSION_ID,
      Array.from({ length: 5_000 }, (_, n) => message(n, { roomUuid: roomUuid(5_000 + n) })),
    );
    expect(checks().length).toBeLessThanOrEqual(20);
    await watcher.onHints(
      SESSION_ID,
      Array.from({ length: 5_000 }, (_, n) =>
        heard({ action: 'create', uuid: roomUuid(20_000 + n), createdAt: START + 5_000 }),
      ),
    );

    expect(checks().length).toBeLessThanOrEqual(1_000);
    expect(memory.watches.get(SESSION_ID)?.rooms).toEqual({ [ROOM]: expect.anything() });
  });
});

describe('a room that the page reports as', () => {
  it.each<[string, Partial<RoomFact>]>([
    ['closed', { action: 'close', isActive: false, endedAt: START + 5_000, endedBy: 'agent' }],
    ['replaced', { action: 'close', isActive: false, endedAt: START + 5_000, endedBy: 'new_room' }],
    ['with another agent', { user: { email: 'eve@example.org', name: 'Eve' } }],
    ['under another ticket', { ticketUuid: 't2' }],
    ['answered', { lastMessage: { uuid: message(9).uuid, direction: 'contact', createdAt: START + 4_000 } }],
    ['gone', { action: 'destroy' }],
  ])('%s changes nothing in storage, and what the server denies is taken back', async (_, over) => {
    const { memory, watcher, stored } = await setUp();
    const before = memory.rows.get('d:0');
    const watchBefore = JSON.stringify(memory.watches.get(SESSION_ID)?.rooms);

    await watcher.onHints(SESSION_ID, [heard(over)]);
    expect(memory.rows.get('d:0')).toEqual(before);
    expect(JSON.stringify(memory.watches.get(SESSION_ID)?.rooms)).toBe(watchBefore);
    for (let n = 0; n < 3; n += 1) await look(memory, watcher);
    memory.clock.now += 2_000;
    await watcher.tick();

    expect(stored).toEqual([]);
    expect(watcher.shown([...memory.rows.values()])).toEqual([before]);
  });

  it('closed still shows a reply that the page reports in it afterwards', async () => {
    const { memory, watcher, status } = await setUp();
    await watcher.onHints(SESSION_ID, [
      heard({ action: 'close', isActive: false, endedAt: START + 5_000, endedBy: 'agent' }),
    ]);
    await look(memory, watcher);

    await watcher.onHints(SESSION_ID, [
      heard({
        modifiedAt: START + 9_000,
        lastMessage: { uuid: message(2).uuid, direction: 'contact', createdAt: START + 9_000 },
      }),
    ]);

    expect(status()).toEqual(['replied']);
  });

  it('closed is stored as closed when the server says so too', async () => {
    const { memory, watcher, state } = await setUp();
    state.room = room({ isActive: false, endedAt: START + 5_000, endedBy: 'agent', modifiedAt: START + 5_000 });
    await watcher.onHints(SESSION_ID, [
      heard({ action: 'close', isActive: false, endedAt: START + 5_000, endedBy: 'agent' }),
    ]);

    await look(memory, watcher);

    expect(memory.rows.get('d:0')?.status).toBe('closed');
  });
});
