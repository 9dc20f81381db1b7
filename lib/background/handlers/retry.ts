import type { RetryResult } from '../../dispatch/dispatcher-api.ts';
import type { DispatchRow, PersonRow } from '../../dispatch/records.ts';
import { canSendAgain } from '../../dispatch/retry.ts';
import type { DispatchId, SessionId } from '../../ids.ts';
import type { Handlers } from '../../messaging/server.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import { type Draft, EMPTY_DRAFT } from '../../draft/draft.ts';
import { DIRECT_SEND_MAX } from '../../preflight/press.ts';
import { hasBlockers, needsCare, type PreflightReport } from '../../preflight/preflight-report.ts';
import { FLOW_CONFIRM_MS } from '../services/catalog-service.ts';
import { needSession } from './catalog.ts';
import { refusalReason } from '../views/refusal-reason.ts';
import type { Services } from '../services.ts';
import { agentKeyOf } from '../../sessions/session.ts';

type RetryHandlers = Pick<Handlers, 'preflight:retry' | 'dispatch:retry'>;

/** The rows as a draft that sends them the values frozen then. */
function toDraft(dispatch: DispatchRow, rows: readonly PersonRow[]): Draft {
  const names = new Set(rows.flatMap((row) => Object.keys(row.params ?? {})));
  return {
    ...EMPTY_DRAFT,
    flowUuid: dispatch.flowUuid,
    flowName: dispatch.flowName,
    people: rows.map((row) => ({ contactUuid: row.contactUuid, name: row.name, origins: [{ kind: 'hand' }], values: { ...row.params } })),
    variables: Object.fromEntries([...names].map((name) => [name, { source: { kind: 'csv-column' as const, column: name }, fallback: '' }])),
  };
}

/** Without "got a flow from us" where that is the very try which is repeated: it is said where it is pressed. */
function withoutOwnTry(report: PreflightReport, rows: readonly PersonRow[]): PreflightReport {
  const tries = new Map(rows.map((row) => [row.contactUuid, String(row.acceptedAt ?? row.sentAt)]));
  const findings = report.findings.flatMap((finding) => {
    if (finding.kind !== 'sent-by-us') return [finding];
    const people = finding.people.filter((person) => person.details['at'] !== tries.get(person.contactUuid));
    return people.length === 0 && finding.people.length > 0 ? [] : [{ ...finding, people }];
  });
  return { ...report, findings };
}

/** *Send again*: the checks of any other dispatch before it, and the confirmation. `own` answers the dispatch of the sender's own session, or refuses; `mayStill` is asked again right before it is stored. */
export function createRetryHandlers(
  services: Services,
  own: (dispatchId: DispatchId, sender: SenderContext) => Promise<DispatchRow>,
  mayStill: (sender: SenderContext, sessionId: SessionId) => () => boolean,
): RetryHandlers {
  const { dispatcher, ledger, preflight, catalog } = services;

  async function check(dispatch: DispatchRow, ns: readonly number[], sender: SenderContext): Promise<PreflightReport> {
    const session = await needSession(services, sender);
    const rows = (await ledger.getPeople(dispatch.dispatchId, [...new Set(ns)])).filter((row) => canSendAgain(row) !== null);
    const report = await preflight.check({ ...session, agentKey: agentKeyOf(session) }, toDraft(dispatch, rows));
    return withoutOwnTry(report, rows);
  }

  return {
    async 'preflight:retry'({ dispatchId, people: ns }, sender) {
      return await check(await own(dispatchId, sender), ns, sender);
    },
    async 'dispatch:retry'({ dispatchId, people: ns, viewId, mayArriveTwiceSeen, warningsSeen, typedCount }, sender) {
      const dispatch = await own(dispatchId, sender);
      const rows = await ledger.getPeople(dispatchId, ns);
      // The values were frozen for the flow as it was: one that asks for more now would send blanks.
      const flow = await catalog.preview(dispatch.sessionId, dispatch.flowUuid, FLOW_CONFIRM_MS);
      if (flow.variables.some((name) => rows.some((row) => row.params?.[name] === undefined))) return { ok: false, reason: 'flow-changed' };
      const mayArriveTwice = rows.some((row) => row.status === 'unknown');
      if (mayArriveTwice && !mayArriveTwiceSeen) return { ok: false, reason: 'may-arrive-twice' };
      const report = await check(dispatch, ns, sender);
      if (hasBlockers(report)) return { ok: false, reason: 'blocked' };
      const isSimple = report.people <= DIRECT_SEND_MAX && !needsCare(report) && report.status === 'complete';
      if (!isSimple && warningsSeen !== true) return { ok: false, reason: 'needs-confirmation' };
      if (report.people > report.cap && typedCount !== report.people) return { ok: false, reason: 'type-number' };
      return fromRetry(await dispatcher.retry(dispatchId, ns, viewId, mayStill(sender, dispatch.sessionId)));
    },
  };
}

function fromRetry(result: RetryResult): { ok: true; dispatchId: DispatchId; endsAt: number | null } | { ok: false; reason: string } {
  if (result.kind !== 'confirmed') return { ok: false, reason: refusalReason(result) };
  const { dispatchId, state } = result.dispatch;
  return { ok: true, dispatchId, endsAt: state.status === 'counting-down' ? state.endsAt : null };
}
