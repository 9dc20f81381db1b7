import type { Handlers } from '../../messaging/server.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import { listAwaited } from '../../replies/list.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { openReply, type OpenResult } from '../browser/opener.ts';
import type { Services } from '../services.ts';

/** Answers `reply:*`: what an agent does with people who answered, from any view. */
export function createReplyHandlers(services: Services) {
  const { ledger, watcher, view, opener } = services;

  async function ownRow(id: string, sender: SenderContext): Promise<AwaitedRow | null> {
    const stored = await ledger.getAwaited(id);
    const row = stored === null ? null : (watcher.shown([stored])[0] ?? null);
    return row !== null && (await view.scopeOf(sender)).sessionIds.has(row.sessionId) ? row : null;
  }

  /** The ids of rows that the sender may see, by agent. */
  async function ownIds(ids: readonly string[], sender: SenderContext): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const id of ids) {
      const row = await ownRow(id, sender);
      if (row !== null) found.set(row.agentKey, [...(found.get(row.agentKey) ?? []), id]);
    }
    return found;
  }

  return {
    async 'reply:dismiss'({ ids }, sender) {
      for (const [agentKey, own] of await ownIds(ids, sender)) await watcher.dismiss(agentKey, own);
      return { ok: true };
    },
    async 'reply:restore'({ ids }, sender) {
      for (const [agentKey, own] of await ownIds(ids, sender)) await watcher.restore(agentKey, own);
      return { ok: true };
    },
    async 'reply:remind'({ reminders }, sender) {
      if (reminders.some(({ at }) => at !== null && at <= services.now())) return { ok: false, reason: 'past' };
      const found = await ownIds(
        reminders.map(({ id }) => id),
        sender,
      );
      if (found.size === 0) return { ok: false, reason: 'gone' };
      for (const [agentKey, own] of found)
        for (const { id, at } of reminders) if (own.includes(id)) await watcher.remind(agentKey, id, at);
      return { ok: true };
    },
    async 'reply:open'({ id, mayNavigate }, sender) {
      const row = await ownRow(id, sender);
      if (row === null) return { ok: false, reason: 'gone', tabTitle: null };
      if (sender.kind === 'extension-page') return await openFromOutside(services, row);
      return await openReply(row, { mayNavigate, focusComposer: true, sender }, opener);
    },
    async 'reply:open-next'(_input, sender) {
      return await openNext(services, (await view.scopeOf(sender)).sessionIds);
    },
    async 'reply:refresh'(_input, sender) {
      let hasFailed = false;
      for (const sessionId of (await view.scopeOf(sender)).sessionIds) {
        const session = (await services.sessions.list()).find((other) => other.sessionId === sessionId);
        if (session !== undefined)
          hasFailed = (await watcher.runDiff(session.sessionId, 'asked')).status === 'failed' || hasFailed;
      }
      return hasFailed ? { ok: false, reason: 'not-looked' } : { ok: true };
    },
  } satisfies Partial<Handlers>;
}

/**
 * Opens a chat for the popup, a notification or a shortcut. If the page would have to leave what it shows, the panel of
 * that tab (which is in front by then) asks the agent. If the page did not show the chat, the panel shows the list of
 * replies.
 */
export async function openFromOutside(services: Services, row: AwaitedRow): Promise<OpenResult> {
  const result = await openReply(
    row,
    { mayNavigate: false, focusComposer: true, sender: { kind: 'extension-page' } },
    services.opener,
  );
  if (result.ok || (result.reason !== 'needs-navigation' && result.reason !== 'not-shown')) return result;
  const [best] = await services.frames.ofSessions(new Set([row.sessionId]));
  if (best === undefined) return result;
  services.view.request(best.frame, 'open-waiting', { sessionId: row.sessionId, id: row.id });
  await services.frames.askAll([best.frame], 'frame:wake', {});
  services.feed.changed({ singles: true });
  return result.reason === 'needs-navigation' ? { ok: true } : result;
}

/**
 * Opens the chat of the oldest unseen reply of these sessions: first those whose chat the agent has, then those in a
 * queue, which the agent may take.
 */
export async function openNext(
  services: Services,
  sessionIds: ReadonlySet<string>,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const own = services.watcher
    .shown(await services.ledger.listAllAwaited())
    .filter((row) => sessionIds.has(row.sessionId));
  const isQueued = (row: AwaitedRow): boolean => row.place.kind === 'queue';
  const all = listAwaited(own, { statuses: ['replied'] });
  const replied = [...all.filter((row) => !isQueued(row)), ...all.filter(isQueued)];
  for (const row of replied) {
    const result = await openFromOutside(services, row);
    if (result.ok) return { ok: true };
    if (result.reason !== 'no-room') return { ok: false, reason: result.reason };
  }
  return { ok: false, reason: replied.length === 0 ? 'no-reply' : 'no-room' };
}
