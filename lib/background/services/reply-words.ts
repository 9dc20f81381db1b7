import type { MessageFact, RoomFact } from '../../replies/facts.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { asksToStop } from '../../replies/stop-words.ts';
import type { RoomWords } from '../../replies/words.ts';
import { createLru } from '../../util/lru.ts';

/** Rooms whose words are kept, over all sessions; 200 characters each, so about a megabyte and a half. */
const ROOMS = 5_000;

type Fact = RoomFact | MessageFact;

const keyOf = (sessionId: string, roomUuid: string): string => `${sessionId} ${roomUuid}`;

const wishIn = (text: string): { asksToStop?: true } => (asksToStop(text) ? { asksToStop: true } : {});

/** The fact without the words that it carried; of a wish to get no further messages the flag is left. */
function withoutWords<F extends Fact>(fact: F): F {
  if (fact.kind === 'message') {
    if (fact.words === undefined) return fact;
    const { words, ...rest } = fact;
    return { ...rest, ...wishIn(words.text) } as F;
  }
  if (fact.lastMessage?.words === undefined) return fact;
  const { words, ...lastMessage } = fact.lastMessage;
  return { ...fact, lastMessage: { ...lastMessage, ...wishIn(words.text) } };
}

function wordsIn(fact: Fact): Pick<RoomWords, 'roomUuid' | 'at' | 'text' | 'hasMedia'> | null {
  const message = fact.kind === 'message' ? fact : fact.lastMessage;
  if (message?.words === undefined) return null;
  return { roomUuid: fact.kind === 'message' ? fact.roomUuid : fact.uuid, at: message.createdAt, ...message.words };
}

export interface ReplyWordsPorts {
  /** Called with new words of rooms that a shown row is linked to. */
  readonly onWords: (words: readonly RoomWords[]) => void;
}

/**
 * Keeps the newest words of each room while this life of the background lasts. They come from the page's socket and
 * from look-ups that reply detection makes anyway; no request is made for them. Nothing here is ever stored: they are
 * gone when the background stops, at sign-out and with *erase all*.
 */
export function createReplyWords({ onWords }: ReplyWordsPorts) {
  let rooms = createLru<string, RoomWords>(ROOMS);
  const shown = new Set<string>();

  return {
    /**
     * Moves the words of these facts into memory.
     *
     * @returns the facts without words, for reply detection, which must not see them
     */
    take<F extends Fact>(sessionId: string, facts: readonly F[]): F[] {
      const news: RoomWords[] = [];
      for (const fact of facts) {
        const words = wordsIn(fact);
        if (words === null) continue;
        const key = keyOf(sessionId, words.roomUuid);
        const before = rooms.get(key);
        if (before !== undefined && (before.at > words.at || isSame(before, words))) continue;
        const row = { sessionId, ...words };
        rooms.set(key, row);
        if (shown.has(key)) news.push(row);
      }
      if (news.length > 0) onWords(news);
      return facts.map(withoutWords);
    },
    /** The words of the rooms of these rows. From now on, news of these rooms are reported. */
    of(rows: readonly Pick<AwaitedRow, 'sessionId' | 'roomUuid'>[]): RoomWords[] {
      return rows.flatMap(({ sessionId, roomUuid }) => {
        if (roomUuid === null) return [];
        const key = keyOf(sessionId, roomUuid);
        shown.add(key);
        return rooms.get(key) ?? [];
      });
    },
    /** Forgets the words of every other session: its agent has signed out, or its tab is closed. */
    keepOnly(sessionIds: ReadonlySet<string>): void {
      const kept = createLru<string, RoomWords>(ROOMS);
      for (const row of rooms.values())
        if (sessionIds.has(row.sessionId)) kept.set(keyOf(row.sessionId, row.roomUuid), row);
      rooms = kept;
      for (const key of shown) if (!sessionIds.has(key.slice(0, key.lastIndexOf(' ')))) shown.delete(key);
    },
  };
}

export type ReplyWordsMemory = ReturnType<typeof createReplyWords>;

function isSame(
  a: Pick<RoomWords, 'at' | 'text' | 'hasMedia'>,
  b: Pick<RoomWords, 'at' | 'text' | 'hasMedia'>,
): boolean {
  return a.at === b.at && a.text === b.text && a.hasMedia === b.hasMedia;
}
