import { hasBlockers, hasWarnings, type PreflightReport } from './preflight-report.ts';

/** For up to this many people, a report without findings is confirmed without being looked at. */
export const DIRECT_SEND_MAX = 20;

/** Everything that decides whether a dispatch may be confirmed. */
export interface ConfirmCase {
  readonly report: Pick<PreflightReport, 'findings' | 'status'>;
  readonly people: number;
  /** For more people than this, the agent must type their number. */
  readonly cap: number;
  /** The flow is no longer the one that the agent looked at. */
  readonly isFlowChanged: boolean;
  /** Some of these people may have received the message already (only in *Send again*). */
  readonly mayArriveTwice: boolean;
  /** What the agent has confirmed. */
  readonly agent: {
    /** The agent has looked at the report and wants to send all the same. */
    readonly warningsSeen: boolean;
    /** The number that the agent typed; null: none. */
    readonly typedCount: number | null;
    /** The agent has read that the message may arrive twice. */
    readonly mayArriveTwiceSeen: boolean;
  };
}

/**
 * Why a dispatch may not be confirmed.
 *
 * - `flow-changed`: the agent must look at the flow as it is now
 * - `may-arrive-twice`: the agent must read that first
 * - `blocked`: a finding prevents sending, whatever the agent confirms
 * - `needs-confirmation`: the agent must look at the report first
 * - `type-number`: the agent must type the number of people
 */
export type ConfirmRefusalReason =
  | 'flow-changed'
  | 'may-arrive-twice'
  | 'blocked'
  | 'needs-confirmation'
  | 'type-number';

/**
 * Judges whether a dispatch may be confirmed. The panel asks before it sends a confirmation, and the background asks
 * again before it accepts one. If several reasons apply, the first in the order of `ConfirmRefusalReason` is given.
 */
export function judgeConfirm({
  report,
  people,
  cap,
  isFlowChanged,
  mayArriveTwice,
  agent,
}: ConfirmCase): 'ok' | ConfirmRefusalReason {
  if (isFlowChanged) return 'flow-changed';
  if (mayArriveTwice && !agent.mayArriveTwiceSeen) return 'may-arrive-twice';
  if (hasBlockers(report)) return 'blocked';
  const isSimple = people <= DIRECT_SEND_MAX && !hasWarnings(report) && report.status === 'complete';
  if (!isSimple && !agent.warningsSeen) return 'needs-confirmation';
  if (people > cap && agent.typedCount !== people) return 'type-number';
  return 'ok';
}

/** Whether the flow has changed since the agent looked at a report. `seen` null: there was no report to look at. */
export function isFlowChangedSince(seen: Pick<PreflightReport, 'flowMark'> | null, markNow: string | null): boolean {
  return seen !== null && seen.flowMark !== markNow;
}
