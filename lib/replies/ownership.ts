import { countWaiting } from './badge.ts';
import type { AwaitedRow } from './records.ts';

export type AgentStatus = 'online' | 'offline' | 'unknown';

/**
 * Whether to warn the agent that replies will land in the queue. When a ticket opens, the server gives its room to the
 * agent only if the agent's status is ONLINE at that instant (.github/docs/contract/states.md#when-a-ticket-opens).
 * `people` counts the contacts still awaited, each human once.
 */
export type OwnershipNotice =
  | { readonly kind: 'none' }
  | { readonly kind: 'replies-go-to-queue'; readonly people: number };

/** Returns the warning, or `none`. An `unknown` status returns `none`: we do not warn on a guess. */
export function ownershipNotice(rows: readonly AwaitedRow[], status: AgentStatus): OwnershipNotice {
  const people = countWaiting(rows);
  return status === 'offline' && people > 0 ? { kind: 'replies-go-to-queue', people } : { kind: 'none' };
}
