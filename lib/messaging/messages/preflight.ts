import * as z from 'zod/mini';
import { PreflightReport } from '../../preflight/preflight-report.ts';
import { frame, peopleOfDispatch, workId, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `preflight:*`: run the checks before sending.

export const preflightInputs = {
  /** Checks before *Send again* to these people. */
  'preflight:retry': { input: peopleOfDispatch, from: frame },
  'preflight:run': { input: z.object({ fresh: z.boolean(), workId }), from: frame },
} as const satisfies MessageInputs;

export const preflightOutputs = {
  'preflight:retry': { kind: 'query', output: PreflightReport },
  'preflight:run': { kind: 'query', output: PreflightReport },
} as const satisfies MessageOutputs<typeof preflightInputs>;
