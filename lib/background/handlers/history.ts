import { Refused, type Handlers } from '../../messaging/server.ts';
import { openTab } from '../../platform/tabs.ts';
import { pageUrl } from '../../platform/view-runtime.ts';
import { ownDispatch } from '../own-dispatch.ts';
import type { Services } from '../services.ts';

const PAGE = 100;
const OTHERS_PAGE = 200;

/**
 * Answers `history:*`: lists own dispatches in parts, and for admins the starts of other agents as the server lists
 * them.
 */
export function createHistoryHandlers(services: Services) {
  const { ledger, dispatcher, view, weni } = services;

  return {
    async 'history:open'({ dispatchId }) {
      await openTab(pageUrl(dispatchId === null ? '/history.html' : `/history.html?dispatch=${dispatchId}`));
      return { ok: true };
    },
    async 'history:list'({ before }, sender) {
      const { sessionIds } = await view.scopeOf(sender);
      const rows = await ledger.listDispatches({
        sessionId: null,
        limit: PAGE,
        ...(before === null ? {} : { before }),
      });
      const own = rows.filter((row) => sessionIds.has(row.sessionId));
      const dispatches = [];
      for (const row of own) dispatches.push({ row, counts: await dispatcher.counts(row.dispatchId) });
      const oldest = rows.at(-1);
      return { dispatches, next: rows.length < PAGE || oldest === undefined ? null : oldest.createdAt };
    },
    async 'history:list-others'({ offset }, sender) {
      const session = await view.sessionOf(sender);
      if (session === null || session.role !== 'admin')
        throw new Refused('forbidden', 'only admins see what others sent');
      const { api } = await weni.of(session.sessionId);
      const page = await api.listFlowStartsPage({ limit: OTHERS_PAGE, offset });
      return {
        rows: page.rows
          .filter((row) => row.userName !== session.agentName)
          .map((row) => ({
            name: row.contactName,
            flowName: row.flowName ?? '',
            userName: row.userName,
            at: row.createdAt,
          })),
        next: page.hasMore ? offset + OTHERS_PAGE : null,
      };
    },
    async 'history:list-starts'({ after, before, offset }, sender) {
      const session = await view.sessionOf(sender);
      if (session === null || session.role === 'agent')
        throw new Refused('forbidden', 'only admins and managers count starts');
      const { api } = await weni.of(session.sessionId);
      const page = await api.listFlowStartsPage({
        after: after ?? undefined,
        before: before ?? undefined,
        limit: OTHERS_PAGE,
        offset,
      });
      return {
        rows: page.rows
          .filter((row) => row.createdAt >= (after ?? 0) && (before === null || row.createdAt < before))
          .map((row) => ({ flowName: row.flowName ?? '', userName: row.userName, at: row.createdAt })),
        read: page.rows.length + page.badRows,
        total: page.total,
        next: page.hasMore ? offset + OTHERS_PAGE : null,
      };
    },
    async 'history:list-people'({ dispatchId }, sender) {
      const dispatch = await ownDispatch(services, dispatchId, sender);
      return { people: await ledger.listPeople(dispatch.dispatchId, { fromN: 0, limit: dispatch.total }) };
    },
  } satisfies Partial<Handlers>;
}
