import { expect, it } from 'vitest';
import { MessageUuid } from '../../../lib/ids.ts';
import { detectRoom } from '../../../lib/replies/detect.ts';
import type { RoomFact } from '../../../lib/replies/facts.ts';
import { ANA, awaited, roomUuid, SESSION, uuidOf } from './memory-ports.ts';

const SENT_AT = 2_000_000;

/** A waiting room whose ticket opened; `last_message` is what the contact said last. */
function openedTicket(lastMessageAt: number): RoomFact {
  return {
    kind: 'room',
    source: 'socket',
    action: 'create',
    uuid: roomUuid(1),
    contactUuid: ANA,
    contactName: 'Ana',
    isWaiting: false,
    isActive: true,
    user: { email: SESSION.agentEmail, name: 'Bob' },
    queue: { uuid: 'q', name: 'Level 1' },
    lastMessage: { uuid: MessageUuid.parse(uuidOf('d', 1)), createdAt: lastMessageAt, direction: 'contact' },
    lastInteractionAt: lastMessageAt,
    modifiedAt: SENT_AT + 5_000,
    endedAt: null,
    endedBy: null,
  };
}

const rows = [awaited({ sentAt: SENT_AT, status: 'waiting-room', roomUuid: roomUuid(1) })];

it('asks for the messages of a new ticket even if the last message of the room is older than the start', () => {
  const effects = detectRoom(openedTicket(SENT_AT - 3 * 24 * 3_600_000), {
    rows,
    known: null,
    selfEmail: SESSION.agentEmail,
  });

  expect(effects).toContainEqual(expect.objectContaining({ kind: 'check', ask: 'messages' }));
});

it('asks for no messages when the last message of the room is the answer', () => {
  const effects = detectRoom(openedTicket(SENT_AT + 4_000), { rows, known: null, selfEmail: SESSION.agentEmail });

  expect(effects.filter((effect) => effect.kind === 'check')).toEqual([]);
});
