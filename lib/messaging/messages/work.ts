import * as z from 'zod/mini';
import { frameOrOwnPage, okOrRefused, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `work:*`: long readings on their way.

export const workInputs = {
  /** Ends a long reading; whoever asked for it gets what was read so far. */
  'work:cancel': { input: z.object({ workId: z.string() }), from: frameOrOwnPage },
} as const satisfies MessageInputs;

export const workOutputs = {
  'work:cancel': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof workInputs>;
