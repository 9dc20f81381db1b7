import type { ConfirmRefusal } from '../../dispatch/dispatcher-api.ts';

/** The code a refusal is shown by (`refusal_<code>`). */
export const refusalReason = (refusal: ConfirmRefusal | { kind: 'values-gone' }): string => (refusal.kind === 'gate-closed' ? refusal.gate : refusal.kind);
