import * as z from 'zod/mini';
import { PreflightReport } from '../../preflight/preflight-report.ts';
import { frame, peopleOfDispatch, workId, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `preflight:*`: what is checked before anybody is written to.

export const preflightInputs = {
  /** The checks before sending those rows again. */
  'preflight:retry': { input: peopleOfDispatch, from: frame },
  'preflight:run': { input: z.object({ fresh: z.boolean(), workId }), from: frame },
} as const satisfies MessageInputs;

export const preflightOutputs = {
  'preflight:retry': { kind: 'query', output: PreflightReport },
  'preflight:run': { kind: 'query', output: PreflightReport },
} as const satisfies MessageOutputs<typeof preflightInputs>;
