import * as z from 'zod/mini';
import { frameOrExtensionPage, okOrRefused, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `work:*`: stop long readings.

export const workInputs = {
  /** Stops a long reading; the message that started it is answered with what was read so far. */
  'work:cancel': { input: z.object({ workId: z.string() }), from: frameOrExtensionPage },
} as const satisfies MessageInputs;

export const workOutputs = {
  'work:cancel': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof workInputs>;
