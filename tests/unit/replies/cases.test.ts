import { describe, expect, it } from 'vitest';
import type { ReplyFact } from '../../../lib/replies/facts.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import { AGENT_KEY, ANA, awaited, BRUNO, memoryPorts, roomUuid, SESSION_ID } from './memory-ports.ts';
import { createWorld } from './reply-world.ts';

const START = Date.UTC(2026, 10, 20, 12);
const FLOW = 'Reengage after 24h';

/** The simulated world and a watcher on its socket. `send` starts a flow for Ana, `live` delivers the frames. */
function openBenchWith(tellsAge: boolean) {
  const { world, weni } = createWorld(START);
  const memory = memoryPorts(weni, { now: START });
  const watcher = createReplyWatcher(memory.ports);
  let sent = 0;
  const bench = {
    world,
    memory,
    watcher,
    async live() {
      memory.clock.now = world.now;
      const frames = world.takeFrames();
      await watcher.onHints(SESSION_ID, tellsAge ? frames : frames.map(withoutAge));
      // Replies that a frame shows are stored only after the server confirmed them: this lets that check run.
      memory.clock.now = world.now + 300;
      await watcher.tick();
      memory.clock.now = world.now;
    },
    async send(
      over: { flow?: string; isLinked?: boolean; origin?: AwaitedRow['origin']; contactName?: string | null } = {},
    ) {
      world.pass(60_000);
      const room = world.dispatch(over.flow ?? FLOW, over.isLinked ?? false);
      const row = awaited({
        id: `d:${(sent += 1)}`,
        sentAt: world.now,
        flowName: over.flow ?? FLOW,
        origin: over.origin ?? 'disparo',
        contactName: over.contactName === undefined ? 'Ana' : over.contactName,
        roomUuid: room,
        status: room === null ? 'sent' : 'waiting-room',
      });
      await bench.live();
      await watcher.track([row]);
      await watcher.tick();
      world.pass(60_000);
      return row.id;
    },
    async wait(ms: number) {
      world.pass(ms);
      memory.clock.now = world.now;
      await watcher.tick();
    },
    row: (id: string) => memory.rows.get(id),
  };
  return bench;
}

/** Gives Ana an open chat with the agent whose ticket was opened by another flow 25 hours ago. */
async function withOpenRoom(bench: ReturnType<typeof openBenchWith>) {
  bench.world.opensTicket('old flow', 'me');
  await bench.live();
  bench.world.pass(25 * 60 * 60_000);
}

/** Frames as the page's socket hints carry them: without the age of the room. */
function withoutAge(fact: ReplyFact): ReplyFact {
  if (fact.kind === 'message') return fact;
  const { createdAt: _, ...rest } = fact;
  return rest;
}

describe.each([{ tellsAge: true }, { tellsAge: false }])(
  'observed cases of a start, frames carry the age of the room: $tellsAge',
  ({ tellsAge }) => {
    const openBench = () => openBenchWith(tellsAge);

    it('C1: a message in the waiting room is a reply, although the event still calls the room waiting', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });
      const room = bench.world.active()!;
      room.isTicketOpen = true;

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)).toMatchObject({
        status: 'replied',
        place: { kind: 'mine' },
        repliedAt: bench.world.now,
        roomUuid: room.uuid,
      });
    });

    it('C2: a reply written before the ticket arrives with the room history and is found by the check', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });

      bench.world.contactWrites();
      bench.world.pass(5_000);
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'mine' } });
    });

    it('C3: a ticket opened after the reply creates a room of mine, and its history contains the reply', async () => {
      const bench = openBench();
      const id = await bench.send();

      bench.world.contactWrites();
      bench.world.pass(5_000);
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({
        status: 'replied',
        place: { kind: 'mine' },
        repliedAt: bench.world.written[0]!.fact.createdAt,
      });
    });

    it('C3: history posted late is found by the second look at ten seconds', async () => {
      const bench = openBench();
      const id = await bench.send();
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(2_000);
      expect(bench.row(id)?.status).toBe('ticket-opened');

      bench.world.contactWrites();
      bench.world.takeFrames();
      await bench.wait(11_000);

      expect(bench.row(id)?.status).toBe('replied');
    });

    it('C4: an offline starter sees the reply in the queue', async () => {
      const bench = openBench();
      const id = await bench.send();

      bench.world.contactWrites();
      bench.world.opensTicket(FLOW, 'queue');
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'queue', queueName: 'Level 1' } });
    });

    it('C5: the reply of a group member counts like any other and is marked as from the group', async () => {
      const bench = openBench();
      const id = await bench.send({ origin: 'group' });

      bench.world.contactWrites();
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({ status: 'replied', origin: 'group' });
    });

    it('C6: a ticket of another flow replaces the waiting room without an event, and the reply is marked accordingly', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });

      bench.world.contactWrites();
      bench.world.opensTicket('another flow', 'queue');
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'other-flow' } });
    });

    it('C6: without an answer the start in the replaced room is superseded', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });

      bench.world.opensTicket('another flow', 'other');
      await bench.live();
      await bench.watcher.runDiff(SESSION_ID, 'focus');

      expect(bench.row(id)).toMatchObject({ status: 'superseded', place: { kind: 'other-flow' }, repliedAt: null });
    });

    it('C7: a message in an ordinary open chat is the reply', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send();

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'mine' } });
    });

    it('C8: a waiting room that the agent closes is stored as closed once, although the event comes twice', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });
      const changes: string[] = [];
      bench.watcher.onChange((all) => changes.push(...all.map((change) => change.after.status)));

      bench.world.agentCloses();
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({ status: 'closed', repliedAt: null });
      expect(changes).toEqual(['closed']);
    });

    it('C9: a waiting room without an agent replies in its queue', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      bench.world.moves('queue');
      const id = await bench.send({ isLinked: true });
      bench.world.active()!.isTicketOpen = true;

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'queue', queueName: 'Level 1' } });
    });

    it('C10: a ticket that opens at once is no reply; the message after it is', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(2_000);
      await bench.wait(11_000);
      expect(bench.row(id)).toMatchObject({ status: 'ticket-opened', repliedAt: null });

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)?.status).toBe('replied');
    });

    it("C11: a room created with the start waits until the contact's message, which is the only event", async () => {
      const bench = openBench();
      const id = await bench.send();
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(12_000);
      expect(bench.row(id)?.status).toBe('ticket-opened');

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'mine' } });
    });

    it('C12: one reply is shown under the newest of several starts and settles the older ones', async () => {
      const bench = openBench();
      const first = await bench.send({ flow: 'first' });
      const second = await bench.send({ flow: 'second' });
      const third = await bench.send({ flow: 'third' });

      bench.world.contactWrites();
      bench.world.opensTicket('first', 'me');
      await bench.live();
      await bench.wait(2_000);

      expect([first, second, third].map((id) => bench.row(id)?.status)).toEqual([
        'superseded',
        'superseded',
        'replied',
      ]);
    });

    it('C12: an answer between two starts belongs to the first, and the second stays awaited', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const first = await bench.send({ flow: 'first' });
      bench.world.contactWrites();
      const frames = bench.world.takeFrames();
      const second = await bench.send({ flow: 'second' });

      await bench.watcher.onHints(SESSION_ID, frames);

      expect([bench.row(first)?.status, bench.row(second)?.status]).toEqual(['replied', 'sent']);
    });

    it('two open rooms of one person, which the engine does not allow, give one reply, in the room it was written in', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send({ isLinked: true });
      const waiting = bench.world.active()!;
      const other = {
        ...waiting,
        uuid: roomUuid(2),
        ticket: 2,
        waiting: false,
        isTicketOpen: true,
        createdAt: bench.world.now,
        modifiedAt: bench.world.now,
        messages: [],
        last: null,
      };
      bench.world.rooms.unshift(other);

      bench.world.contactWrites();
      await bench.live();
      await bench.wait(2_000);
      const answered = bench.row(id);
      await bench.watcher.runDiff(SESSION_ID, 'focus');
      await bench.watcher.runDiff(SESSION_ID, 'focus');

      expect(answered).toMatchObject({ status: 'replied', roomUuid: other.uuid, repliedAt: bench.world.lastWrittenAt });
      expect(bench.row(id)).toEqual(answered);
      expect([...bench.memory.rows.keys()]).toEqual([id]);
    });

    it('a contact renamed meanwhile replies as the same person, under the name they were sent to', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send();
      bench.world.renameContact('Ana Maria');

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)).toMatchObject({ status: 'replied', contactName: 'Ana' });
    });

    it('a contact merged into another one replies in the chat that was known to be theirs', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send();
      await bench.watcher.runDiff(SESSION_ID, 'opened');
      bench.world.mergeContact(BRUNO);

      bench.world.contactWrites();
      await bench.live();

      expect(bench.row(id)).toMatchObject({
        status: 'replied',
        contactUuid: ANA,
        roomUuid: bench.world.active()?.uuid,
      });
    });

    it('a contact merged into another one is not recognised in a new chat: the row waits until it expires', async () => {
      const bench = openBench();
      const id = await bench.send();
      bench.world.mergeContact(BRUNO);

      bench.world.contactWrites();
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(12_000);
      await bench.watcher.runDiff(SESSION_ID, 'focus');
      const meanwhile = bench.row(id)?.status;
      await bench.wait(8 * 24 * 60 * 60_000);
      await bench.watcher.expire(AGENT_KEY);

      expect(meanwhile).toBe('sent');
      expect(bench.row(id)).toMatchObject({ status: 'expired', repliedAt: null });
      expect(bench.memory.troubles).toEqual([]);
    });

    it('a reply in an anonymous project, which shows a number as name and no address, is attributed by the contact alone', async () => {
      const bench = openBench();
      bench.world.renameContact('1048576');
      const id = await bench.send({ contactName: null });

      bench.world.contactWrites();
      bench.world.opensTicket(FLOW, 'me');
      await bench.live();
      await bench.wait(2_000);

      expect(bench.row(id)).toMatchObject({
        status: 'replied',
        contactUuid: ANA,
        contactName: '1048576',
        place: { kind: 'mine' },
      });
    });

    it('the place of a reply names the colleague who took the room', async () => {
      const bench = openBench();
      const id = await bench.send();
      bench.world.contactWrites();
      bench.world.opensTicket(FLOW, 'queue');
      await bench.live();
      await bench.wait(2_000);

      bench.world.moves('other');
      await bench.live();

      expect(bench.row(id)).toMatchObject({ status: 'replied', place: { kind: 'taken', agentName: 'Cleo' } });
    });

    it('a reply in a room that the agent may not see is found by "last seen" and marked as not visible', async () => {
      const bench = openBench();
      const id = await bench.send();
      bench.world.contactWrites();

      const result = await (async () => {
        bench.memory.clock.now = bench.world.now;
        return bench.watcher.runDiff(SESSION_ID, 'opened');
      })();

      expect(result).toMatchObject({ status: 'done', flowsCalls: 1 });
      expect(bench.row(id)).toMatchObject({
        status: 'replied',
        place: { kind: 'not-visible' },
        replyMessageUuid: null,
      });
    });

    it('replies written while Chats was closed appear after one diff', async () => {
      const bench = openBench();
      await withOpenRoom(bench);
      const id = await bench.send();
      bench.world.contactWrites();
      bench.world.botWrites();
      bench.world.takeFrames();

      bench.memory.clock.now = bench.world.now;
      await bench.watcher.onSocket(SESSION_ID, 'opened');

      expect(bench.row(id)).toMatchObject({ status: 'replied', repliedAt: bench.world.written[0]!.fact.createdAt });
    });
  },
);
