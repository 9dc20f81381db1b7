import { beforeEach, describe, expect, it } from 'vitest';
import { createChatEndings } from '../../../lib/background/services/chat-endings.ts';
import { awaitedOf } from '../../../lib/ledger/awaited-of.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import type { HistoryRoom } from '../../../lib/weni/api/rooms.ts';
import { contact, dispatchRow, personRow, room, T0 } from '../dispatch/rows.ts';

let now: number;
let rows: AwaitedRow[];
let asked: { contactUuid: string; endedAfter: number }[];
let answer: readonly HistoryRoom[] | Error;
let isLive: boolean;
let errors: unknown[];
let timers: { at: number; run: () => void }[];

const closedRow = (n: number, change: Partial<AwaitedRow> = {}): AwaitedRow => ({
  ...awaitedOf(dispatchRow(), personRow({ n, contactUuid: contact(n), settledAt: T0 })),
  status: 'closed',
  roomUuid: room(n),
  repliedAt: T0 + 1_000,
  ...change,
});
const closedRoom = (n: number, change: Partial<HistoryRoom> = {}): HistoryRoom => ({
  kind: 'room',
  source: 'history',
  action: null,
  uuid: room(n),
  contactUuid: contact(n),
  contactName: null,
  isWaiting: false,
  isActive: false,
  user: null,
  queue: null,
  lastMessage: null,
  lastInteractionAt: null,
  createdAt: T0,
  modifiedAt: null,
  endedAt: T0 + 60_000,
  endedBy: null,
  tags: ['Venda'],
  ...change,
});

const endings = () =>
  createChatEndings({
    listAwaited: async () => rows,
    isLive: () => isLive,
    listHistoryRooms: async (_, query) => {
      asked.push(query);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    noteEnding: async (_, id, ending) => {
      rows = rows.map((row) => (row.id === id ? { ...row, ending } : row));
    },
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    onError: (error) => errors.push(error),
  });

const settled = () => new Promise((resolve) => setImmediate(resolve));
async function pass(ms: number): Promise<void> {
  const until = now + ms;
  for (;;) {
    const [next] = timers.toSorted((a, b) => a.at - b.at);
    if (next === undefined || next.at > until) break;
    timers = timers.filter((timer) => timer !== next);
    now = next.at;
    next.run();
    for (let turn = 0; turn < 5; turn += 1) await settled();
  }
  now = until;
}

beforeEach(() => {
  now = T0;
  rows = [];
  asked = [];
  answer = [];
  isLive = true;
  errors = [];
  timers = [];
});

describe('how chats ended', () => {
  it('is asked for once for a closed row, a moment after it was closed, of the contact that answered', async () => {
    rows = [closedRow(1, { answeredFrom: contact(9) }), closedRow(2, { status: 'opened' })];
    answer = [closedRoom(5, { tags: ['Outro'] }), closedRoom(1)];

    endings().changed(rows);
    const before = asked.length;
    await pass(60_000);
    endings().changed(rows);
    await pass(60_000);

    expect(before).toBe(0);
    expect(asked).toEqual([{ contactUuid: contact(9), endedAfter: T0 }]);
    expect(rows[0]?.ending).toEqual({ askedAt: T0 + 2_000, endedAt: T0 + 60_000, tags: ['Venda'] });
    expect(rows[1]?.ending).toBeUndefined();
  });

  it('stays unknown, and is not asked again, when the question failed or the chat is not listed', async () => {
    rows = [closedRow(1)];
    answer = new Error('offline');

    await endings().check();
    answer = [closedRoom(1)];
    await endings().check();

    expect(errors).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect(rows[0]?.ending).toMatchObject({ endedAt: null, tags: null });
  });

  it('tells a chat that was closed without a tag from one of which the tags are not known', async () => {
    rows = [closedRow(1), closedRow(2)];
    answer = [closedRoom(1, { tags: [] }), closedRoom(2, { tags: null })];

    await endings().check();
    await pass(10_000);

    expect(rows.map((row) => row.ending?.tags)).toEqual([[], null]);
    expect(rows.map((row) => row.ending?.endedAt)).toEqual([T0 + 60_000, T0 + 60_000]);
  });

  it('waits for the session of the row', async () => {
    rows = [closedRow(1)];
    isLive = false;
    const reader = endings();

    await reader.check();
    const before = asked.length;
    isLive = true;
    await reader.check();

    expect([before, asked.length]).toEqual([0, 1]);
  });

  it('is asked for one after the other, at most 60 in an hour', async () => {
    rows = Array.from({ length: 70 }, (_, n) => closedRow(n));

    await endings().check();
    await pass(3_000);
    const soon = asked.length;
    await pass(50 * 60_000);
    const inAnHour = asked.length;
    await pass(60 * 60_000);

    expect([soon, inAnHour, asked.length]).toEqual([2, 60, 70]);
  });
});
