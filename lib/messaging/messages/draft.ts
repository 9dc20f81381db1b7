import * as z from 'zod/mini';
import { Draft } from '../../draft/draft.ts';
import { SessionId } from '../../ids.ts';
import { frame, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `draft:*`: the selection that is being made.

export const draftInputs = {
  /** Named by the session it was picked in: the tab may have changed its agent or project since. */
  'draft:save': { input: z.object({ sessionId: SessionId, draft: Draft, generation: z.optional(z.number()) }), from: frame },
} as const satisfies MessageInputs;

export const draftOutputs = {
  'draft:save': { kind: 'mutation', output: z.object({ revision: z.number() }) },
} as const satisfies MessageOutputs<typeof draftInputs>;
