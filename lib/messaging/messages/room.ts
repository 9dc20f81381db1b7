import * as z from 'zod/mini';
import { RoomUuid } from '../../ids.ts';
import { frame, opened, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `room:*`: open a chat by its room.

export const roomInputs = {
  /** Shows any room of the session, for example one that a dispatch named; otherwise like `reply:open`. */
  'room:open': { input: z.object({ roomUuid: RoomUuid, mayNavigate: z.boolean() }), from: frame },
} as const satisfies MessageInputs;

export const roomOutputs = {
  'room:open': { kind: 'mutation', output: opened },
} as const satisfies MessageOutputs<typeof roomInputs>;
