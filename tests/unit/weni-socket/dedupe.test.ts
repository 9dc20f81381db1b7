import { describe, expect, it } from 'vitest';
import { createHintDedupe } from '../../../lib/weni/socket/dedupe.ts';
import { toHint } from '../../../lib/weni/socket/socket-frames.ts';
import type { SocketHint } from '../../../lib/weni/socket/hint.ts';
import { frameOf, messageContent, roomContent } from './contents.ts';

function hint(action: string, content: object): SocketHint {
  const read = toHint(frameOf(action, content));
  if (read === null) throw new Error(`no hint: ${action}`);
  return read;
}

const message = (more: object = {}): SocketHint => hint('msg.create', { ...messageContent(), ...more });
const room = (more: object = {}, action = 'rooms.update'): SocketHint => hint(action, { ...roomContent(), ...more });

describe('hint dedupe', () => {
  it('lets an event through once, whatever socket and group it comes over', () => {
    const dedupe = createHintDedupe();
    const events = [
      message(),
      room(),
      room({}, 'rooms.close'),
      room({}, 'rooms.close'),
      message(),
      room({ has_history: true }),
    ];

    expect(events.map((event) => dedupe.isNew(event))).toEqual([true, true, true, false, false, false]);
  });

  it('lets changes of a room through', () => {
    const dedupe = createHintDedupe();
    const events = [
      room(),
      room({ modified_on: '2026-11-20T19:03:09.999-03:00' }),
      room({ is_waiting: false }),
      room({ last_message: null }),
      room({}, 'rooms.create'),
      message(),
      message({ uuid: '0f6105d9-3f40-4540-9c0a-f380c3c0759e' }),
      hint('msg.update', { ...messageContent(), text: '' }),
      hint('msg.update', { ...messageContent(), text: '', media: [{}] }),
    ];

    expect(events.every((event) => dedupe.isNew(event))).toBe(true);
  });

  it('never drops a status', () => {
    const dedupe = createHintDedupe();
    const offline = hint('status.update', { status: 'offline', from: 'system' });

    expect([dedupe.isNew(offline), dedupe.isNew(offline)]).toEqual([true, true]);
    expect(offline).toEqual({ kind: 'agent-status', status: 'OFFLINE', from: 'system' });
  });

  it('forgets the oldest key beyond its capacity', () => {
    const dedupe = createHintDedupe(2);
    const [first, second, third] = [1, 2, 3].map((n) => message({ uuid: `0f6105d9-3f40-4540-9c0a-00000000000${n}` }));
    if (!first || !second || !third) throw new Error('three messages');

    const answers = [first, second, third, third, second, first].map((event) => dedupe.isNew(event));

    expect(answers).toEqual([true, true, true, false, false, true]);
  });
});
