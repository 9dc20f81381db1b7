import type { ContactUuid } from '../ids.ts';
import { adoptStarts, FIRST_LOOK_BACK_MS, isMine } from './adopt.ts';
import type { FlowStartFact } from './facts.ts';
import type { ReplyPorts, ReplySession } from './ports.ts';
import type { AwaitedRow } from './records.ts';
import type { RowStore } from './row-store.ts';

const OVERLAP_MS = 10 * 60_000;
/** The server's clock may be ahead of ours by so much, where an answer does not tell it. */
const CLOCK_SLACK_MS = 3 * 60_000;
/** Answers tell their time in whole seconds. */
const DATE_STEP_MS = 1_000;
const LIMIT = 20;
const MORE_LIMIT = 100;

/**
 * Starts made in the page itself since the last one known, as rows to track. One call, two when many are new; the engine's
 * own table, so it costs Flows nothing.
 */
export async function findAdoptable(session: ReplySession, about: { ports: ReplyPorts; store: RowStore }): Promise<AwaitedRow[]> {
  const { ports, store } = about;
  const now = ports.clock.now();
  const rows = await store.rows(session);
  // Overlap instead of exactness: adopting twice is impossible, missing one is not.
  const newestAdopted = Math.max(0, ...rows.filter((row) => row.origin === 'chats').map((row) => row.sentAt));
  const sinceAt = Math.max(newestAdopted - OVERLAP_MS, now - FIRST_LOOK_BACK_MS);
  // What began before everything was erased stays erased. `now` was before the question, so a start is never taken for a later one.
  const erasedAt = (await ports.ledger.erasedAt()) ?? 0;
  const isAfterErasure = ({ createdAt, ageMs }: FlowStartFact): boolean => (ageMs === undefined ? createdAt - CLOCK_SLACK_MS : now - ageMs - DATE_STEP_MS) >= erasedAt;

  let starts = await ports.weni.listFlowStarts(session.sessionId, { limit: LIMIT });
  const goesOn = starts.length >= LIMIT && starts.every((start) => start.createdAt >= sinceAt);
  if (goesOn) starts = await ports.weni.listFlowStarts(session.sessionId, { limit: MORE_LIMIT });
  const mine = starts.filter((start) => start.createdAt >= sinceAt && isAfterErasure(start) && isMine(start, session));
  const own = new Map<ContactUuid, readonly { flowName: string; sentAt: number }[]>();
  for (const { contactUuid } of mine) {
    if (!own.has(contactUuid)) own.set(contactUuid, await ports.ledger.listOwnStarts(session.agentKey, contactUuid));
  }
  const ownStarts = (start: FlowStartFact) => own.get(start.contactUuid) ?? [];
  return adoptStarts(mine, { session, rows: await store.rows(session), sinceAt, now, ownStarts });
}
