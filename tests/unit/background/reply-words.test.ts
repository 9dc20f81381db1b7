import { describe, expect, it } from 'vitest';
import { createReplyWords } from '../../../lib/background/services/reply-words.ts';
import { MessageUuid, RoomUuid, SessionId } from '../../../lib/ids.ts';
import type { MessageFact } from '../../../lib/replies/facts.ts';
import type { RoomWords } from '../../../lib/replies/words.ts';

const room = (n: number): RoomUuid => RoomUuid.parse(`70000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [MINE, OTHERS] = ['https://a|ana|p', 'https://a|bia|p'].map((id) => SessionId.parse(id)) as [
  SessionId,
  SessionId,
];

function said(text: string, at: number, n = 1): MessageFact {
  const uuid = MessageUuid.parse(`80000000-0000-4000-8000-${String(at).padStart(12, '0')}`);
  return {
    kind: 'message',
    uuid,
    roomUuid: room(n),
    direction: 'contact',
    createdAt: at,
    words: { text, hasMedia: false },
  };
}

function memory() {
  const told: RoomWords[] = [];
  const words = createReplyWords({ onWords: (news) => void told.push(...news) });
  const textOf = (sessionId: SessionId, n = 1) => words.of([{ sessionId, roomUuid: room(n) }])[0]?.text ?? null;
  return { words, told, textOf };
}

describe('the words of replies', () => {
  it('are taken out of the facts that reply detection gets', () => {
    const facts = memory().words.take(MINE, [said('segredo', 5)]);

    expect(JSON.stringify(facts)).not.toContain('segredo');
    expect(facts).toHaveLength(1);
  });

  it('are those of the newest message of the room, in whatever order messages are seen', () => {
    const { words, textOf } = memory();

    words.take(MINE, [said('depois', 9), said('antes', 5)]);

    expect(textOf(MINE)).toBe('depois');
  });

  it('are told again only for rooms that a shown row is linked to, and only when they change', () => {
    const { words, told, textOf } = memory();

    words.take(MINE, [said('um', 1)]);
    const before = told.length;
    textOf(MINE);
    words.take(MINE, [said('dois', 2), said('outra sala', 2, 2)]);
    words.take(MINE, [said('dois', 2)]);

    expect(before).toBe(0);
    expect(told.map(({ text }) => text)).toEqual(['dois']);
  });

  it('of a session are seen under that session only, and are gone when it has ended', () => {
    const { words, textOf } = memory();
    words.take(MINE, [said('minha', 1)]);
    words.take(OTHERS, [said('alheia', 1, 2)]);

    expect(textOf(OTHERS)).toBeNull();
    words.keepOnly(new Set([OTHERS]));
    expect(textOf(MINE)).toBeNull();
    expect(textOf(OTHERS, 2)).toBe('alheia');
  });
});
