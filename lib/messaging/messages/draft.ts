import * as z from 'zod/mini';
import { Draft } from '../../draft/draft.ts';
import { ProjectUuid, SessionId } from '../../ids.ts';
import { frame, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `draft:*`: store the draft.

export const draftInputs = {
  /** `sessionId` is the session in which it was picked, since the tab may show another agent or project by now. */
  'draft:save': {
    input: z.object({
      sessionId: SessionId,
      /** The secondary project in which it was picked; null: none. */
      flowsProjectUuid: z.optional(z.nullable(ProjectUuid)),
      draft: Draft,
      generation: z.optional(z.number()),
    }),
    from: frame,
  },
} as const satisfies MessageInputs;

export const draftOutputs = {
  'draft:save': { kind: 'mutation', output: z.object({ revision: z.number() }) },
} as const satisfies MessageOutputs<typeof draftInputs>;
