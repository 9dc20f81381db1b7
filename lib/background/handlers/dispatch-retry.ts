import { getOwn } from '../../contacts/own-value.ts';
import type { RetryResult } from '../../dispatch/dispatcher-api.ts';
import { canSendAgain } from '../../dispatch/retry.ts';
import type { DispatchId } from '../../ids.ts';
import type { Handlers } from '../../messaging/server.ts';
import { judgeConfirm } from '../../preflight/judge-confirm.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { maySendCheck } from '../may-send.ts';
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
    async 'dispatch:retry'(
      { dispatchId, people: numbers, viewId, mayArriveTwiceSeen, warningsSeen, typedCount },
      sender,
    ) {
      const dispatch = await ownDispatch(services, dispatchId, sender);
      const rows = await ledger.getPeople(dispatchId, numbers);
      // The stored values fit the flow as it was then. If it now has a variable without a stored value, the message
      // would have a blank there.
      const flow = await catalog.preview(flowsScopeOf(dispatch), dispatch.flowUuid, FLOW_CONFIRM_MS);
      const isFlowChanged = flow.variables.some((name) =>
        rows.some((row) => getOwn(row.params ?? {}, name) === undefined),
      );
      const report = await checkRetry(services, await needSession(services, sender), dispatch, numbers);
      const mayArriveTwice = rows.some((row) => canSendAgain(row.status) === 'may-double');
      const agent = { warningsSeen: warningsSeen === true, typedCount: typedCount ?? null, mayArriveTwiceSeen };
      const verdict = judgeConfirm({
        report,
        people: report.people,
        cap: report.cap,
        isFlowChanged,
        mayArriveTwice,
        agent,
      });
      if (verdict !== 'ok') return { ok: false, reason: verdict };
      return fromRetry(
        await dispatcher.retry(dispatchId, numbers, viewId, maySendCheck(services, sender, dispatch.sessionId)),
      );
    },
  } satisfies Partial<Handlers>;
}

function fromRetry(
  result: RetryResult,
): { ok: true; dispatchId: DispatchId; endsAt: number | null } | { ok: false; reason: string } {
  if (result.kind !== 'confirmed') return { ok: false, reason: refusalReason(result) };
  const { dispatchId, state } = result.dispatch;
  return { ok: true, dispatchId, endsAt: state.status === 'counting-down' ? state.endsAt : null };
}
