import { RoomUuid } from '../ids.ts';
import type { ReplySession } from './ports.ts';
import type { WatchRow } from './records.ts';
import { createRoomMemory, type RoomMemory } from './room-memory.ts';

/** What is known of a session's rooms. `proved`: what the server told. `heard`: that, and what the page told since. */
export interface RoomMemories {
  readonly proved: RoomMemory;
  readonly heard: RoomMemory;
}

/** The memories of each session, begun with the owners that are stored: those are the server's word. */
export function createRoomMemories(watch: (session: Pick<ReplySession, 'sessionId'>) => Promise<WatchRow>): (session: Pick<ReplySession, 'sessionId'>) => Promise<RoomMemories> {
  const memories = new Map<string, RoomMemories>();

  return async (session) => {
    const known = memories.get(session.sessionId);
    if (known !== undefined) return known;
    const stored = await watch(session);
    const fresh = memories.get(session.sessionId) ?? { proved: createRoomMemory(), heard: createRoomMemory() };
    memories.set(session.sessionId, fresh);
    for (const [key, room] of Object.entries(stored.rooms)) {
      const roomUuid = RoomUuid.safeParse(key);
      if (!roomUuid.success) continue;
      fresh.proved.learnContact(roomUuid.data, room.contactUuid);
      fresh.heard.learnContact(roomUuid.data, room.contactUuid);
    }
    return fresh;
  };
}
