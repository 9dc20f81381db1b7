import type { Draft } from '../../draft/draft.ts';
import type { Handlers } from '../../messaging/server.ts';
import { judgeConfirm } from '../../preflight/judge-confirm.ts';
import type { PreflightReport } from '../../preflight/preflight-report.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { maySendCheck } from '../may-send.ts';
import { needSession } from '../need-session.ts';
import { FLOW_CONFIRM_MS } from '../services/catalog-service.ts';
import { freezePeople } from '../services/freeze-people.ts';
import type { OwnPerson } from '../services/own-contact.ts';
import type { Services } from '../services.ts';
import { refusalReason } from '../views/refusal-reason.ts';

/**
 * The draft with the agent as its only person. Columns of a file take the values of the first person who has values.
 */
function toTest(draft: Draft, self: OwnPerson): Draft {
  const values = draft.people.find((person) => person.values !== undefined)?.values;
  const person: Draft['people'][number] = {
    contactUuid: self.contactUuid,
    name: self.name,
    origins: [{ kind: 'hand' }],
  };
  return {
    ...draft,
    people: [values === undefined ? person : { ...person, values }],
    groups: [],
    unresolvedLines: [],
    mode: 'singles',
  };
}

/**
 * Answers `dispatch:test` (*Send to myself*): sends the draft's flow and values to the agent's own contact, through
 * the same gates as any dispatch.
 */
export function createDispatchTestHandler(services: Services) {
  const { dispatcher, ledger, preflight, ownContact, catalog, feed } = services;
  return {
    async 'dispatch:test'({ viewId, warningsSeen }, sender) {
      const session = await needSession(services, sender);
      const scope = flowsScopeOf(session);
      const no = (reason: string, report?: PreflightReport) => ({
        ok: false as const,
        reason,
        findings: (report?.findings ?? []).map(({ kind, level }) => ({ kind, level })),
      });
      const self = await ownContact.get(scope);
      const draft = await ledger.getDraft(session.sessionId);
      if (self === null) return no('no-self');
      if (draft === null || draft.flowUuid === null) return no('no-flow');
      const test = toTest(draft, self);
      await catalog.preview(scope, draft.flowUuid, FLOW_CONFIRM_MS);
      const report = await preflight.check(session, test);
      const agent = { warningsSeen, typedCount: null, mayArriveTwiceSeen: false };
      const verdict = judgeConfirm({
        report,
        people: test.people.length,
        cap: report.cap,
        isFlowChanged: false,
        mayArriveTwice: false,
        agent,
      });
      if (verdict !== 'ok') return no(verdict, report);
      const result = await dispatcher.confirm({
        sessionId: session.sessionId,
        viewId,
        flowUuid: draft.flowUuid,
        flowName:
          draft.flowName ?? (await catalog.gate(scope, draft.flowUuid, Number.POSITIVE_INFINITY)).flowName ?? '',
        mode: 'singles',
        people: await freezePeople(services, session, test),
        // No revision: the stored draft is not what is sent here, so the confirmation must not consume it.
        draftRevision: null,
        peopleCheckedAt: report.evaluatedAt,
        isTest: true,
        maySend: maySendCheck(services, sender, session.sessionId),
      });
      if (result.kind !== 'confirmed') return no(refusalReason(result));
      feed.changed({ singles: true });
      return {
        ok: true,
        dispatchId: result.dispatch.dispatchId,
        endsAt: result.dispatch.state.status === 'counting-down' ? result.dispatch.state.endsAt : null,
      };
    },
  } satisfies Partial<Handlers>;
}
