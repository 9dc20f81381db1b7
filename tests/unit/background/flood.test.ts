import { expect, it } from 'vitest';
import { createWorld, frameOf, settle } from './world.ts';

const FLOOD = 20_000;
const ROOM = 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2';

const forged = (n: number) => ({
  kind: 'message',
  uuid: `f0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  roomUuid: ROOM,
  direction: 'contact',
  createdAt: 1_700_000_000_000,
});

/** Two tabs of two agents; `work.count` is how often the session area was read or written. */
async function twoTabs() {
  const world = createWorld();
  await world.signIn(1, 'ana-1');
  await world.signIn(2, 'bia-1');
  await settle();
  const work = { count: 0 };
  const { get, set } = world.sessionArea;
  world.sessionArea.get = async (key) => {
    work.count += 1;
    return await get(key);
  };
  world.sessionArea.set = async (key, value) => {
    work.count += 1;
    await set(key, value);
  };
  return { world, work };
}

it.each<[string, (n: number) => [string, object]]>([
  ['page:frames', (n) => ['page:frames', { hints: [forged(n)] }]],
  ['page:focused', (n) => ['page:focused', { visible: n % 2 === 0 }]],
  ['page:room-shown', (n) => ['page:room-shown', { roomUuid: n % 2 === 0 ? ROOM : null, visible: true }]],
  ['page:socket', (n) => ['page:socket', { state: n % 2 === 0 ? 'opened' : 'closed' }]],
])(
  '20,000 %s of one frame cause few reads and writes, and another frame is answered before most of them',
  async (_, make) => {
    const { world, work } = await twoTabs();

    const flood = Array.from({ length: FLOOD }, (__, n) => world.ask(...make(n), frameOf(1)));
    const other = await world.ask('page:room-shown', { roomUuid: ROOM, visible: true }, frameOf(2));
    const beforeOther = work.count;
    await Promise.all(flood);

    expect(other).toMatchObject({ ok: true });
    expect(beforeOther).toBeLessThanOrEqual(60);
    expect(work.count).toBeLessThanOrEqual(100);
  },
);

it('the last message of a flooding frame is the one that is kept', async () => {
  const { world } = await twoTabs();

  const flood = Array.from({ length: FLOOD }, () =>
    world.ask('page:room-shown', { roomUuid: null, visible: false }, frameOf(1)),
  );
  await world.ask('page:room-shown', { roomUuid: ROOM, visible: true }, frameOf(1));
  await Promise.all(flood);

  expect((await world.services.sessions.frames()).find(({ frame }) => frame.tabId === 1)).toMatchObject({
    roomUuid: ROOM,
    visible: true,
  });
});
