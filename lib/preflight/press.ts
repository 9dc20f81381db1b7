import { hasBlockers, needsCare, type PreflightReport } from './preflight-report.ts';

/** Up to this many people without a warning, the Send button is the confirmation. */
export const DIRECT_SEND_MAX = 20;
/** How long a press waits for running checks before the pre-flight opens. */
const PRESS_WAIT_MS = 1000;

/**
 * Everything a press depends on. `stage`: the button of the composer, or the one of the pre-flight screen. `report` is
 * null until it belongs to the draft on screen. `waitedMs`: how long this press has waited already.
 */
export interface PressFacts {
  readonly stage: 'compose' | 'preflight';
  readonly report: PreflightReport | null;
  readonly people: number;
  readonly cap: number;
  readonly undoMs: number;
  readonly waitedMs: number;
  /** What was typed into the number box of the pre-flight. */
  readonly typed: string;
}

/**
 * - `send`: confirm now; `undoMs` 0 is final, and the button said so
 * - `wait`: checks still run, look again after `forMs` at most
 * - `open-preflight`: a person must see the pre-flight first
 * - `type-number`: the number of people must be typed
 * - `blocked`: something stands in the way; nothing is sent
 */
export type PressDecision =
  | { readonly kind: 'send'; readonly undoMs: number; readonly isFinal: boolean }
  | { readonly kind: 'wait'; readonly forMs: number }
  | { readonly kind: 'open-preflight' }
  | { readonly kind: 'type-number'; readonly expected: number }
  | { readonly kind: 'blocked' };

/** What a press on Send does ("Which press sends"). */
export function decidePress(facts: PressFacts): PressDecision {
  const { report } = facts;
  const send: PressDecision = { kind: 'send', undoMs: facts.undoMs, isFinal: facts.undoMs === 0 };
  if (facts.stage === 'compose') {
    if (facts.people === 0) return { kind: 'blocked' };
    if (facts.people > DIRECT_SEND_MAX || facts.people > facts.cap) return { kind: 'open-preflight' };
    if (report === null) {
      return facts.waitedMs < PRESS_WAIT_MS ? { kind: 'wait', forMs: PRESS_WAIT_MS - facts.waitedMs } : { kind: 'open-preflight' };
    }
    if (report.people !== facts.people || report.status !== 'complete') return { kind: 'open-preflight' };
    return hasBlockers(report) || needsCare(report) ? { kind: 'open-preflight' } : send;
  }
  // The screen shows the running checks itself, so a press there needs their end.
  if (report === null || report.people !== facts.people || report.people === 0 || hasBlockers(report)) return { kind: 'blocked' };
  if (report.people > facts.cap && readTypedNumber(facts.typed) !== report.people) return { kind: 'type-number', expected: report.people };
  return send;
}

/** A typed number as people write it (`1.200`, `1,200`, `1 200`); null when it is none. */
export function readTypedNumber(typed: string): number | null {
  const text = typed.trim();
  if (/^\d+$/.test(text)) return Number(text);
  return /^\d{1,3}([., ]\d{3})+$/.test(text) ? Number(text.replace(/\D/g, '')) : null;
}
