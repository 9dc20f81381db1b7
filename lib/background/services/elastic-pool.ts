import type { SessionId } from '../../ids.ts';
import { createElasticSearch } from '../../weni/api/elastic.ts';
import type { ElasticContact } from '../../weni/api/contacts.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import { readFlowsScope } from '../../sessions/session.ts';
import type { WeniPool } from './weni-pool.ts';

export interface ElasticPoolPorts {
  readonly weni: Pick<WeniPool, 'flowsOf'>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Called when the answer is not one that Flows would give, so the address is not Flows. */
  readonly onNotFlows: (sessionId: SessionId) => Promise<void>;
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
}

/** Flows' own contact search, for one session. Rejects with a WeniApiError. */
export type AskElastic = (text: string, signal?: AbortSignal) => Promise<readonly ElasticContact[]>;

/** Minimum time between two searches, over all sessions. Flows does not throttle this search, so we do. */
const EVERY_MS = 250;
const ROWS = 20;

/**
 * Gives sessions access to Flows' contact search, if the page was seen to use it and the extension has the permission
 * for its origin. These calls do not count towards the project's hourly budgets.
 */
export function createElasticPool(ports: ElasticPoolPorts) {
  let nextAt = 0;
  let lastNow = 0;

  async function takeTurn(): Promise<void> {
    const now = ports.now();
    // If the clock was set back, `nextAt` would be far in the future: start from now.
    if (now < lastNow) nextAt = now;
    lastNow = now;
    const at = Math.max(now, nextAt);
    nextAt = at + EVERY_MS;
    const delayMs = at - now;
    if (delayMs > 0) await new Promise<void>((resolve) => void ports.after(delayMs, resolve));
  }

  return {
    /** The search of a session; null when the address of Flows is unknown or the permission is missing. */
    async of(sessionId: SessionId): Promise<AskElastic | null> {
      const flows = await ports.weni.flowsOf(sessionId);
      if (flows === null) return null;
      const elastic = createElasticSearch({
        fetch: ports.fetch,
        credential: flows.credential,
        flowsApiUrl: flows.url,
        projectUuid: flows.flowsProjectUuid,
      });
      return async (text, signal) => {
        await takeTurn();
        signal?.throwIfAborted();
        try {
          return (await elastic.search({ text, pageNumber: 1, pageSize: ROWS, signal })).rows;
        } catch (error) {
          if (error instanceof WeniApiError && (error.kind === 'contract' || error.kind === 'intercepted'))
            await ports.onNotFlows(readFlowsScope(sessionId).sessionId);
          throw error;
        }
      };
    },
  };
}

export type ElasticPool = ReturnType<typeof createElasticPool>;
