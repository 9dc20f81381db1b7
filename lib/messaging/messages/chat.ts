import * as z from 'zod/mini';
import { RoomUuid } from '../../ids.ts';
import { ContactRow } from '../../contacts/contact-row.ts';
import { frame, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `chat:*`: the contact of the chat on screen.

export const chatInputs = {
  'chat:contact': { input: z.object({ roomUuid: RoomUuid }), from: frame },
} as const satisfies MessageInputs;

export const chatOutputs = {
  'chat:contact': { kind: 'query', output: z.object({ contact: z.nullable(ContactRow) }) },
} as const satisfies MessageOutputs<typeof chatInputs>;
