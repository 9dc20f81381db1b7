import { RoomUuid } from '../ids.ts';
import type { ReplySession } from './ports.ts';
import type { WatchRow } from './records.ts';
import { createRoomMemory, type RoomMemory } from './room-memory.ts';

/**
 * Two memories of one session's rooms. `confirmed` holds only what the server answered; `reported` holds that and what
 * the page's socket reported since.
 */
export interface RoomMemories {
  readonly confirmed: RoomMemory;
  readonly reported: RoomMemory;
}

/**
 * Keeps one pair of memories per session. A new pair starts with the room owners stored in the session's watch row,
 * which only ever come from the server.
 *
 * @param watch reads the session's watch row
 * @returns a function that gives the memories of a session, always the same objects for the same session
 */
export function createRoomMemories(
  watch: (session: Pick<ReplySession, 'sessionId'>) => Promise<WatchRow>,
): (session: Pick<ReplySession, 'sessionId'>) => Promise<RoomMemories> {
  const memories = new Map<string, RoomMemories>();

  return async (session) => {
    const known = memories.get(session.sessionId);
    if (known !== undefined) return known;
    const stored = await watch(session);
    const fresh = memories.get(session.sessionId) ?? { confirmed: createRoomMemory(), reported: createRoomMemory() };
    memories.set(session.sessionId, fresh);
    for (const [key, room] of Object.entries(stored.rooms)) {
      const roomUuid = RoomUuid.safeParse(key);
      if (!roomUuid.success) continue;
      fresh.confirmed.learnContact(roomUuid.data, room.contactUuid);
      fresh.reported.learnContact(roomUuid.data, room.contactUuid);
    }
    return fresh;
  };
}
