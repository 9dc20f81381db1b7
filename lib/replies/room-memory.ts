import type { ContactUuid, RoomUuid } from '../ids.ts';
import type { MessageFact, RoomFact } from './facts.ts';
import { createLru } from '../util/lru.ts';
import type { RoomPlace } from './records.ts';

const ROOMS = 4_000;
const MESSAGES = 4_000;
const EVENTS = 1_000;
/**
 * Late updates may follow a close; the page itself waits this long
 * (.github/docs/contract/pitfalls.md#close-comes-twice-and-updates-follow).
 */
const TOMBSTONE_MS = 5_000;

/** What is known of a room from facts of this session. `lastInteractionAt`, names and texts are not its business. */
export interface KnownRoom {
  readonly contactUuid: ContactUuid | null;
  readonly place: RoomPlace | null;
  readonly ticketUuid: string | null;
  readonly hadFlowStart: boolean;
  readonly closedAt: number | null;
}

/**
 * What a session remembers of rooms and messages while the background lives. Losing it costs requests, never a reply:
 * the diff asks again, and whose a room is comes back from the stored watch row.
 */
export interface RoomMemory {
  room(roomUuid: RoomUuid): KnownRoom | null;
  contactOf(roomUuid: RoomUuid): ContactUuid | null | undefined;
  learnContact(roomUuid: RoomUuid, contactUuid: ContactUuid | null): void;
  /** Keeps what later facts of this room are compared with. */
  learn(fact: RoomFact, options: { selfEmail: string; now: number }): void;
  /** True when this very event was here before: two sockets, tabs or the queue and the user group carry copies. */
  isRepeat(fact: RoomFact | MessageFact): boolean;
  /** True for a fact that came after the room's end and is no end itself. */
  isAfterEnd(fact: RoomFact, now: number): boolean;
}

/** Where a room stands, seen by its agent: mine, in a queue, or with a colleague. */
export function placeOf(fact: RoomFact, selfEmail: string): RoomPlace {
  if (fact.user === null) return fact.queue === null ? { kind: 'none' } : { kind: 'queue', queueName: fact.queue.name };
  if (fact.user.email.toLowerCase() === selfEmail.toLowerCase()) return { kind: 'mine' };
  return { kind: 'taken', agentName: fact.user.name ?? fact.user.email };
}

export function createRoomMemory(): RoomMemory {
  const rooms = createLru<RoomUuid, KnownRoom>(ROOMS);
  const messages = createLru<string, true>(MESSAGES);
  const events = createLru<string, true>(EVENTS);

  return {
    room: (roomUuid) => rooms.get(roomUuid) ?? null,
    contactOf: (roomUuid) => rooms.get(roomUuid)?.contactUuid,
    learnContact(roomUuid, contactUuid) {
      const known = rooms.get(roomUuid);
      if (known !== undefined) return;
      rooms.set(roomUuid, { contactUuid, place: null, ticketUuid: null, hadFlowStart: false, closedAt: null });
    },
    learn(fact, { selfEmail, now }) {
      const known = rooms.get(fact.uuid);
      const isEnd = fact.action === 'close' || !fact.isActive;
      rooms.set(fact.uuid, {
        contactUuid: fact.contactUuid ?? known?.contactUuid ?? null,
        place: placeOf(fact, selfEmail),
        ticketUuid: fact.ticketUuid ?? known?.ticketUuid ?? null,
        hadFlowStart: fact.flowStart === undefined ? (known?.hadFlowStart ?? false) : fact.flowStart !== null,
        // A server that shows the room open knows better than whoever said that it was closed.
        closedAt: isEnd ? (known?.closedAt ?? now) : fact.source === 'socket' ? (known?.closedAt ?? null) : null,
      });
    },
    isRepeat(fact) {
      // A REST answer was asked for: it is never a copy of a frame.
      if (fact.kind === 'room' && (fact.source !== 'socket' || fact.modifiedAt === null)) return false;
      const seen = fact.kind === 'message' ? messages : events;
      const key = fact.kind === 'message' ? fact.uuid : eventKey(fact);
      if (seen.has(key)) return true;
      seen.set(key, true);
      return false;
    },
    isAfterEnd(fact, now) {
      if (!fact.isActive || fact.action === 'close') return false;
      const closedAt = rooms.get(fact.uuid)?.closedAt ?? null;
      // A frame within the tombstone is late. After it the same uuid can only come from the server's own lists, which know better.
      return closedAt !== null && (fact.source === 'socket' || now - closedAt < TOMBSTONE_MS);
    },
  };
}

// The waiting flag, ticket and last message are part of the key: a history batch leaves `modified_on` as it was.
function eventKey(fact: RoomFact): string {
  const parts = [fact.uuid, fact.modifiedAt, fact.action, fact.isWaiting, fact.isActive, fact.ticketUuid, fact.lastMessage?.uuid, fact.user?.email, fact.flowStart === null];
  return parts.join('|');
}
