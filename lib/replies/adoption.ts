import type { ContactUuid } from '../ids.ts';
import { adoptStarts, FIRST_LOOK_BACK_MS, isMine } from './adopt.ts';
import type { FlowStartFact } from './facts.ts';
import type { ReplyPorts, ReplySession } from './ports.ts';
import type { AwaitedRow } from './records.ts';
import type { RowStore } from './row-store.ts';

const OVERLAP_MS = 10 * 60_000;
/** How far the server's clock may be ahead of ours. Used only when the answer carried no server time. */
const CLOCK_SLACK_MS = 3 * 60_000;
/** Server times in answers are rounded to whole seconds. */
const DATE_STEP_MS = 1_000;
const LIMIT = 20;
const MORE_LIMIT = 100;

/**
 * Finds flow starts that the agent made in Chats itself, not through Disparo, since the newest one already adopted.
 * Costs one request, or two when the first page is full. The list is the engine's own table, so it does not use the
 * Flows ration.
 *
 * @returns rows ready for `ReplyWatcher.track`
 * @throws what `ReplyWeni.listFlowStarts` throws
 */
export async function findAdoptable(
  session: ReplySession,
  about: { ports: ReplyPorts; store: RowStore },
): Promise<AwaitedRow[]> {
  const { ports, store } = about;
  const now = ports.clock.now();
  const rows = await store.rows(session);
  // Ask for a little more than the exact range. An overlap is harmless because a start is never adopted twice, but a
  // start that falls into a gap would be lost.
  const newestAdopted = Math.max(0, ...rows.filter((row) => row.origin === 'chats').map((row) => row.sentAt));
  const sinceAt = Math.max(newestAdopted - OVERLAP_MS, now - FIRST_LOOK_BACK_MS);
  // Starts from before the last erasure must not come back. `now` was read before the request, so a start's computed
  // time is never later than its real one.
  const erasedAt = (await ports.ledger.erasedAt()) ?? 0;
  const isAfterErasure = ({ createdAt, ageMs }: FlowStartFact): boolean =>
    (ageMs === undefined ? createdAt - CLOCK_SLACK_MS : now - ageMs - DATE_STEP_MS) >= erasedAt;

  let starts = await ports.weni.listFlowStarts(session.sessionId, { limit: LIMIT });
  const mayHaveMore = starts.length >= LIMIT && starts.every((start) => start.createdAt >= sinceAt);
  if (mayHaveMore) starts = await ports.weni.listFlowStarts(session.sessionId, { limit: MORE_LIMIT });
  const mine = starts.filter((start) => start.createdAt >= sinceAt && isAfterErasure(start) && isMine(start, session));
  const ownByContact = new Map<ContactUuid, readonly { flowName: string; sentAt: number }[]>();
  for (const { contactUuid } of mine) {
    if (!ownByContact.has(contactUuid))
      ownByContact.set(contactUuid, await ports.ledger.listOwnStarts(session.agentKey, contactUuid));
  }
  const ownStarts = (start: FlowStartFact) => ownByContact.get(start.contactUuid) ?? [];
  return adoptStarts(mine, { session, rows: await store.rows(session), sinceAt, now, ownStarts });
}
