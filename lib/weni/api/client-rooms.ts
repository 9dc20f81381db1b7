import * as z from 'zod/mini';
import type { ProjectUuid } from '../../ids.ts';
import { convertRows, type Caller } from './caller.ts';
import { toServerDays } from './dates.ts';
import { parsePage } from './page.ts';
import { toHistoryRoom, toListedMessage, toListedRoom, toRetrievedRoom } from './rooms.ts';
import {
  CanSendMessageWire,
  HistoryRoomWire,
  MessagePageWire,
  MessageWire,
  RoomRowWire,
  RoomWire,
} from './schemas-rooms.ts';
import type { WeniApi } from './weni-api.ts';

/** One page is enough: few rooms of one contact are closed after a dispatch. */
const HISTORY_LIMIT = 100;

/** The methods of `WeniApi` about rooms and messages. */
export type RoomCalls = Pick<
  WeniApi,
  'listRooms' | 'getRoom' | 'getRoomForPage' | 'canSendMessage' | 'listMessages' | 'listHistoryRooms'
>;

/**
 * Builds the calls about rooms and messages. The engine answers them without asking Flows, so they cost nothing of the
 * hourly budget for Flows (.github/docs/contract/rest.md#rooms).
 */
export function createRoomCalls(caller: Caller, projectUuid: ProjectUuid): RoomCalls {
  return {
    async listRooms({ status, limit, offset, ordering, search, signal }) {
      const request = {
        endpoint: 'GET /room/',
        path: '/v1/room/',
        query: { project: projectUuid, is_active: 'true', room_status: status, limit, offset, ordering, search },
        signal,
      };
      return caller.readOffsetPage(request, RoomRowWire, toListedRoom);
    },

    async getRoom(roomUuid, { signal } = {}) {
      return toRetrievedRoom(
        await caller.read({ endpoint: 'GET /room/:room/', path: `/v1/room/${roomUuid}/`, signal }, RoomWire),
      );
    },

    async getRoomForPage(roomUuid, { signal } = {}) {
      const request = { endpoint: 'GET /room/:room/', path: `/v1/room/${roomUuid}/`, signal };
      const room = await caller.read(request, z.record(z.string(), z.unknown()));
      return Object.fromEntries(Object.entries(room).filter(([field]) => field !== 'callback_url'));
    },

    async canSendMessage(roomUuid, { signal } = {}) {
      const path = `/v1/room/${roomUuid}/can-send-message-status/`;
      const request = { endpoint: 'GET /room/:room/can-send-message-status/', path, signal };
      return (await caller.read(request, CanSendMessageWire)).can_send_message;
    },

    async listMessages(roomUuid, { pageSize, signal }) {
      const request = {
        endpoint: 'GET /msg/',
        path: '/v2/msg/',
        query: { room: roomUuid, ordering: '-created_on', page_size: pageSize },
        signal,
      };
      const page = await caller.read(request, MessagePageWire);
      const messages = convertRows(parsePage(page.results, MessageWire), (message) =>
        toListedMessage(message, roomUuid),
      );
      return { ...messages, hasMore: page.next !== null };
    },

    async listHistoryRooms({ contactUuid, endedAfter, signal }) {
      const request = {
        endpoint: 'GET /history/rooms/',
        path: '/v1/history/rooms/',
        query: {
          project: projectUuid,
          contact: contactUuid,
          ended_at_after: toServerDays({ after: endedAfter }).after,
          limit: HISTORY_LIMIT,
          offset: 0,
          ordering: '-ended_at',
        },
        signal,
      };
      const { rows, badRows, firstProblem } = await caller.readOffsetPage(request, HistoryRoomWire, toHistoryRoom);
      return { rows, badRows, firstProblem };
    },
  };
}
