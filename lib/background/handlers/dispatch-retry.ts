import type { RetryResult } from '../../dispatch/dispatcher-api.ts';
import type { DispatchId } from '../../ids.ts';
import type { Handlers } from '../../messaging/server.ts';
import { hasBlockers, needsCare } from '../../preflight/preflight-report.ts';
import { DIRECT_SEND_MAX } from '../../preflight/press.ts';
import { mayStill } from '../may-still.ts';
import { needSession } from '../need-session.ts';
import { ownDispatch } from '../own-dispatch.ts';
import { FLOW_CONFIRM_MS } from '../services/catalog-service.ts';
import { checkRetry } from '../services/retry-check.ts';
import type { Services } from '../services.ts';
import { refusalReason } from '../views/refusal-reason.ts';

/**
 * Answers `dispatch:retry` (*Send again*): makes the same checks as for a new dispatch, then confirms the child
 * dispatch.
 */
export function createDispatchRetryHandler(services: Services) {
  const { dispatcher, ledger, catalog } = services;
  return {
    async 'dispatch:retry'({ dispatchId, people: numbers, viewId, mayArriveTwiceSeen, warningsSeen, typedCount }, sender) {
      const dispatch = await ownDispatch(services, dispatchId, sender);
      const rows = await ledger.getPeople(dispatchId, numbers);
      // The stored values fit the flow as it was then. If it now has a variable without a stored value, the message
      // would have a blank there.
      const flow = await catalog.preview(dispatch.sessionId, dispatch.flowUuid, FLOW_CONFIRM_MS);
      if (flow.variables.some((name) => rows.some((row) => row.params?.[name] === undefined))) return { ok: false, reason: 'flow-changed' };
      const mayArriveTwice = rows.some((row) => row.status === 'unknown');
      if (mayArriveTwice && !mayArriveTwiceSeen) return { ok: false, reason: 'may-arrive-twice' };
      const report = await checkRetry(services, await needSession(services, sender), dispatch, numbers);
      if (hasBlockers(report)) return { ok: false, reason: 'blocked' };
      const isSimple = report.people <= DIRECT_SEND_MAX && !needsCare(report) && report.status === 'complete';
      if (!isSimple && warningsSeen !== true) return { ok: false, reason: 'needs-confirmation' };
      if (report.people > report.cap && typedCount !== report.people) return { ok: false, reason: 'type-number' };
      return fromRetry(await dispatcher.retry(dispatchId, numbers, viewId, mayStill(services, sender, dispatch.sessionId)));
    },
  } satisfies Partial<Handlers>;
}

function fromRetry(result: RetryResult): { ok: true; dispatchId: DispatchId; endsAt: number | null } | { ok: false; reason: string } {
  if (result.kind !== 'confirmed') return { ok: false, reason: refusalReason(result) };
  const { dispatchId, state } = result.dispatch;
  return { ok: true, dispatchId, endsAt: state.status === 'counting-down' ? state.endsAt : null };
}
