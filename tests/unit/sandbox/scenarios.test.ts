import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSocket, settle, type LiveSocket } from '../../contract/client.ts';
import type { Sandbox } from '../../sandbox/api.ts';
import type { ScenarioId } from '../../sandbox/life/scenarios.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';
import { AGENT, ask, CENTRAL, COLLEAGUE, field, results, startFlow, until } from './sandbox-client.ts';

let sandbox: Sandbox;
let live: LiveSocket;
let contact: string;

beforeEach(async () => {
  sandbox = await startSandbox({ historyDelayMs: 5, runDelayMs: 5 });
  live = await openSocket(sandbox, `?Token=${sandbox.issueToken(AGENT)}&project=${CENTRAL}`);
  sandbox.setAgentStatus(AGENT, 'ONLINE', { announce: false });
  contact = sandbox.contactAt(31).uuid;
});
afterEach(() => sandbox.close());

/**
 * The agent's events, written as in .github/docs/contract/states.md#observed-cases: U, C, X (close), M (message of a
 * contact), S (system message).
 */
function letters(from: number): string[] {
  return live.frames
    .slice(from)
    .filter((frame) => frame.type === 'notify')
    .map(({ action, content }) => {
      const waiting = `(w=${String(field(content, 'is_waiting'))}${field(content, 'user') === null ? ',user=null' : ''})`;
      switch (action) {
        case 'rooms.update':
          return `U${waiting}`;
        case 'rooms.create':
          return `C${waiting}`;
        case 'rooms.close':
          return 'X';
        case 'msg.create':
          return field(content, 'contact') === null ? 'S' : 'M';
        default:
          return String(action);
      }
    });
}

/** Plays the preparation and the start, then the contact's answer. Returns the events that the answer caused. */
async function eventsOfAnswer(id: ScenarioId, settled: (events: string[]) => boolean): Promise<string[]> {
  await sandbox.playScenario(id, { contact, agent: AGENT, phase: 'prepare' });
  await sandbox.playScenario(id, { contact, agent: AGENT, phase: 'dispatch' });
  await settle(live);
  const from = live.frames.length;
  await sandbox.playScenario(id, { contact, agent: AGENT, phase: 'answer' });
  await until(() => settled(letters(from)));
  await settle(live);
  return letters(from);
}

async function ofStatus(status: string): Promise<Record<string, unknown>[]> {
  return results((await ask(sandbox, `/v1/room/?project=${CENTRAL}&room_status=${status}`)).body);
}

async function retrieved(): Promise<unknown> {
  const rooms = [...sandbox.world.rooms.values()].filter((room) => room.isActive);
  return (await ask(sandbox, `/v1/room/${rooms[0]?.uuid ?? ''}/`)).body;
}

const lastIs =
  (letter: string) =>
  (events: string[]): boolean =>
    events.at(-1)?.startsWith(letter) === true;

describe('cases of a dispatch, as the contract observed them', () => {
  test('C1: update still waiting, then the message; list says ongoing, retrieve says waiting, a new start is a 400', async () => {
    expect(await eventsOfAnswer('C1', lastIs('M'))).toEqual(['U(w=true)', 'M']);
    expect(await ofStatus('ongoing')).toMatchObject([{ is_waiting: false }]);
    const room = await retrieved();
    expect(field(room, 'is_waiting')).toBe(true);
    expect((await startFlow(sandbox, [contact], { room: String(field(room, 'uuid')) })).status).toBe(400);
    sandbox.reply(contact, { text: 'ainda aqui' });
    await settle(live);
    expect(letters(0).slice(-2)).toEqual(['U(w=true)', 'M']);
  });

  test('C2: update with an emptied flow start, then create for the same uuid without waiting, and no message', async () => {
    expect(await eventsOfAnswer('C2', lastIs('C'))).toEqual(['S', 'U(w=true)', 'C(w=false)']);
    expect(await ofStatus('ongoing')).toMatchObject([{ is_waiting: false, last_message: { text: 'Oi, estou aqui!' } }]);
    expect(field(await retrieved(), 'flowstart_data')).toEqual({});
  });

  test('C3: nothing before the ticket, then a room of the agent and its history, no message event', async () => {
    expect(
      await eventsOfAnswer('C3', (events) => events.filter((event) => event.startsWith('C')).length === 2),
    ).toEqual(['S', 'S', 'C(w=false)', 'C(w=false)']);
    expect(await ofStatus('ongoing')).toMatchObject([{ user: { email: AGENT } }]);
  });

  test('C4: offline at ticket time, the room goes to the queue', async () => {
    expect(
      await eventsOfAnswer('C4', (events) => events.filter((event) => event.startsWith('C')).length === 2),
    ).toEqual(['S', 'C(w=false,user=null)', 'C(w=false,user=null)']);
    expect(await ofStatus('waiting')).toHaveLength(1);
  });

  test('C5: a group member who answers reaches the starter, even in a queue that the starter does not belong to', async () => {
    await sandbox.playScenario('C5', { contact, agent: AGENT });
    const [room] = [...sandbox.world.rooms.values()];

    expect(room?.user).toBe(AGENT);
    expect(sandbox.world.contacts.get(room?.contact ?? '')?.externalId).not.toBe(contact);
  });

  test('C6: the old room goes without an event and a new one comes', async () => {
    const events = await eventsOfAnswer('C6', (seen) => seen.filter((event) => event.startsWith('C')).length === 2);

    expect(events).not.toContain('X');
    expect([...sandbox.world.rooms.values()].map(({ isActive, endedBy }) => ({ isActive, endedBy }))).toEqual([
      { isActive: false, endedBy: 'new_room' },
      { isActive: true, endedBy: null },
    ]);
    const history = await ask(sandbox, `/v1/history/rooms/?project=${CENTRAL}&contact=${contact}`);
    expect(field(history.body, 'count')).toBe(1);
  });

  test('C7: not linked, the ticket is refused, the answer is one message in the old room', async () => {
    expect(await eventsOfAnswer('C7', lastIs('M'))).toEqual(['M']);
    expect(sandbox.world.flowStarts.map((start) => start.room)).toEqual([null]);
  });

  test('C8: closing sends two events; the start stays unconsumed and a later ticket makes a new room of the agent', async () => {
    const events = await eventsOfAnswer('C8', (seen) => seen.filter((event) => event.startsWith('C')).length === 2);

    expect(events.slice(0, 2)).toEqual(['X', 'X']);
    expect(sandbox.world.flowStarts.map((start) => start.isConsumed)).toEqual([false]);
    expect(await ofStatus('ongoing')).toMatchObject([{ user: { email: AGENT } }]);
  });

  test('C9: a queued waiting room stays without an agent after the answer', async () => {
    expect(await eventsOfAnswer('C9', lastIs('C'))).toEqual(['U(w=true,user=null)', 'C(w=false,user=null)']);
    expect(await ofStatus('waiting')).toMatchObject([{ user: null, is_waiting: false }]);
  });

  test('C10: a ticket at once keeps the room waiting; the answer ends that, and later messages come without a room event', async () => {
    expect(await eventsOfAnswer('C10', lastIs('M'))).toEqual(['S', 'U(w=true)', 'C(w=true)', 'U(w=false)', 'M']);
    sandbox.reply(contact, { text: 'mais uma' });
    await settle(live);
    expect(letters(0).at(-2)).toBe('M');
  });

  test('C11: a room at dispatch, the answer is only a message', async () => {
    expect((await eventsOfAnswer('C11', lastIs('M'))).slice(-2)).toEqual(['C(w=false)', 'M']);
  });

  test('C12: after the first ticket the starter has no right to the second', async () => {
    sandbox.setAgentStatus(COLLEAGUE, 'ONLINE', { announce: false });
    const busy = [60, 61].map((index) => sandbox.openRoom({ contact: sandbox.contactAt(index).uuid, user: AGENT }));
    await sandbox.playScenario('C12', { contact, agent: AGENT });
    const rooms = [...sandbox.world.rooms.values()].filter((room) => !busy.includes(room));

    expect(rooms.map((room) => room.user)).toEqual([AGENT, COLLEAGUE]);
  });
});

describe('answers by themselves', () => {
  test('a contact in a flow answers into the ticket it opens; without a run the message goes nowhere', async () => {
    expect(sandbox.reply(contact, { text: 'oi' })).toBe('nowhere');
    expect(sandbox.contactByUuid(contact)?.lastSeenAt ?? 0).toBeGreaterThan(Date.now() - 60_000);
    await startFlow(sandbox, [contact]);
    expect(sandbox.reply(contact, { text: 'oi' })).toBe('flow');
    expect(sandbox.reply(contact, { text: 'oi' })).toBe('ticket');
  });

  test('with the automatic answer on, everyone answers after the delay', async () => {
    sandbox.setAutoReply({ delayMs: 5, share: 1, mode: 'flow' });
    await startFlow(sandbox, [contact, sandbox.contactAt(32).uuid]);

    await until(() => sandbox.world.rooms.size === 2);

    expect([...sandbox.world.rooms.values()].map((room) => room.user)).toEqual([AGENT, AGENT]);
  });

  test('a flow that opens its ticket at once makes the room without any answer', async () => {
    await startFlow(sandbox, [contact], { flow: SEED.flows.ticketAtOnce });

    await until(() => sandbox.world.rooms.size === 1);

    expect([...sandbox.world.rooms.values()][0]).toMatchObject({ user: AGENT, isWaiting: false });
  });

  test('with ignore_close_rooms_on_flow_start the open room is taken over instead of refused', async () => {
    sandbox.setProjectConfig(CENTRAL, { ignore_close_rooms_on_flow_start: true });
    const room = sandbox.openRoom({ contact, user: AGENT });
    const before = room.ticketUuid;
    await startFlow(sandbox, [contact]);

    await sandbox.playScenario('C3', { contact, agent: AGENT, phase: 'answer' });

    expect(sandbox.world.rooms.size).toBe(1);
    expect(room.ticketUuid).not.toBe(before);
  });
});
