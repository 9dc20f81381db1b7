import type { FlowUuid, SessionId } from '../../ids.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { QueueFlows } from '../../weni/api/queues.ts';
import { isFresh } from './freshness.ts';
import type { WeniPool } from './weni-pool.ts';

export interface QueueFlowsPorts {
  readonly weni: Pick<WeniPool, 'of'>;
  readonly now: () => number;
}

/** Both calls are the engine's own: Flows is not asked (.github/docs/decisions.md#rationed-calls). */
const QUEUES_FRESH_MS = 10 * 60_000;

/** Tells whether a flow is outside those meant for the agent's queues; null: the server does not tell. */
export type IsForOtherQueue = ((flowUuid: FlowUuid) => boolean) | null;

/**
 * The flows of an agent's queues together.
 *
 * @param own the queues that the agent is in, in lower case
 * @returns null when that is not known, or when one of the queues takes any flow
 */
function flowsOfQueues(queues: readonly QueueFlows[], own: readonly string[]): ReadonlySet<string> | null {
  const flows = new Set<string>();
  for (const queueUuid of own) {
    const queue = queues.find((each) => each.queueUuid === queueUuid);
    if (queue === undefined || typeof queue.flows === 'string') return null;
    for (const flow of queue.flows) flows.add(flow);
  }
  return own.length === 0 ? null : flows;
}

/**
 * Reads which flows the agent's queues are bound to, where the engine has that setting
 * (.github/docs/contract/rest.md#flows-of-a-queue). It informs only: nothing is refused because of it. The agent's own
 * queues are asked for only where a queue is bound.
 */
export function createQueueFlows(ports: QueueFlowsPorts) {
  const known = new Map<SessionId, { readonly flows: ReadonlySet<string> | null; readonly readAt: number }>();

  async function read(sessionId: SessionId): Promise<ReadonlySet<string> | null> {
    const { api, session } = await ports.weni.of(sessionId);
    // The flows of a principal project are those of its secondary projects; its queues cannot name them.
    if (session.isPrincipal === true) return null;
    const queues = await api.listQueueFlows();
    if (queues.badRows > 0 || queues.rows.every(({ flows }) => typeof flows === 'string')) return null;
    return flowsOfQueues(queues.rows, await api.listOwnQueues(session.agentEmail));
  }

  return {
    /** A failure is "not told" and is asked about again the next time. */
    async of(sessionId: SessionId, refresh: boolean): Promise<IsForOtherQueue> {
      const last = known.get(sessionId);
      if (refresh || last === undefined || !isFresh(last.readAt, ports.now(), QUEUES_FRESH_MS)) {
        try {
          known.set(sessionId, { flows: await read(sessionId), readAt: ports.now() });
        } catch (error) {
          if (!(error instanceof WeniApiError)) throw error;
          known.delete(sessionId);
        }
      }
      const flows = known.get(sessionId)?.flows ?? null;
      return flows === null ? null : (flowUuid) => !flows.has(flowUuid.toLowerCase());
    },
  };
}
