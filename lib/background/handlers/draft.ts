import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import { Refused, type Handlers } from '../../messaging/server.ts';
import { serially } from '../../util/serially.ts';
import { needSession } from '../need-session.ts';
import type { Services } from '../services.ts';

/** Answers `draft:*`: the selection that is being made. */
export function createDraftHandlers(services: Services) {
  const { ledger, feed } = services;
  /** One revision is one draft: two tabs that save at once must not both get it, or one confirms what the other picked. */
  const saving = serially();

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
  } satisfies Partial<Handlers>;
}
