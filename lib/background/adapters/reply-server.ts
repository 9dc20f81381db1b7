import type { SessionId } from '../../ids.ts';
import type { FlowStartFact } from '../../replies/facts.ts';
import type { ReplyWeni } from '../../replies/ports.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { ReplyWordsMemory } from '../services/reply-words.ts';
import type { WeniPool } from '../services/weni-pool.ts';

const MESSAGES_PAGE = 50;
const LAST_SEEN_LIMIT = 250;

/**
 * Implements the reply watcher's port to the server. Every method rejects with a WeniApiError when the server gave no
 * usable answer. `hidden` means that the server does not let this agent see the room (403 or 404). The words in an answer
 * go into `words`; the watcher gets the facts without them.
 */
export function createReplyWeni(weni: WeniPool, words: Pick<ReplyWordsMemory, 'take'>): ReplyWeni {
  const apiOf = async (sessionId: SessionId) => (await weni.of(sessionId)).api;
  return {
    async listRooms(sessionId, { status, limit, offset }) {
      const page = await (await apiOf(sessionId)).listRooms({ status, limit, offset, ordering: '-last_interaction' });
      return { count: page.total, rooms: words.take(sessionId, page.rows) };
    },

    async getRoom(sessionId, roomUuid) {
      const room = await unlessHidden((await apiOf(sessionId)).getRoom(roomUuid));
      return room === 'hidden' ? 'hidden' : (words.take(sessionId, [room])[0] ?? room);
    },

    async listMessages(sessionId, roomUuid) {
      const page = await unlessHidden((await apiOf(sessionId)).listMessages(roomUuid, { pageSize: MESSAGES_PAGE }));
      return page === 'hidden' ? 'hidden' : words.take(sessionId, page.rows);
    },

    async listHistoryRooms(sessionId, { contactUuid, endedAfterAt }) {
      const page = await (await apiOf(sessionId)).listHistoryRooms({ contactUuid, endedAfter: endedAfterAt });
      return page.rows.filter(({ endedAt }) => endedAt === null || endedAt >= endedAfterAt);
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
