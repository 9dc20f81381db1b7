import { describe, expect, it } from 'vitest';
import { ContactUuid, MessageUuid } from '../../../lib/ids.ts';
import type { RoomFact } from '../../../lib/replies/facts.ts';
import type { ReplyWeni, RoomListStatus } from '../../../lib/replies/ports.ts';
import type { AwaitedChange } from '../../../lib/replies/ports.ts';
import { shownNameOf } from '../../../lib/replies/list.ts';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import {
  AGENT_KEY,
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
import { createWorld } from './reply-world.ts';

const START = Date.UTC(2026, 10, 20, 12);
const HOUR_MS = 60 * 60_000;

const contact = (n: number) => ContactUuid.parse(uuidOf('c', n));

function listed(n: number, over: Partial<RoomFact> = {}): RoomFact {
  return {
    kind: 'room',
    source: 'list',
    action: null,
    uuid: roomUuid(n),
    contactUuid: contact(n),
    contactName: 'Somebody',
    isWaiting: false,
    isActive: true,
    user: { email: SESSION.agentEmail, name: 'Bob' },
    queue: { uuid: 'q', name: 'Level 1' },
    lastMessage: null,
    lastInteractionAt: START - n * 1_000,
    modifiedAt: null,
    endedAt: null,
    endedBy: null,
    ...over,
  };
}

/** A server with these rooms; `calls` lists its requests in order. */
function serverWith(rooms: Record<RoomListStatus, RoomFact[]>) {
  const calls: string[] = [];
  const weni: ReplyWeni = weniWith({
    listRooms(_, { status, limit, offset }) {
      calls.push(`${status} ${limit} ${offset}`);
      return Promise.resolve({ count: rooms[status].length, rooms: rooms[status].slice(offset, offset + limit) });
    },
    listMessages(_, room) {
      calls.push(`messages ${room}`);
      return Promise.resolve([]);
    },
    listFlowStarts: () => Promise.resolve([]),
    lastSeen: () => {
      calls.push('last seen');
      return Promise.resolve({ people: [], nextCursor: null });
    },
  });
  return { weni, calls };
}

describe('diff', () => {
  it('makes three requests for 300 rooms and 2,000 people when nothing changed', async () => {
    const all = Array.from({ length: 300 }, (_, n) => listed(n));
    const { weni, calls } = serverWith({
      flow_start: all.slice(0, 100).map((room) => ({ ...room, isWaiting: true })),
      ongoing: all.slice(100, 200),
      waiting: all.slice(200),
    });
    const memory = memoryPorts(weni, { now: START });
    for (let n = 0; n < 2_000; n += 1)
      memory.rows.set(`d:${n}`, awaited({ id: `d:${n}`, contactUuid: contact(n), sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);
    const first = await watcher.runDiff(SESSION_ID, 'opened');
    calls.length = 0;
    memory.clock.now += 90_000;

    const second = await watcher.runDiff(SESSION_ID, 'timer');

    expect(first).toMatchObject({ status: 'done', flowsCalls: 1 });
    expect(second).toEqual({ status: 'done', engineCalls: 3, flowsCalls: 0, changed: 0 });
    expect(calls).toEqual(['flow_start 20 0', 'ongoing 20 0', 'waiting 20 0']);
  });

  it.each([60 * 60_000, 24 * 60 * 60_000])(
    'keeps its interval after the clock was set back by %d ms',
    async (backMs) => {
      const { weni, calls } = serverWith({ flow_start: [], ongoing: [], waiting: [] });
      const memory = memoryPorts(weni, { now: START });
      memory.rows.set('d:0', awaited({ sentAt: START }));
      const watcher = createReplyWatcher(memory.ports);
      await watcher.runDiff(SESSION_ID, 'opened');
      calls.length = 0;
      memory.clock.now -= backMs;

      await watcher.tick();
      const asked = calls.length;
      const delayMs = await watcher.nextDelay();

      expect(asked).toBeGreaterThan(0);
      expect(delayMs).toBeLessThan(10 * 60_000);
    },
  );

  it('reads the messages of a room once for each change of its last interaction', async () => {
    const rooms = {
      flow_start: [],
      ongoing: [listed(1, { lastInteractionAt: START + 5_000 })],
      waiting: [] as RoomFact[],
    };
    const { weni, calls } = serverWith(rooms);
    const memory = memoryPorts(weni, { now: START + 10_000 });
    memory.rows.set('d:0', awaited({ contactUuid: contact(1), sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);

    await watcher.runDiff(SESSION_ID, 'opened');
    await watcher.runDiff(SESSION_ID, 'focus');
    rooms.ongoing = [listed(1, { lastInteractionAt: START + 9_000 })];
    await watcher.runDiff(SESSION_ID, 'focus');

    expect(calls.filter((call) => call.startsWith('messages'))).toHaveLength(2);
  });

  it('reads past rooms without any message, which the list shows first', async () => {
    const silent = Array.from({ length: 30 }, (_, n) => listed(n, { lastInteractionAt: null }));
    const rooms = { flow_start: [] as RoomFact[], ongoing: [...silent, listed(99)], waiting: [] as RoomFact[] };
    const { weni } = serverWith(rooms);
    const memory = memoryPorts(weni, { now: START });
    memory.rows.set('d:0', awaited({ contactUuid: contact(99), sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);
    await watcher.runDiff(SESSION_ID, 'opened');
    const answer = { uuid: createMessageUuid(1), direction: 'contact' as const, createdAt: START + 60_000 };
    rooms.ongoing = [...silent, listed(99, { lastInteractionAt: START + 60_000, lastMessage: answer })];
    memory.clock.now += 90_000;

    await watcher.runDiff(SESSION_ID, 'timer');

    expect(memory.rows.get('d:0')?.status).toBe('replied');
  });

  it('reads the messages of a room that a list showed just after its creation, before the reply was stored in it', async () => {
    const made = listed(1, { user: null, lastInteractionAt: null });
    const { weni } = serverWith({ flow_start: [], ongoing: [], waiting: [made] });
    const answer = {
      kind: 'message' as const,
      uuid: createMessageUuid(1),
      roomUuid: made.uuid,
      direction: 'contact' as const,
      createdAt: START + 4_000,
    };
    const memory = memoryPorts({ ...weni, listMessages: () => Promise.resolve([answer]) }, { now: START + 5_000 });
    memory.rows.set('d:0', awaited({ contactUuid: contact(1), sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);

    await watcher.runDiff(SESSION_ID, 'opened');
    const before = memory.rows.get('d:0')?.status;
    await watcher.onHints(SESSION_ID, [
      { ...made, source: 'socket', action: 'create', createdAt: START + 5_000, modifiedAt: START + 5_000 },
    ]);
    memory.clock.now += 2_000;
    await watcher.tick();

    expect([before, memory.rows.get('d:0')?.status]).toEqual(['sent', 'replied']);
  });

  it('changes nothing when the server does not answer, and tries again later', async () => {
    const memory = memoryPorts(weniWith(), { now: START });
    memory.rows.set('d:0', awaited({ sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);

    const result = await watcher.runDiff(SESSION_ID, 'opened');

    expect(result).toEqual({ status: 'failed', engineCalls: 3 });
    expect(memory.rows.get('d:0')?.status).toBe('sent');
    expect(await watcher.nextDelay()).toBe(90_000);
  });

  it('never runs while nobody is awaited', async () => {
    const { weni, calls } = serverWith({ flow_start: [], ongoing: [], waiting: [] });
    const memory = memoryPorts(weni, { now: START });
    const watcher = createReplyWatcher(memory.ports);

    const result = await watcher.runDiff(SESSION_ID, 'timer');

    expect(result).toEqual({ status: 'skipped', why: 'nobody-awaited' });
    expect([calls, await watcher.nextDelay()]).toEqual([[], null]);
  });

  it('runs less often after an hour without news', async () => {
    const { weni } = serverWith({ flow_start: [], ongoing: [], waiting: [] });
    const memory = memoryPorts(weni, { now: START });
    memory.rows.set('d:0', awaited({ sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);
    await watcher.runDiff(SESSION_ID, 'opened');
    const busy = await watcher.nextDelay();
    memory.clock.now += 2 * HOUR_MS;

    await watcher.runDiff(SESSION_ID, 'timer');

    expect([busy, await watcher.nextDelay()]).toEqual([90_000, 300_000]);
  });

  it('asks Flows at most six times an hour however often it runs', async () => {
    const { weni, calls } = serverWith({ flow_start: [], ongoing: [], waiting: [] });
    const memory = memoryPorts(weni, { now: START, random: () => 0 });
    for (let n = 0; n < 60; n += 1)
      memory.rows.set(`d:${n}`, awaited({ id: `d:${n}`, contactUuid: contact(n), sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);

    for (let minute = 0; minute < 60; minute += 1) {
      await watcher.runDiff(SESSION_ID, 'timer');
      memory.clock.now += 60_000;
    }

    expect(calls.filter((call) => call === 'last seen')).toHaveLength(6);
  });
});

describe('checks', () => {
  it('survive a stopped background', async () => {
    const { world, weni } = createWorld(START);
    const memory = memoryPorts(weni, { now: START });
    memory.rows.set('d:0', awaited({ sentAt: START }));
    world.dispatch('Reengage after 24h', false);
    world.pass(30_000);
    world.contactWrites();
    world.opensTicket('Reengage after 24h', 'me');
    memory.clock.now = world.now;
    const stopped = createReplyWatcher(memory.ports);
    await stopped.onHints(SESSION_ID, world.takeFrames());
    expect([stopped.shown([...memory.rows.values()])[0]?.status, memory.rows.get('d:0')?.status]).toEqual([
      'ticket-opened',
      'sent',
    ]);

    await look(memory, createReplyWatcher(memory.ports));

    expect(memory.rows.get('d:0')?.status).toBe('replied');
  });

  it('are repeated later when the server does not answer', async () => {
    const { world } = createWorld(START);
    const memory = memoryPorts(weniWith(), { now: START });
    memory.rows.set('d:0', awaited({ sentAt: START }));
    const watcher = createReplyWatcher(memory.ports);
    world.pass(30_000);
    world.opensTicket('any', 'me');
    memory.clock.now = world.now;
    await watcher.onHints(SESSION_ID, world.takeFrames());
    memory.clock.now += 2_000;

    await watcher.tick();

    expect(memory.watches.get(SESSION_ID)?.checks).toMatchObject([{ ask: 'look', dueAt: memory.clock.now + 30_000 }]);
  });

  it('know after a restart to which person the room of a message belongs', async () => {
    const { world, weni } = createWorld(START);
    const memory = memoryPorts(weni, { now: START });
    memory.rows.set('d:0', awaited({ sentAt: START }));
    world.pass(30_000);
    world.opensTicket('any', 'me');
    memory.clock.now = world.now;
    const stopped = createReplyWatcher(memory.ports);
    await stopped.onHints(SESSION_ID, world.takeFrames());
    await look(memory, stopped);
    world.pass(30_000);
    world.contactWrites();
    const restarted = createReplyWatcher(memory.ports);
    await restarted.onHints(SESSION_ID, world.takeFrames());
    expect(restarted.shown([...memory.rows.values()])[0]?.status).toBe('replied');

    await look(memory, restarted);

    expect(memory.rows.get('d:0')?.status).toBe('replied');
  });
});

describe('rows', () => {
  const replied = awaited({
    id: 'r',
    status: 'replied',
    repliedAt: START,
    roomUuid: roomUuid(1),
    sentAt: START - 1_000,
  });

  function setUp(rows: ReturnType<typeof awaited>[], weni = weniWith()) {
    const memory = memoryPorts(weni, { now: START });
    for (const row of rows) memory.rows.set(row.id, row);
    const watcher = createReplyWatcher(memory.ports);
    const changes: AwaitedChange[] = [];
    watcher.onChange((all) => changes.push(...all));
    return { memory, watcher, changes, status: (id: string) => memory.rows.get(id)?.status };
  }

  it('a row that the dispatcher stored is tracked, as waiting in the room that the start named', async () => {
    const row = awaited({ sentAt: START, roomUuid: roomUuid(1) });
    const { watcher, status } = setUp([row]);

    await watcher.track([row]);

    expect([status('d:0'), await watcher.nextDelay()]).toEqual(['waiting-room', 90_000]);
  });

  it('a room on screen marks its reply as opened', async () => {
    const { watcher, status } = setUp([
      replied,
      awaited({ id: 'other', contactUuid: BRUNO, status: 'replied', roomUuid: roomUuid(2), repliedAt: START }),
    ]);

    await watcher.roomShown(SESSION_ID, roomUuid(1));

    expect([status('r'), status('other')]).toEqual(['opened', 'replied']);
  });

  it('a reply in the room that is on screen is marked as opened at once and is not news', async () => {
    const { world, weni } = createWorld(START);
    const { memory, watcher, changes } = setUp([awaited({ sentAt: START })], weni);
    world.pass(30_000);
    world.opensTicket('any', 'me');
    memory.onScreen.add(world.active()!.uuid);
    world.contactWrites();

    await watcher.onHints(SESSION_ID, world.takeFrames());
    await look(memory, watcher);

    expect(memory.rows.get('d:0')?.status).toBe('opened');
    expect(changes.some((change) => change.isNewReply)).toBe(false);
  });

  it('dismissing a reply dismisses all rows of that person, and restoring brings it back', async () => {
    const { watcher, status } = setUp([
      replied,
      awaited({ id: 'older', status: 'replied', repliedAt: START, sentAt: START - 5_000 }),
    ]);

    await watcher.dismiss(AGENT_KEY, ['r']);
    const gone = [status('r'), status('older')];
    await watcher.restore(AGENT_KEY, ['r']);

    expect([...gone, status('r')]).toEqual(['dismissed', 'dismissed', 'replied']);
  });

  it('the answer of a dismissed person is stored but the row stays dismissed', async () => {
    const { world, weni } = createWorld(START);
    const { memory, watcher } = setUp([awaited({ sentAt: START, status: 'dismissed' })], weni);
    world.pass(30_000);
    world.opensTicket('any', 'me');
    world.contactWrites();

    await watcher.onHints(SESSION_ID, world.takeFrames());
    await look(memory, watcher);

    expect(memory.rows.get('d:0')).toMatchObject({ status: 'dismissed', repliedAt: world.now });
  });

  it('a reminder is reported once', async () => {
    const { memory, watcher, changes } = setUp([awaited({ sentAt: START })]);
    await watcher.remind(AGENT_KEY, 'd:0', START + HOUR_MS);
    memory.clock.now += HOUR_MS;

    await watcher.tick();
    await watcher.tick();

    expect(changes.filter((change) => change.isReminder)).toHaveLength(1);
  });

  it('a row expires after the number of days in the settings', async () => {
    const { memory, watcher, status } = setUp([awaited({ sentAt: START })]);
    memory.clock.now += 7 * 24 * HOUR_MS + 1;

    await watcher.expire(AGENT_KEY);

    expect(status('d:0')).toBe('expired');
  });

  it('a reply never counts for the row of another agent', async () => {
    const { world, weni } = createWorld(START);
    const foreign = awaited({ id: 'x', agentKey: 'https://api.test|agent2@example.com', sentAt: START });
    const { memory, watcher, status } = setUp([foreign, awaited({ sentAt: START })], weni);
    world.pass(30_000);
    world.opensTicket('any', 'me');
    world.contactWrites();

    await watcher.onHints(SESSION_ID, world.takeFrames());
    await look(memory, watcher);

    expect([status('x'), status('d:0')]).toEqual(['sent', 'replied']);
  });
});

describe('starts made in Chats', () => {
  const start = {
    contactUuid: ANA,
    contactName: 'Ana',
    flowName: 'Reengage after 24h',
    userName: 'Bob Agent',
    createdAt: START - 60_000,
    roomUuid: null,
  };

  function setUp(starts: (typeof start)[], session = SESSION) {
    const { weni } = serverWith({ flow_start: [], ongoing: [], waiting: [] });
    const memory = memoryPorts({ ...weni, listFlowStarts: () => Promise.resolve(starts) }, { now: START });
    memory.sessions = [session];
    return { memory, watcher: createReplyWatcher(memory.ports) };
  }

  it('are adopted once', async () => {
    const { memory, watcher } = setUp([start]);

    await watcher.onSocket(SESSION_ID, 'opened');
    memory.clock.now += HOUR_MS;
    await watcher.runDiff(SESSION_ID, 'focus');

    expect([...memory.rows.values()]).toMatchObject([{ origin: 'chats', status: 'sent', sentAt: start.createdAt }]);
  });

  it('are not adopted when they are starts of this product', async () => {
    const { memory, watcher } = setUp([start]);
    memory.ownStarts = [{ flowName: start.flowName, sentAt: start.createdAt + 2_000 }];

    await watcher.onSocket(SESSION_ID, 'opened');

    expect(memory.rows.size).toBe(0);
  });

  it('are adopted for an admin only under a name that no other member has', async () => {
    const others = { ...start, contactUuid: BRUNO, userName: 'Cleo' };
    const sure = setUp([start, others], { ...SESSION, isAdmin: true, isNameUnique: true });
    const unsure = setUp([start, others], { ...SESSION, isAdmin: true, isNameUnique: null });

    await sure.watcher.onSocket(SESSION_ID, 'opened');
    await unsure.watcher.onSocket(SESSION_ID, 'opened');

    expect([[...sure.memory.rows.values()].map((row) => row.contactUuid), unsure.memory.rows.size]).toEqual([[ANA], 0]);
  });
});

function createMessageUuid(n: number) {
  return MessageUuid.parse(uuidOf('f', n));
}

describe('a person without a name', () => {
  const afterDiffs = async (...rooms: Partial<RoomFact>[]) => {
    const lists: Record<RoomListStatus, RoomFact[]> = { flow_start: [], ongoing: [], waiting: [] };
    const memory = memoryPorts(serverWith(lists).weni, { now: START });
    memory.rows.set(
      'd:1',
      awaited({
        id: 'd:1',
        contactUuid: contact(1),
        contactName: null,
        sentAt: START,
        status: 'waiting-room',
        roomUuid: roomUuid(1),
      }),
    );
    const watcher = createReplyWatcher(memory.ports);
    for (const room of rooms) {
      lists.flow_start = [listed(1, { contactName: null, isWaiting: true, ...room })];
      memory.clock.now += 90_000;
      await watcher.runDiff(SESSION_ID, 'opened');
    }
    const row = memory.rows.get('d:1');
    return row === undefined ? null : [shownNameOf(row), row.contactName];
  };

  it.each([
    ['whatsapp:5511987650031', '+55 (11) 98765-0031'],
    ['whatsapp_username:estela', '@estela'],
    ['telegram:448877661', 'telegram:448877661'],
    ['whatsapp:*******', null],
  ])('is shown by the address of the room, %s, which is never taken for a name', async (urn, shown) => {
    expect(await afterDiffs({ urn })).toEqual([shown, null]);
  });

  it('is shown by the name once a room tells it', async () => {
    expect(await afterDiffs({ urn: 'whatsapp:5511987650031' }, { contactName: 'Estela' })).toEqual([
      'Estela',
      'Estela',
    ]);
  });
});
