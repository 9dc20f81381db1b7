import type { CommandResult, CommitResult } from '../../dispatch/dispatcher-api.ts';
import type { DispatchRow } from '../../dispatch/records.ts';
import { serially } from '../../util/serially.ts';
import type { DispatchId, SessionId } from '../../ids.ts';
import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import type { Handlers } from '../../messaging/server.ts';
import { Refused } from '../../messaging/server.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import { EMPTY_DRAFT } from '../../draft/draft.ts';
import { DIRECT_SEND_MAX } from '../../preflight/press.ts';
import { hasBlockers, needsCare } from '../../preflight/preflight-report.ts';
import { agentKeyOf, type SessionRecord } from '../../sessions/session.ts';
import { FLOW_CONFIRM_MS } from '../services/catalog-service.ts';
import { freezePeople } from '../services/freeze-people.ts';
import { needSession } from './catalog.ts';
import { createRetryHandlers } from './retry.ts';
import { refusalReason } from '../views/refusal-reason.ts';
import type { Services } from '../services.ts';

type DispatchHandlers = Pick<
  Handlers,
  | 'draft:save'
  | 'preflight:run'
  | 'dispatch:confirm'
  | 'dispatch:commit'
  | 'dispatch:undo'
  | 'dispatch:hold'
  | 'dispatch:release'
  | 'dispatch:pause'
  | 'dispatch:resume'
  | 'dispatch:cancel'
  | 'dispatch:retry'
  | 'preflight:retry'
  | 'dispatch:look-again'
  | 'dispatch:leave'
>;

type Plain = { ok: true } | { ok: false; reason: string };

const plain = (result: CommandResult): Plain => (result.kind === 'done' ? { ok: true } : { ok: false, reason: result.kind });

const endsAt = (row: DispatchRow): number | null => (row.state.status === 'counting-down' ? row.state.endsAt : null);

/** From the draft to a running dispatch, and what a person can do with one. Nothing here sends: the dispatcher does. */
export function createDispatchHandlers(services: Services): DispatchHandlers {
  const { dispatcher, ledger, preflight, catalog, people, view, feed, log, works } = services;
  /** One revision is one draft: two tabs that save at once must not both get it, or one confirms what the other picked. */
  const saving = serially();

  /** A dispatch may be touched only from a frame of its own session, or from our own pages while that session is live. */
  async function own(dispatchId: DispatchId, sender: SenderContext): Promise<DispatchRow> {
    const row = await ledger.getDispatch(dispatchId);
    if (row === null || !(await view.scopeOf(sender)).sessionIds.has(row.sessionId)) throw new Refused('refused', 'not a dispatch of this session');
    return row;
  }

  /** Asked by the dispatcher right before it stores or starts: the answers it waited for took time. */
  const mayStill = (sender: SenderContext, sessionId: SessionId) => (): boolean => sender.kind === 'frame' && services.sessions.maySend(sender, sessionId);

  const forRunner = (session: SessionRecord) => ({ ...session, agentKey: agentKeyOf(session) });

  return {
    async 'draft:save'({ sessionId, draft, generation = 0 }, sender) {
      const session = await needSession(services, sender);
      if (session.sessionId !== sessionId) throw new Refused('session', 'a draft of another session');
      const revision = await saving(async () => {
        // Picked before everything was erased, in a page that did not hear of it yet.
        if (generation !== readErasure(await ledger.getKept(ERASURE_KEY)).generation) throw new Refused('refused', 'a draft from before the erasure');
        const stored = await ledger.getDraft(session.sessionId);
        const next = Math.max(stored?.revision ?? 0, draft.revision) + 1;
        await ledger.putDraft(session.sessionId, { ...draft, revision: next });
        return next;
      });
      feed.changed({ singles: true });
      return { revision };
    },

    async 'preflight:run'({ fresh, workId }, sender) {
      const session = await needSession(services, sender);
      const draft = (await ledger.getDraft(session.sessionId)) ?? EMPTY_DRAFT;
      return await works.run({ workId, kind: 'preflight', sessionId: session.sessionId }, (work) => preflight.run(forRunner(session), draft, fresh ? 'fresh' : 'use', work));
    },

    async 'dispatch:confirm'(input, sender) {
      const session = await needSession(services, sender);
      const no = (reason: string, needsConfirmation = false) => ({ ok: false as const, reason, needsConfirmation });
      const draft = await ledger.getDraft(session.sessionId);
      if (draft === null || draft.revision !== input.draftRevision) return no('stale-draft');
      if (draft.flowUuid === null) return no('no-flow');
      if (draft.people.length === 0) return no('nobody');
      const flow = await catalog.preview(session.sessionId, draft.flowUuid, FLOW_CONFIRM_MS);
      const seen = preflight.lastFor(session.sessionId, draft);
      const report = seen?.flowMark === flow.mark ? seen : await preflight.run(forRunner(session), draft, 'use');
      // A template, a variable or the order of its steps is not what the agent looked at.
      if (seen !== null && seen.flowMark !== flow.mark) return no('flow-changed', true);
      if (hasBlockers(report)) return no('blocked', true);
      const isSimple = draft.people.length <= DIRECT_SEND_MAX && !needsCare(report) && report.status === 'complete';
      if (!isSimple && !input.warningsSeen) return no('needs-confirmation', true);
      if (draft.people.length > report.cap && input.typedCount !== draft.people.length) return no('type-number', true);
      const flowName = draft.flowName ?? (await catalog.gate(session.sessionId, draft.flowUuid, Number.POSITIVE_INFINITY)).flowName ?? '';
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
        mayStill: mayStill(sender, session.sessionId),
      });
      if (result.kind !== 'confirmed') return no(refusalReason(result));
      // The dispatch counts down already: a view that heard of a failure here would not commit it.
      const remembered = Promise.all([catalog.used(session.sessionId, draft.flowUuid), people.used(session.sessionId, draft.people.slice(0, DIRECT_SEND_MAX))]);
      await remembered.catch((error: unknown) => log.error('recents', error));
      feed.changed({ singles: true });
      return { ok: true, dispatchId: result.dispatch.dispatchId, endsAt: endsAt(result.dispatch) };
    },

    async 'dispatch:commit'({ viewId, dispatchId }, sender) {
      const { sessionId } = await own(dispatchId, sender);
      // A renewed token is being looked up: the view asks again, and after that the commit's own time limit decides.
      if (!mayStill(sender, sessionId)()) return { ok: false, reason: 'too-early' };
      return fromCommit(await dispatcher.commit(dispatchId, viewId, mayStill(sender, sessionId)));
    },
    async 'dispatch:undo'({ dispatchId }, sender) {
      await own(dispatchId, sender);
      const result = plain(await dispatcher.undo(dispatchId));
      feed.changed({ singles: true });
      return result;
    },
    async 'dispatch:hold'({ dispatchId, viewId }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.hold(dispatchId, viewId));
    },
    async 'dispatch:release'({ dispatchId, viewId }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.release(dispatchId, viewId));
    },
    async 'dispatch:pause'({ dispatchId }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.pause(dispatchId));
    },
    async 'dispatch:resume'({ dispatchId }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.resume(dispatchId));
    },
    async 'dispatch:cancel'({ dispatchId }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.cancel(dispatchId));
    },
    ...createRetryHandlers(services, own, mayStill),
    async 'dispatch:look-again'({ dispatchId, people: ns }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.lookAgain(dispatchId, ns));
    },
    async 'dispatch:leave'({ dispatchId, people: ns }, sender) {
      await own(dispatchId, sender);
      return plain(await dispatcher.leave(dispatchId, ns));
    },
  };
}

function fromCommit(result: CommitResult): Plain {
  // Back in the draft, which says why by itself.
  return result.kind === 'running' || result.kind === 'returned' ? { ok: true } : { ok: false, reason: result.kind };
}
