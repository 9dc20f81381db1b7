import { countWaiting } from './badge.ts';
import type { AwaitedRow } from './records.ts';

export type AgentStatus = 'online' | 'offline' | 'unknown';

/**
 * Says that answers will go to the queue: the server gives them to the agent only if ONLINE at that instant
 * (.github/docs/contract/states.md#when-a-ticket-opens).
 */
export type OwnershipNotice = { readonly kind: 'none' } | { readonly kind: 'replies-go-to-queue'; readonly people: number };

/** An unknown status is no reason to worry anybody: nothing is guessed. */
export function ownershipNotice(rows: readonly AwaitedRow[], status: AgentStatus): OwnershipNotice {
  const people = countWaiting(rows);
  return status === 'offline' && people > 0 ? { kind: 'replies-go-to-queue', people } : { kind: 'none' };
}
