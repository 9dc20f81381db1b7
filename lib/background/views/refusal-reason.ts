import type { ConfirmRefusal } from '../../dispatch/dispatcher-api.ts';

/** The code of a refusal; views show the text `refusal_<code>`. */
export const refusalReason = (refusal: ConfirmRefusal | { kind: 'values-gone' }): string =>
  refusal.kind === 'gate-closed' ? refusal.gate : refusal.kind;
