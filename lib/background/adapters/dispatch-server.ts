import type { ContactUuid } from '../../ids.ts';
import type { ChangedContact, HistoryRow, DispatchSession, WeniPort } from '../../dispatch/ports.ts';
import type { Contact } from '../../contacts/contact.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import { asking } from './asking.ts';
import type { AccessService } from '../services/access-service.ts';
import type { CatalogService } from '../services/catalog-service.ts';
import type { PeopleService } from '../services/people-service.ts';
import type { WeniPool } from '../services/weni-pool.ts';

export interface DispatchWeniPorts {
  readonly weni: WeniPool;
  readonly access: Pick<AccessService, 'checkToggle'>;
  readonly catalog: Pick<CatalogService, 'gate' | 'preview'>;
  readonly people: Pick<PeopleService, 'remember'>;
}

const HISTORY_PAGE = 200;
const HISTORY_PAGES = 50;
/**
 * Upper limit of Flows-backed calls for one read of changed and deleted contacts
 * (.github/docs/decisions.md#rationed-calls).
 */
const CHANGED_PAGES = 4;
const CHANGED_LIMIT = 250;

/**
 * Implements the dispatcher's port to the server for one session. Errors of the API become values (`failed` with a
 * cause, `not-sent`); other errors are thrown. No request is repeated here: the dispatcher decides about retries.
 */
export function dispatchWeni(session: DispatchSession, ports: DispatchWeniPorts): WeniPort {
  const { sessionId, flowsProject } = session;
  const scope = flowsScopeOf(session);
  return {
    async startFlow(request) {
      const pooled = await ports.weni.of(scope).catch((error: unknown) => {
        if (error instanceof WeniApiError && error.kind === 'session') return null;
        throw error;
      });
      if (pooled === null) return { kind: 'not-sent' };
      // Without its own secondary project the start would go to the one that is chosen now, or to the principal project.
      if (pooled.session.isPrincipal === true && flowsProject === undefined) return { kind: 'not-sent' };
      return await pooled.api.startFlow(request);
    },

    async listFlowStarts({ sinceAt }) {
      return await asking(async () => {
        const { api } = await ports.weni.of(scope);
        const rows: HistoryRow[] = [];
        let serverAt: number | null = null;
        for (let page = 0; page < HISTORY_PAGES; page += 1) {
          const answer = await api.listFlowStartsPage({
            after: sinceAt,
            limit: HISTORY_PAGE,
            offset: page * HISTORY_PAGE,
          });
          let reachedOlder = false;
          for (const row of answer.rows) {
            if (row.createdAt < sinceAt) reachedOlder = true;
            else if (row.contactUuid !== null && row.flowName !== null) {
              rows.push({
                contactUuid: row.contactUuid,
                flowName: row.flowName,
                userName: row.userName,
                createdAt: row.createdAt,
              });
            }
          }
          // An unreadable row may be the start the dispatcher looks for. Answer `complete: false`, so that the
          // dispatcher does not conclude from a missing row that the start never happened.
          serverAt = answer.serverAt;
          if (answer.badRows > 0) break;
          if (!answer.hasMore || reachedOlder) return { kind: 'ok', rows, complete: true, serverAt } as const;
        }
        return { kind: 'ok', rows, complete: false, serverAt } as const;
      });
    },

    async checkAccess({ maxAgeMs }) {
      return await asking(async () => {
        if (flowsProject === undefined && (await ports.weni.of(sessionId)).session.isPrincipal === true)
          return { kind: 'ok', gate: 'principal-project' } as const;
        const access = await ports.access.checkToggle(sessionId, maxAgeMs);
        return { kind: 'ok', gate: access.verdict === 'on' ? null : (access.reason ?? 'unknown') } as const;
      });
    },

    async checkFlow({ flowUuid, maxAgeMs, isBatch }) {
      return await asking(async () => {
        const found = await ports.catalog.gate(scope, flowUuid, maxAgeMs);
        if (found.gate !== null || !isBatch) return { kind: 'ok', ...found } as const;
        const { batchRisk } = await ports.catalog.preview(scope, flowUuid, maxAgeMs);
        // Without the flow's definition we cannot judge whether batches are safe. A failure makes the dispatcher ask
        // again later and send nothing until then.
        if (batchRisk === 'unread') return { kind: 'failed', cause: 'server' } as const;
        return { kind: 'ok', gate: batchRisk === null ? null : 'batches-unsafe', flowName: found.flowName } as const;
      });
    },

    async changedContacts({ sinceAt }) {
      return await asking(async () => {
        const { api } = await ports.weni.of(scope);
        const changed = new Map<ContactUuid, ChangedContact>();
        let left = CHANGED_PAGES;
        for (const deleted of [false, true]) {
          let cursor: string | null = null;
          do {
            left -= 1;
            const answer = await api.listContactsPage({ after: sinceAt, limit: CHANGED_LIMIT, cursor, deleted });
            if (!deleted) ports.people.remember(scope, answer.rows);
            for (const contact of answer.rows)
              changed.set(contact.contactUuid, {
                contactUuid: contact.contactUuid,
                problem: deleted ? 'deleted' : problemOf(contact),
              });
            cursor = answer.nextCursor;
            // Keep one of the calls for the list of deleted contacts.
          } while (cursor !== null && left > (deleted ? 0 : 1));
        }
        return { kind: 'ok', contacts: [...changed.values()] } as const;
      });
    },
  };
}

/** The reason why nothing may be sent to this contact, or null when there is none. */
export function problemOf(contact: Contact): ChangedContact['problem'] {
  if (contact.blocked) return 'blocked';
  if (contact.stopped) return 'stopped';
  return contact.urns.length === 0 ? 'no-urn' : null;
}
