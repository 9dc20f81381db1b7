import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContactUuid } from '../../../lib/ids.ts';
import { countReplied, countWaiting } from '../../../lib/replies/badge.ts';
import { linkTwins, readHumans, type StoredTwins } from '../../../lib/replies/humans.ts';
import { listUnanswered } from '../../../lib/replies/list.ts';
import { decideNotices } from '../../../lib/replies/notify.ts';
import type { AwaitedChange } from '../../../lib/replies/ports.ts';
import { AwaitedRow } from '../../../lib/replies/records.ts';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import { AGENT_KEY, ANA, awaited, BRUNO, memoryPorts, SESSION_ID, uuidOf } from './memory-ports.ts';
import { createWorld } from './reply-world.ts';

const START = Date.UTC(2026, 10, 20, 12);
const FLOW = 'Reengage after 24h';
/** In these tests ANA is the contact with the ninth digit, and BRUNO is the same human's contact without it. */
const OTHER = BRUNO;
const contact = (n: number) => ContactUuid.parse(uuidOf('c', n));

/** One human with two contacts. The human's messages and rooms always belong to OTHER. */
async function arrange(sentTo: readonly (typeof ANA)[]) {
  const world = createWorld(START);
  world.mergeContact(OTHER);
  const memory = memoryPorts(world.weni, { now: START });
  const watcher = createReplyWatcher(memory.ports);
  const changes: AwaitedChange[] = [];
  watcher.onChange((news) => changes.push(...news));
  world.dispatch(FLOW, false);
  await watcher.track(
    sentTo.map((contactUuid, n) => awaited({ id: `d:${n}`, contactUuid, sentAt: START + n, flowName: FLOW })),
  );
  world.takeFrames();
  const answer = async (on = watcher): Promise<void> => {
    world.pass(60_000);
    memory.clock.now += 60_000;
    world.contactWrites();
    world.opensTicket(FLOW, 'me');
    await on.onHints(SESSION_ID, world.takeFrames());
    memory.clock.now += 20_000;
    await on.tick();
  };
  return { world, memory, watcher, changes, answer, rows: () => [...memory.rows.values()] };
}

describe('an answer from the other contact of a person who was sent to', () => {
  it('changes nothing while the two contacts are not linked as one human', async () => {
    const { answer, rows } = await arrange([ANA]);

    await answer();

    expect(rows().map((row) => row.status)).toEqual(['sent']);
  });

  it('marks the row as replied, with the contact that answered and the chat in which it did', async () => {
    const { watcher, world, answer, rows } = await arrange([ANA]);
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);

    await answer();

    expect(rows()).toMatchObject([
      { status: 'replied', contactUuid: ANA, answeredFrom: OTHER, roomUuid: world.active()?.uuid },
    ]);
    expect(AwaitedRow.parse(rows()[0])).toEqual(rows()[0]);
  });

  it('marks the row as replied also after a restart of the background, from the stored link', async () => {
    const { watcher, memory, answer, rows } = await arrange([ANA]);
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);

    await answer(createReplyWatcher(memory.ports));

    expect(rows()).toMatchObject([{ status: 'replied', answeredFrom: OTHER }]);
  });

  it('is found by a diff when no frame reported it', async () => {
    const { watcher, world, memory, rows } = await arrange([ANA]);
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);
    world.pass(60_000);
    memory.clock.now += 60_000;
    world.contactWrites();
    world.opensTicket(FLOW, 'me');
    world.takeFrames();
    memory.clock.now += 60_000;

    await watcher.runDiff(SESSION_ID, 'opened');

    expect(rows()).toMatchObject([{ status: 'replied', answeredFrom: OTHER }]);
  });

  it('is counted, notified and dismissed once when both contacts were sent to', async () => {
    const { watcher, answer, rows, changes } = await arrange([ANA, OTHER]);
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);
    expect(countWaiting(rows())).toBe(1);

    await answer();

    expect(countReplied(rows())).toBe(1);
    expect(countWaiting(rows())).toBe(0);
    const settings = { notification: 'always', sound: true, quietUntil: null, quietSince: null } as const;
    const told = decideNotices(changes, {
      settings,
      now: START,
      visibleSessions: new Set<string>(),
      isOnScreen: () => false,
      notifiedAt: {},
    });
    expect(told.notices).toHaveLength(1);
    const replied = rows().find((row) => row.status === 'replied');
    await watcher.dismiss(AGENT_KEY, [replied?.id ?? '']);
    expect(countReplied(rows())).toBe(0);
    expect(countWaiting(rows())).toBe(0);
  });

  it('takes both contacts off the list of people without an answer', async () => {
    const { watcher, memory, answer, rows } = await arrange([ANA, OTHER]);
    const dispatchId = AwaitedRow.shape.dispatchId.parse(uuidOf('d', 1));
    for (const row of rows()) memory.rows.set(row.id, { ...row, dispatchId });
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);

    await answer();

    expect(dispatchId === null ? null : listUnanswered(rows(), dispatchId)).toEqual([]);
  });

  it('is marked as opened when its room is on screen, whichever contact was sent to', async () => {
    const { watcher, world, answer, rows } = await arrange([ANA]);
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);
    await answer();
    const room = world.active()?.uuid;
    if (room === undefined) throw new Error('no room was opened');

    await watcher.roomShown(SESSION_ID, room);

    expect(rows()).toMatchObject([{ status: 'opened' }]);
  });

  it('lets a later start to the other contact count as the same human', async () => {
    const { watcher, rows } = await arrange([ANA]);
    await watcher.linkTwins(SESSION_ID, [[ANA, OTHER]]);

    await watcher.track([awaited({ id: 'e:0', contactUuid: OTHER, sentAt: START + 5 })]);

    expect(countWaiting(rows())).toBe(1);
  });
});

describe('links between contacts', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { maxLength: 8 });
  const link = (twins: StoredTwins, [a, b]: readonly [number, number]) => linkTwins(twins, [contact(a), contact(b)]);

  it('are the same in any order, and adding them again changes nothing', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const forward = list.reduce<StoredTwins>(link, {});
        const keys = (twins: StoredTwins) => [0, 1, 2, 3, 4, 5, 6].map((n) => readHumans(twins).keyOf(contact(n)));
        expect(keys(list.toReversed().reduce<StoredTwins>(link, {}))).toEqual(keys(forward));
        expect(list.reduce<StoredTwins>(link, forward)).toBe(forward);
      }),
    );
  });

  it('give every contact of a human the same list', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const humans = readHumans(list.reduce<StoredTwins>(link, {}));
        for (let n = 0; n <= 6; n += 1) {
          const all = humans.contactsOf(contact(n));
          expect(all).toContain(contact(n));
          for (const other of all) expect([...humans.contactsOf(other)].sort()).toEqual([...all].sort());
        }
      }),
    );
  });
});
