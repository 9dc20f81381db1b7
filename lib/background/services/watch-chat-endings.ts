import type { Ledger } from '../../ledger/ledger.ts';
import type { Background } from '../background.ts';
import { createChatEndings, type ChatEndingsPorts } from './chat-endings.ts';

/** Connects the reading of how chats ended with the ledger, the server and the reply watcher. */
export function watchChatEndings(
  { live, services: { weni, watcher } }: Background,
  parts: { readonly ledger: Pick<Ledger, 'listAllAwaited'> } & Pick<ChatEndingsPorts, 'now' | 'after' | 'onError'>,
) {
  const endings = createChatEndings({
    listAwaited: () => parts.ledger.listAllAwaited(),
    isLive: (sessionId) => live.get(sessionId) !== null,
    listHistoryRooms: async (sessionId, query) => (await (await weni.of(sessionId)).api.listHistoryRooms(query)).rows,
    noteEnding: watcher.noteEnding,
    now: parts.now,
    after: parts.after,
    onError: parts.onError,
  });
  watcher.onChange((changes) => endings.changed(changes.map((change) => change.after)));
  return endings;
}
