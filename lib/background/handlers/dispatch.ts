import type { CommandResult, CommitResult } from '../../dispatch/dispatcher-api.ts';
import type { DispatchRow } from '../../dispatch/records.ts';
import { toRemembered } from '../../draft/first-mapping.ts';
import type { Handlers } from '../../messaging/server.ts';
import { DIRECT_SEND_MAX, isFlowChangedSince, judgeConfirm } from '../../preflight/judge-confirm.ts';
import { flowsScopeOf } from '../../sessions/session.ts';
import { maySendCheck } from '../may-send.ts';
import { needSession } from '../need-session.ts';
import { ownDispatch } from '../own-dispatch.ts';
import { FLOW_CONFIRM_MS } from '../services/catalog-service.ts';
import { freezePeople } from '../services/freeze-people.ts';
import { nameDispatch } from '../services/dispatch-name.ts';
import { createDispatchRetryHandler } from './dispatch-retry.ts';
import { createDispatchTestHandler } from './dispatch-test.ts';
import { refusalReason } from '../views/refusal-reason.ts';
import type { Services } from '../services.ts';

type Plain = { ok: true } | { ok: false; reason: string };

const plain = (result: CommandResult): Plain =>
  result.kind === 'done' ? { ok: true } : { ok: false, reason: result.kind };

const endsAt = (row: DispatchRow): number | null => (row.state.status === 'counting-down' ? row.state.endsAt : null);

/**
 * Answers `dispatch:*`: confirms the draft as a dispatch, and passes the agent's commands to the dispatcher, which
 * alone sends.
 */
export function createDispatchHandlers(services: Services) {
  const { dispatcher, ledger, preflight, catalog, people, feed, log } = services;
  return {
    async 'dispatch:confirm'(input, sender) {
      const session = await needSession(services, sender);
      const scope = flowsScopeOf(session);
      const no = (reason: string, needsConfirmation = false) => ({ ok: false as const, reason, needsConfirmation });
      const draft = await ledger.getDraft(session.sessionId);
      if (draft === null || draft.revision !== input.draftRevision) return no('stale-draft');
      if (draft.flowUuid === null) return no('no-flow');
      if (draft.people.length === 0) return no('nobody');
      const flow = await catalog.preview(scope, draft.flowUuid, FLOW_CONFIRM_MS);
      const seen = preflight.lastFor(scope, draft);
      // Changed: the flow's templates, variables or steps are others than when the agent looked at the report.
      const isFlowChanged = isFlowChangedSince(seen, flow.mark);
      const report = seen !== null && !isFlowChanged ? seen : await preflight.run(session, draft, 'use');
      const { warningsSeen, typedCount } = input;
      const verdict = judgeConfirm({
        report,
        people: draft.people.length,
        cap: report.cap,
        isFlowChanged,
        mayArriveTwice: false,
        agent: { warningsSeen, typedCount, mayArriveTwiceSeen: false },
      });
      if (verdict !== 'ok') return no(verdict, true);
      const flowName =
        draft.flowName ?? (await catalog.gate(scope, draft.flowUuid, Number.POSITIVE_INFINITY)).flowName ?? '';
      const result = await dispatcher.confirm({
        sessionId: session.sessionId,
        viewId: input.viewId,
        flowUuid: draft.flowUuid,
        flowName,
        mode: draft.mode === 'batches' && report.batchesPossible ? 'batches' : 'singles',
        people: await freezePeople(services, session, draft),
        draftRevision: draft.revision,
        peopleCheckedAt: report.evaluatedAt,
        isTest: input.isTest,
        holdBackAt: draft.holdBackAt ?? services.settings.current().holdBackAt ?? 0,
        opensChat: flow.reading?.opensChat.value,
        maySend: maySendCheck(services, sender, session.sessionId),
      });
      if (result.kind !== 'confirmed') return no(refusalReason(result));
      // The dispatch is confirmed and counts down. Failing to store the recents must not fail the message, or the view
      // would not commit the dispatch.
      const remembered = Promise.all([
        catalog.used(scope, draft.flowUuid),
        catalog.rememberSources(scope, draft.flowUuid, toRemembered(draft.variables)),
        people.used(scope, draft.people.slice(0, DIRECT_SEND_MAX)),
        draft.name === undefined ? null : nameDispatch(ledger, result.dispatch.dispatchId, draft.name),
      ]);
      await remembered.catch((error: unknown) => log.error('recents', error));
      feed.changed({ singles: true, dispatches: [result.dispatch.dispatchId] });
      return { ok: true, dispatchId: result.dispatch.dispatchId, endsAt: endsAt(result.dispatch) };
    },

    async 'dispatch:commit'({ viewId, dispatchId }, sender) {
      const { sessionId } = await ownDispatch(services, dispatchId, sender);
      // While a renewed token is being checked the sender may not send. `too-early` makes the view ask again; the
      // dispatcher's time limit for a commit ends that.
      if (!maySendCheck(services, sender, sessionId)()) return { ok: false, reason: 'too-early' };
      return fromCommit(await dispatcher.commit(dispatchId, viewId, maySendCheck(services, sender, sessionId)));
    },
    async 'dispatch:undo'({ dispatchId }, sender) {
      await ownDispatch(services, dispatchId, sender);
      const result = plain(await dispatcher.undo(dispatchId));
      feed.changed({ singles: true });
      return result;
    },
    async 'dispatch:hold'({ dispatchId, viewId }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.hold(dispatchId, viewId));
    },
    async 'dispatch:release'({ dispatchId, viewId }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.release(dispatchId, viewId));
    },
    async 'dispatch:pause'({ dispatchId }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.pause(dispatchId));
    },
    async 'dispatch:resume'({ dispatchId }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.resume(dispatchId));
    },
    async 'dispatch:hold-back'({ dispatchId, holdBackAt }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.setHoldBack(dispatchId, holdBackAt));
    },
    async 'dispatch:cancel'({ dispatchId }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.cancel(dispatchId));
    },
    async 'dispatch:name'({ dispatchId, name }, sender) {
      await ownDispatch(services, dispatchId, sender);
      const result = await nameDispatch(ledger, dispatchId, name);
      feed.changed({ dispatches: [dispatchId] });
      return result;
    },
    ...createDispatchRetryHandler(services),
    ...createDispatchTestHandler(services),
    async 'dispatch:look-again'({ dispatchId, people: numbers }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.lookAgain(dispatchId, numbers));
    },
    async 'dispatch:leave'({ dispatchId, people: numbers }, sender) {
      await ownDispatch(services, dispatchId, sender);
      return plain(await dispatcher.leave(dispatchId, numbers));
    },
  } satisfies Partial<Handlers>;
}

function fromCommit(result: CommitResult): Plain {
  // `returned` is a success for the view: the people are back in the draft, and the draft shows the reason.
  return result.kind === 'running' || result.kind === 'returned' ? { ok: true } : { ok: false, reason: result.kind };
}
