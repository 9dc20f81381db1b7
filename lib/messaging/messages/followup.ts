import * as z from 'zod/mini';
import { sized, whole } from '../../fits.ts';
import { DispatchId, FlowUuid } from '../../ids.ts';
import { FOLLOW_UP_DAYS } from '../../replies/follow-up.ts';
import { FollowUpLeftOut } from '../views.ts';
import { frame, ofDispatch, okOrRefused, Refusal, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `followup:*`: offer a flow to those who did not answer a dispatch. None of them sends.

export const followupInputs = {
  /** Sets the rule of a dispatch; `rule` null removes it. `flow` null: the same flow again. */
  'followup:set': {
    input: z.object({
      dispatchId: DispatchId,
      rule: z.nullable(
        z.object({
          days: z.number().check(whole(...FOLLOW_UP_DAYS)),
          flow: z.nullable(z.object({ flowUuid: FlowUuid, flowName: z.string().check(sized(1)) })),
        }),
      ),
    }),
    from: frame,
  },
  /** Makes a draft of those who have not answered, after asking the server who cannot be written to. */
  'followup:open': { input: ofDispatch, from: frame },
} as const satisfies MessageInputs;

export const followupOutputs = {
  'followup:set': { kind: 'mutation', output: okOrRefused },
  'followup:open': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), people: z.number(), leftOut: z.array(FollowUpLeftOut) }),
      Refusal,
    ]),
  },
} as const satisfies MessageOutputs<typeof followupInputs>;
