import * as z from 'zod/mini';
import type { SocketFact } from '../../replies/facts.ts';

/** The agent's status changed. `from` is `system` when a closed socket or a missed ping caused the change. */
export const AgentStatusHint = z.strictObject({
  kind: z.literal('agent-status'),
  status: z.string(),
  from: z.string(),
});
export type AgentStatusHint = z.infer<typeof AgentStatusHint>;

/** The content of one frame on the page's agent socket. */
export type SocketHint = SocketFact | AgentStatusHint;
