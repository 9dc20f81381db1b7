import type { ContactUuid, RoomUuid } from '../ids.ts';
import type { MessageFact, RoomFact } from './facts.ts';
import { createLru } from '../util/lru.ts';
import type { RoomPlace } from './records.ts';

const ROOMS = 4_000;
/**
 * How many messages and events are remembered to know their copies, which arrive within seconds. An agent's day brings
 * thousands: more of them would only fill the memory over the day.
 */
const MESSAGES = 1_000;
const EVENTS = 1_000;
/**
 * Updates may arrive after a room's close; the page itself ignores them for this long
 * (.github/docs/contract/pitfalls.md#close-comes-twice-and-updates-follow).
 */
const TOMBSTONE_MS = 5_000;

/** What this session's facts said about a room. `lastInteractionAt`, names and texts are not kept here. */
export interface KnownRoom {
  readonly contactUuid: ContactUuid | null;
  readonly place: RoomPlace | null;
  readonly ticketUuid: string | null;
  readonly hadFlowStart: boolean;
  readonly closedAt: number | null;
}

/**
 * What a session remembers about rooms and messages while the background lives. When it is lost, requests are repeated,
 * but no reply is missed: the next diff asks again, and the owners of rooms are restored from the watch row.
 */
export interface RoomMemory {
  room(roomUuid: RoomUuid): KnownRoom | null;
  contactOf(roomUuid: RoomUuid): ContactUuid | null | undefined;
  learnContact(roomUuid: RoomUuid, contactUuid: ContactUuid | null): void;
  /** Stores what later facts of this room are compared with. */
  learn(fact: RoomFact, options: { selfEmail: string; now: number }): void;
  /**
   * True if exactly this event was seen before. Copies arrive because several sockets, several tabs, and both the
   * queue's and the user's channel group carry the same event.
   */
  isRepeat(fact: RoomFact | MessageFact): boolean;
  /** True for a fact that arrived after the room was closed and does not itself report the closing. */
  isAfterEnd(fact: RoomFact, now: number): boolean;
}

/** Where a room is from this agent's point of view: theirs, in a queue, or with a colleague. */
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
        // A REST answer that shows the room open overrides an earlier report that it was closed.
        closedAt: isEnd ? (known?.closedAt ?? now) : fact.source === 'socket' ? (known?.closedAt ?? null) : null,
      });
    },
    isRepeat(fact) {
      // A REST answer was requested, so it is never a copy of a socket frame.
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
      // A socket frame for a closed room is late. A REST answer can be late too, but only within TOMBSTONE_MS; after
      // that the server's state counts, even if it shows the room open.
      return closedAt !== null && (fact.source === 'socket' || now - closedAt < TOMBSTONE_MS);
    },
  };
}

// The waiting flag, the ticket and the last message are part of the key because a history batch changes them without
// changing `modified_on`.
function eventKey(fact: RoomFact): string {
  const parts = [
    fact.uuid,
    fact.modifiedAt,
    fact.action,
    fact.isWaiting,
    fact.isActive,
    fact.ticketUuid,
    fact.lastMessage?.uuid,
    fact.user?.email,
    fact.flowStart === null,
  ];
  return parts.join('|');
}
