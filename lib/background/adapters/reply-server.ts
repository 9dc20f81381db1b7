import type { SessionId } from '../../ids.ts';
import type { FlowStartFact, MessageFact, RoomFact } from '../../replies/facts.ts';
import type { ReplyWeni } from '../../replies/ports.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { Direction, HistoryRoom, LastMessage, Room, RoomRow } from '../../weni/api/rooms.ts';
import type { WeniPool } from '../services/weni-pool.ts';

const MESSAGES_PAGE = 50;
const LAST_SEEN_LIMIT = 250;

/**
 * Implements the reply watcher's port to the server. Every method rejects with a WeniApiError when the server gave no
 * usable answer. `hidden` means that the server does not let this agent see the room (403 or 404).
 */
export function createReplyWeni(weni: WeniPool): ReplyWeni {
  const apiOf = async (sessionId: SessionId) => (await weni.of(sessionId)).api;
  return {
    async listRooms(sessionId, { status, limit, offset }) {
      const page = await (await apiOf(sessionId)).listRooms({ status, limit, offset, ordering: '-last_interaction' });
      return { count: page.total, rooms: page.rows.map((room) => toListFact(room)) };
    },

    async getRoom(sessionId, roomUuid) {
      const room = await unlessHidden((await apiOf(sessionId)).getRoom(roomUuid));
      return room === 'hidden' ? 'hidden' : toRetrieveFact(room);
    },

    async listMessages(sessionId, roomUuid) {
      const page = await unlessHidden((await apiOf(sessionId)).listMessages(roomUuid, { pageSize: MESSAGES_PAGE }));
      if (page === 'hidden') return 'hidden';
      return page.rows.map((message): MessageFact => ({
        kind: 'message',
        uuid: message.messageUuid,
        roomUuid,
        direction: toDirection(message.direction),
        createdAt: message.createdAt,
      }));
    },

    async listHistoryRooms(sessionId, { contactUuid, endedAfterAt }) {
      const page = await (await apiOf(sessionId)).listHistoryRooms({ contactUuid, endedAfter: endedAfterAt });
      return page.rows.flatMap((room) =>
        room.endedAt !== null && room.endedAt < endedAfterAt ? [] : [toHistoryFact(room)],
      );
    },

    async listFlowStarts(sessionId, { limit }) {
      const page = await (await apiOf(sessionId)).listFlowStartsPage({ limit, offset: 0 });
      return page.rows.flatMap((row): FlowStartFact[] =>
        row.contactUuid === null || row.flowName === null
          ? []
          : [
              {
                contactUuid: row.contactUuid,
                contactName: row.contactName,
                flowName: row.flowName,
                userName: row.userName,
                createdAt: row.createdAt,
                roomUuid: row.roomUuid,
                ...(page.serverAt === null ? {} : { ageMs: page.serverAt - row.createdAt }),
              },
            ],
      );
    },

    async lastSeen(sessionId, query) {
      const api = await apiOf(sessionId);
      const page = await api.listContactsPage(
        query.kind === 'one'
          ? { uuid: query.contactUuid }
          : { after: query.modifiedAfterAt, cursor: query.cursor, limit: LAST_SEEN_LIMIT },
      );
      return {
        people: page.rows.map(({ contactUuid, lastSeenAt }) => ({ contactUuid, lastSeenAt })),
        nextCursor: page.nextCursor,
      };
    },
  };
}

async function unlessHidden<T>(call: Promise<T>): Promise<T | 'hidden'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WeniApiError && (error.kind === 'forbidden' || error.kind === 'not-found')) return 'hidden';
    throw error;
  }
}

const toDirection = (direction: Direction): MessageFact['direction'] =>
  direction === 'system-or-bot' ? 'system' : direction;

function toLastMessage(message: LastMessage | null): RoomFact['lastMessage'] {
  if (message === null || message.messageUuid === null || message.createdAt === null) return null;
  return { uuid: message.messageUuid, direction: toDirection(message.direction), createdAt: message.createdAt };
}

function toListFact(room: RoomRow): RoomFact {
  return {
    kind: 'room',
    source: 'list',
    action: null,
    uuid: room.roomUuid,
    contactUuid: room.contactUuid,
    contactName: room.contactName,
    isWaiting: room.isWaiting,
    isActive: room.isActive,
    user: room.userEmail === null ? null : { email: room.userEmail, name: room.userName },
    queue: room.queueUuid === null ? null : { uuid: room.queueUuid, name: room.queueName ?? '' },
    lastMessage: toLastMessage(room.lastMessage),
    lastInteractionAt: room.lastInteractionAt,
    modifiedAt: null,
    endedAt: null,
    endedBy: null,
  };
}

function toRetrieveFact(room: Room): RoomFact {
  return {
    ...toListFact(room),
    source: 'retrieve',
    ticketUuid: room.ticketUuid,
    flowStart:
      room.flowStart === null
        ? null
        : { name: room.flowStart.name ?? '', isDeleted: room.flowStart.isDeleted, createdAt: room.flowStart.createdAt },
    createdAt: room.createdAt,
    modifiedAt: room.modifiedAt,
    endedAt: room.endedAt,
    endedBy: room.endedBy,
  };
}

function toHistoryFact(room: HistoryRoom): RoomFact {
  return {
    kind: 'room',
    source: 'history',
    action: null,
    uuid: room.roomUuid,
    contactUuid: room.contactUuid,
    contactName: null,
    isWaiting: false,
    isActive: false,
    user: room.userEmail === null ? null : { email: room.userEmail, name: room.userName },
    queue: null,
    lastMessage: null,
    lastInteractionAt: null,
    createdAt: room.createdAt,
    modifiedAt: null,
    endedAt: room.endedAt,
    endedBy: null,
  };
}
