import type { Draft } from '../../draft/draft.ts';
import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import { Refused, type Handlers } from '../../messaging/server.ts';
import { serially } from '../../util/serially.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `draft:*`: stores the draft. */
export function createDraftHandlers(services: Services) {
  const { ledger, feed } = services;
  /**
   * Saves one after the other. A revision must name one draft only: if two tabs that save at once got the same
   * revision,
   * one tab could confirm what the agent picked in the other.
   */
  const saving = serially();

  return {
    async 'draft:save'({ sessionId, flowsProjectUuid, draft, generation = 0 }, sender) {
      const session = await needSession(services, sender);
      if (session.sessionId !== sessionId) throw new Refused('session', 'a draft of another session');
      // Flows and contacts of one secondary project mean nothing in another.
      if (flowsProjectUuid !== undefined && flowsProjectUuid !== (session.flowsProject?.projectUuid ?? null))
        throw new Refused('session', 'a draft of another secondary project');
      const revision = await saving(async () => {
        // The page has not heard of an erasure yet. Storing its draft would bring erased data back.
        if (generation !== readErasure(await ledger.getKept(ERASURE_KEY)).generation)
          throw new Refused('refused', 'a draft from before the erasure');
        // One transaction: a prepared draft that is opened in between must not be overwritten unseen.
        const next = (stored: Draft | null) => ({
          draft: { ...draft, revision: Math.max(stored?.revision ?? 0, draft.revision) + 1 },
        });
        const saved = await ledger.changeDraft(session.sessionId, [], next, 'relaxed');
        return saved?.draft.revision ?? draft.revision;
      });
      feed.changed({ singles: true });
      return { revision };
    },
  } satisfies Partial<Handlers>;
}
