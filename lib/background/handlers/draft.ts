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
    async 'draft:save'({ sessionId, draft, generation = 0 }, sender) {
      const session = await needSession(services, sender);
      if (session.sessionId !== sessionId) throw new Refused('session', 'a draft of another session');
      const revision = await saving(async () => {
        // The page has not heard of an erasure yet. Storing its draft would bring erased data back.
        if (generation !== readErasure(await ledger.getKept(ERASURE_KEY)).generation)
          throw new Refused('refused', 'a draft from before the erasure');
        const stored = await ledger.getDraft(session.sessionId);
        const next = Math.max(stored?.revision ?? 0, draft.revision) + 1;
        await ledger.putDraft(session.sessionId, { ...draft, revision: next });
        return next;
      });
      feed.changed({ singles: true });
      return { revision };
    },
  } satisfies Partial<Handlers>;
}
