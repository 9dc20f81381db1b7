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

  return {
    async 'reply:dismiss'({ ids }, sender) {
      for (const id of ids) {
        const row = await ownRow(id, sender);
        if (row !== null) await watcher.dismiss(row.agentKey, [id]);
      }
      return { ok: true };
    },
    async 'reply:restore'({ ids }, sender) {
      for (const id of ids) {
        const row = await ownRow(id, sender);
        if (row !== null) await watcher.restore(row.agentKey, [id]);
      }
      return { ok: true };
    },
    async 'reply:remind'({ id, at }, sender) {
      const row = await ownRow(id, sender);
      if (row === null) return { ok: false, reason: 'gone' };
      await watcher.remind(row.agentKey, id, at);
      return { ok: true };
    },
    async 'reply:open'({ id, mayNavigate }, sender) {
      const row = await ownRow(id, sender);
      if (row === null) return { ok: false, reason: 'gone', tabTitle: null };
      if (sender.kind === 'extension-page') return await openFromOutside(services, row);
      return await openReply(row, { mayNavigate, sender }, opener);
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
  const result = await openReply(row, { mayNavigate: false, sender: { kind: 'extension-page' } }, services.opener);
  if (result.ok || (result.reason !== 'needs-navigation' && result.reason !== 'not-shown')) return result;
  const [best] = await services.frames.ofSessions(new Set([row.sessionId]));
  if (best === undefined) return result;
  services.view.request(best.frame, 'open-waiting', { sessionId: row.sessionId, id: row.id });
  await services.frames.askAll([best.frame], 'frame:wake', {});
  services.feed.changed({ singles: true });
  return result.reason === 'needs-navigation' ? { ok: true } : result;
}

/** Opens the chat of the oldest unseen reply of these sessions. */
export async function openNext(
  services: Services,
  sessionIds: ReadonlySet<string>,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  const own = services.watcher
    .shown(await services.ledger.listAllAwaited())
    .filter((row) => sessionIds.has(row.sessionId));
  const replied = listAwaited(own, { statuses: ['replied'] });
  for (const row of replied) {
    const result = await openFromOutside(services, row);
    if (result.ok) return { ok: true };
    if (result.reason !== 'no-room') return { ok: false, reason: result.reason };
  }
  return { ok: false, reason: replied.length === 0 ? 'no-reply' : 'no-room' };
}
