import { type ConfirmCase, judgeConfirm } from './judge-confirm.ts';
import type { PreflightReport } from './preflight-report.ts';

const EMPTY_REPORT: ConfirmCase['report'] = { status: 'complete', findings: [] };
/** How long a press waits for running checks before it opens the pre-flight. */
const PRESS_WAIT_MS = 1000;

/**
 * Everything that the effect of a press depends on. `stage`: whether the button is on the composing screen or in the
 * pre-flight. `report` is null while it does not belong to the present draft. `waitedMs`: how long this press has
 * waited so far.
 */
export interface PressState {
  readonly stage: 'compose' | 'preflight';
  readonly report: PreflightReport | null;
  readonly people: number;
  readonly cap: number;
  readonly undoMs: number;
  readonly waitedMs: number;
  /** The text in the number field of the pre-flight. */
  readonly typed: string;
}

/**
 * The effect of a press.
 *
 * - `send`: confirm now; with `undoMs` 0 it is final, and the button said so
 * - `wait`: checks are running; decide again after at most `forMs`
 * - `open-preflight`: the agent must see the pre-flight first
 * - `type-number`: the agent must type the number of people
 * - `blocked`: a finding or a missing report prevents sending
 */
export type PressDecision =
  | { readonly kind: 'send'; readonly undoMs: number; readonly isFinal: boolean }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'open-preflight' }
  | { readonly kind: 'type-number'; readonly expected: number }
  | { readonly kind: 'blocked' };

/** Decides what a press on Send does. */
export function decidePress(facts: PressState): PressDecision {
  const { report, people, cap } = facts;
  const judge = (of: ConfirmCase['report'], warningsSeen: boolean, typedCount: number | null) =>
    judgeConfirm({
      report: of,
      people,
      cap,
      isFlowChanged: false,
      mayArriveTwice: false,
      agent: { warningsSeen, typedCount, mayArriveTwiceSeen: false },
    });
  const send: PressDecision = { kind: 'send', undoMs: facts.undoMs, isFinal: facts.undoMs === 0 };
  if (facts.stage === 'compose') {
    if (people === 0) return { kind: 'blocked' };
    // Not even checks that find nothing would be enough.
    if (judge(EMPTY_REPORT, false, null) !== 'ok') return { kind: 'open-preflight' };
    if (report === null) {
      return facts.waitedMs < PRESS_WAIT_MS
        ? { kind: 'wait', forMs: PRESS_WAIT_MS - facts.waitedMs }
        : { kind: 'open-preflight' };
    }
    return report.people === people && judge(report, false, null) === 'ok' ? send : { kind: 'open-preflight' };
  }
  // In the pre-flight the running checks are visible, so a press does not wait for them: it does nothing until they
  // end.
  if (report === null || report.people !== people || people === 0) return { kind: 'blocked' };
  const verdict = judge(report, true, readTypedNumber(facts.typed));
  if (verdict === 'type-number') return { kind: 'type-number', expected: people };
  return verdict === 'ok' ? send : { kind: 'blocked' };
}

/** Reads a number as people type it (`1.200`, `1,200`, `1 200`); null when the text is not a number. */
export function readTypedNumber(typed: string): number | null {
  const text = typed.trim();
  if (/^\d+$/.test(text)) return Number(text);
  return /^\d{1,3}([., ]\d{3})+$/.test(text) ? Number(text.replace(/\D/g, '')) : null;
}
