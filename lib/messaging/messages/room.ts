import * as z from 'zod/mini';
import { RoomUuid } from '../../ids.ts';
import { frame, opened, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `room:*`: chats opened by their room.

export const roomInputs = {
  /** Shows any room of the session, as `reply:open` does: one that a dispatch named. */
  'room:open': { input: z.object({ roomUuid: RoomUuid, mayNavigate: z.boolean() }), from: frame },
} as const satisfies MessageInputs;

export const roomOutputs = {
  'room:open': { kind: 'mutation', output: opened },
} as const satisfies MessageOutputs<typeof roomInputs>;
