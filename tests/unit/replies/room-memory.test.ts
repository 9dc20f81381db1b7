import { describe, expect, it } from 'vitest';
import type { ReplyFact } from '../../../lib/replies/facts.ts';
import { createRoomMemory } from '../../../lib/replies/room-memory.ts';
import { toHint } from '../../../lib/weni/socket/socket-frames.ts';
import { frameOf, messageContent, roomContent } from '../weni-socket/contents.ts';

function fact(action: string, content: object): ReplyFact {
  const hint = toHint(frameOf(action, content));
  if (hint === null || hint.kind === 'agent-status') throw new Error(`no fact: ${action}`);
  return hint;
}

const message = (more: object = {}) => fact('msg.create', { ...messageContent(), ...more });
const room = (more: object = {}, action = 'rooms.update') => fact(action, { ...roomContent(), ...more });

function repeatsIn(facts: readonly ReplyFact[]): boolean[] {
  const memory = createRoomMemory();
  return facts.map((each) => memory.isRepeat(each));
}

describe('a socket event', () => {
  it('is a repeat when it comes again over another socket, tab or group', () => {
    const events = [
      message(),
      room(),
      room({}, 'rooms.close'),
      room({}, 'rooms.close'),
      message(),
      room({ has_history: true }),
    ];

    expect(repeatsIn(events)).toEqual([false, false, false, true, true, true]);
  });

  it('is no repeat when it names another change of the room, or another message', () => {
    const events = [
      room(),
      room({ modified_on: '2026-11-20T19:03:09.999-03:00' }),
      room({ is_waiting: false }),
      room({ last_message: null }),
      room({}, 'rooms.create'),
      message(),
      message({ uuid: '0f6105d9-3f40-4540-9c0a-f380c3c0759e' }),
    ];

    expect(repeatsIn(events)).toEqual(events.map(() => false));
  });

  it('is a repeat when it fills in the media of a message that was heard already', () => {
    const filled = fact('msg.update', { ...messageContent(), text: '', media: [{}] });

    expect(repeatsIn([message({ text: '' }), filled])).toEqual([false, true]);
  });
});

it('the answer of a request is never a repeat', () => {
  const asked = { ...room(), source: 'retrieve' } as ReplyFact;

  expect(repeatsIn([room(), asked, asked])).toEqual([false, false, false]);
});
