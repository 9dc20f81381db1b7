import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplyFact } from '../../../lib/replies/facts.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import { awaited, memoryPorts, SESSION_ID, type MemoryPorts } from './memory-ports.ts';
import { createWorld, type World } from './reply-world.ts';

const START = Date.UTC(2026, 10, 20, 12);
const SLACK_MS = 1_500;
const HISTORIES = 10_000;

const owner = fc.constantFrom('me' as const, 'queue' as const, 'other' as const);
const flow = fc.constantFrom('alpha', 'beta');
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('dispatch' as const), flow, isLinked: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('contact' as const), skewMs: fc.integer({ min: -1_000, max: 1_000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ticket' as const),
      flow,
      owner,
      history: fc.constantFrom('run' as const, 'day' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ kind: 'bot' as const }, { kind: 'agent' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), owner }) },
);
const step = fc.record({
  action,
  gapMs: fc.integer({ min: 20_000, max: 20 * 60_000 }),
  /** What happens to each frame: delivered now, lost, delivered twice, or delivered one step later. */
  fates: fc.array(fc.constantFrom('now' as const, 'now' as const, 'lost' as const, 'twice' as const, 'late' as const), {
    minLength: 4,
    maxLength: 4,
  }),
  isReversed: fc.boolean(),
  ticks: fc.boolean(),
  stopsBackground: fc.boolean(),
});
const history = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 10 }),
  isForbidden: fc.boolean(),
  tellsAge: fc.boolean(),
  clockSkewMs: fc.integer({ min: -600_000, max: 600_000 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history and calls `look` after every delivery of frames. */
async function play(plan: History, look: (world: World, memory: MemoryPorts) => void) {
  const { world, weni } = createWorld(START);
  const memory = memoryPorts(weni, { now: START + plan.clockSkewMs });
  let watcher = createReplyWatcher(memory.ports);
  let late: ReplyFact[] = [];
  const rows: string[] = [];
  if (plan.isForbidden) world.forbidRetrieve();
  for (const { action: act, gapMs, fates, isReversed, ticks, stopsBackground } of plan.steps) {
    world.pass(gapMs);
    memory.clock.now = world.now + plan.clockSkewMs;
    if (act.kind === 'contact') world.contactWrites(act.skewMs);
    else if (act.kind === 'ticket') world.opensTicket(act.flow, act.owner, act.history);
    else if (act.kind === 'bot') world.botWrites();
    else if (act.kind === 'agent') world.agentWrites();
    else if (act.kind === 'close') world.agentCloses();
    else if (act.kind === 'move') world.moves(act.owner);
    else {
      const room = world.dispatch(act.flow, act.isLinked);
      const row = awaited({
        id: `d:${rows.length}`,
        sentAt: world.now,
        flowName: act.flow,
        roomUuid: room,
        status: room === null ? 'sent' : 'waiting-room',
      });
      rows.push(row.id);
      await watcher.track([row]);
    }
    const delivered: ReplyFact[] = late;
    late = [];
    const frames = world.takeFrames().map((fact) => (plan.tellsAge ? fact : withoutAge(fact)));
    for (const [index, fact] of frames.entries()) {
      const fate = fates[index % fates.length];
      if (fate === 'late') late.push(fact);
      else if (fate === 'twice') delivered.push(fact, fact);
      else if (fate === 'now') delivered.push(fact);
    }
    await watcher.onHints(SESSION_ID, isReversed ? delivered.reverse() : delivered);
    if (stopsBackground) watcher = createReplyWatcher(memory.ports);
    if (ticks) await watcher.tick();
    look(world, memory);
  }
  return { world, memory, watcher, newest: () => memory.rows.get(rows.at(-1) ?? '') };
}

// Hints from the page's socket do not carry the time at which a room was created.
function withoutAge(fact: ReplyFact): ReplyFact {
  if (fact.kind === 'message') return fact;
  const { createdAt: _, ...rest } = fact;
  return rest;
}

/** Throws unless every stored reply is a message that the contact really wrote after the start it is attributed to. */
function expectNoFalseReply(world: World, memory: MemoryPorts): void {
  for (const row of memory.rows.values()) {
    if (row.repliedAt === null) continue;
    const isWritten = world.written.some(
      ({ fact }) => fact.createdAt === row.repliedAt && fact.createdAt > row.sentAt - SLACK_MS,
    );
    if (!isWritten) throw new Error(`false reply: ${JSON.stringify(row)}`);
  }
  for (const row of memory.rows.values()) {
    if (row.status === 'replied' && row.repliedAt === null)
      throw new Error(`replied without a time: ${JSON.stringify(row)}`);
  }
}

/** The true state of the newest start, as the statuses that the list may show; null where no request can find out. */
function truthOf(world: World, row: AwaitedRow): { isAnswered: boolean; statuses: readonly string[] } | null {
  const after = world.written.filter(({ fact }) => fact.createdAt > row.sentAt - SLACK_MS);
  if (after.length === 0) {
    const statuses =
      row.roomUuid !== null && world.rooms.find((room) => room.uuid === row.roomUuid)?.isActive === false
        ? ['closed', 'superseded']
        : ['sent', 'waiting-room', 'ticket-opened', 'superseded'];
    return { isAnswered: false, statuses };
  }
  // After the chat of a person is closed, the watcher looks for them no more: it notices only an open chat in which
  // they write again.
  if (
    row.status === 'closed' &&
    row.repliedAt === null &&
    !after.some(({ room }) => room?.isActive === true && room.owner !== 'other')
  )
    return null;
  const visible = after.filter(
    ({ room }) => room !== null && (!room.isActive || room.owner !== 'other' || row.roomUuid === room.uuid),
  );
  // The contact wrote, but only in rooms that this agent may not see, and their known room shows nothing: no request
  // can find out.
  if (visible.length === 0 && row.roomUuid !== null) return null;
  return { isAnswered: true, statuses: ['replied', 'closed'] };
}

/** Where the chat of a reply is now, as the places that the list may show. */
function placesOf(world: World, row: AwaitedRow): readonly string[] {
  const room = world.rooms.find((each) => each.uuid === row.roomUuid);
  if (room === undefined) return ['not-visible'];
  // A reply in a room that replaced a waiting room keeps the place "other-flow", wherever that room is moved later.
  const wasReplaced = world.rooms.some((each) => each.endedBy === 'new_room');
  const place = room.owner === 'me' ? 'mine' : room.owner === 'queue' ? 'queue' : 'taken';
  return wasReplaced ? [place, 'other-flow'] : [place];
}

describe('generated histories', () => {
  it(`agrees with the server after one diff at the end of ${HISTORIES} histories, and never shows a false reply before`, async () => {
    let awaitedOnes = 0;
    let decided = 0;
    let answered = 0;

    await fc.assert(
      fc.asyncProperty(history, async (plan) => {
        const { world, memory, watcher, newest } = await play(plan, expectNoFalseReply);

        // Half an hour later Chats is opened again: one diff runs, then the checks that it asks for.
        world.pass(31 * 60_000);
        memory.clock.now = world.now + plan.clockSkewMs;
        await watcher.runDiff(SESSION_ID, 'opened');
        memory.clock.now += 2_000;
        await watcher.tick();
        memory.clock.now += 11_000;
        await watcher.tick();

        expectNoFalseReply(world, memory);
        expect(memory.troubles).toEqual([]);
        const row = newest();
        if (row === undefined) return;
        awaitedOnes += 1;
        const truth = truthOf(world, row);
        if (truth === null) return;
        decided += 1;
        if (truth.isAnswered) answered += 1;
        expect(
          { isAnswered: row.repliedAt !== null, isTrue: truth.statuses.includes(row.status) },
          JSON.stringify({ row, truth }),
        ).toEqual({ isAnswered: truth.isAnswered, isTrue: true });
        const open = [...memory.rows.values()].filter((other) =>
          ['sent', 'waiting-room', 'ticket-opened'].includes(other.status),
        );
        const isPlaced = row.status !== 'replied' || placesOf(world, row).includes(row.place.kind);
        expect({ isPlaced, open: truth.isAnswered ? open : [] }, JSON.stringify(row)).toEqual({
          isPlaced: true,
          open: [],
        });
      }),
      { numRuns: HISTORIES, seed: 20261120 },
    );

    expect(answered).toBeGreaterThan(HISTORIES / 4);
    expect(decided).toBeGreaterThan(awaitedOnes * 0.9);
  });
});
