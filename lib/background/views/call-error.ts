import { LedgerError } from '../../ledger/ledger.ts';
import type { CallError } from '../../messaging/protocol.ts';
import { WeniApiError } from '../../weni/api/errors.ts';

/**
 * Converts an error for a view: its kind, and endpoint and field as detail. Never contains a name, a number or a
 * token.
 */
export function toCallError(error: unknown): CallError {
  if (error instanceof WeniApiError) {
    const field = error.field === null ? '' : ` ${error.field}`;
    return { kind: error.kind, detail: `${error.endpoint}${field}` };
  }
  if (error instanceof LedgerError) return { kind: 'storage', detail: error.kind };
  return { kind: 'internal', detail: error instanceof Error ? error.name : 'unknown' };
}
