import { expect, it } from 'vitest';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import { ANA, awaited, BRUNO, memoryPorts, roomUuid, SESSION_ID, weniWith } from './memory-ports.ts';

it('checks a room whose check became due while another room was being checked', async () => {
  const asked: string[] = [];
  let answerFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => (answerFirst = resolve));
  const weni = weniWith({
    async listMessages(_, room) {
      asked.push(room);
      if (asked.length === 1) await first;
      return [];
    },
  });
  const memory = memoryPorts(weni);
  const watcher = createReplyWatcher(memory.ports);
  const { now } = memory.clock;
  memory.rows.set('d:0', awaited({ id: 'd:0', contactUuid: ANA, roomUuid: roomUuid(1), status: 'ticket-opened' }));
  memory.rows.set('d:1', awaited({ id: 'd:1', contactUuid: BRUNO, roomUuid: roomUuid(2), status: 'ticket-opened' }));
  const check = (room: number, contactUuid: typeof ANA, dueAt: number) => ({
    roomUuid: roomUuid(room),
    contactUuid,
    ask: 'messages' as const,
    dueAt,
    step: 1,
  });
  await watcher.onSocket(SESSION_ID, 'closed');
  memory.watches.set(SESSION_ID, {
    sessionId: SESSION_ID,
    checks: [check(1, ANA, now), check(2, BRUNO, now + 5)],
    rooms: {},
    counts: null,
    missing: {},
    lastDiffAt: now,
    lastFullAt: now,
    lastNewsAt: now,
    nextDiffAt: null,
    lastAdoptAt: now,
    nextAdoptAt: null,
    nextLastSeenAt: null,
    lastSeenCallsAt: [],
    sweep: { doneUntilAt: now, startedAt: null, cursor: null },
  });

  const running = watcher.tick();
  await expect.poll(() => asked.length).toBe(1);
  memory.clock.now = now + 5;
  const second = watcher.tick();
  answerFirst();
  await Promise.all([running, second]);

  expect(asked).toEqual([roomUuid(1), roomUuid(2)]);
});
