import * as z from 'zod/mini';
import { none, extensionPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `data:*`: export or erase everything that is stored.

export const dataInputs = {
  'data:export': { input: none, from: extensionPage },
  'data:erase': { input: none, from: extensionPage },
} as const satisfies MessageInputs;

export const dataOutputs = {
  'data:export': { kind: 'query', output: z.object({ json: z.string() }) },
  'data:erase': { kind: 'mutation', output: z.object({ recordsLeft: z.number() }) },
} as const satisfies MessageOutputs<typeof dataInputs>;
