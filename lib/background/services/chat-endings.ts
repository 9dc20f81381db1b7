import type { ContactUuid, SessionId } from '../../ids.ts';
import type { AwaitedRow, ChatEnding } from '../../replies/records.ts';
import { serially } from '../../util/serially.ts';
import type { HistoryRoom } from '../../weni/api/rooms.ts';

/** The tags are given with the close itself; a moment later the list of closed chats has both. */
const FIRST_AFTER_MS = 2_000;
/** Time between two questions, and how many are asked in an hour: they are of no hurry. */
const EVERY_MS = 2_000;
const PER_HOUR = 60;
const HOUR_MS = 3_600_000;
const MAX_TAGS = 20;

export interface ChatEndingsPorts {
  readonly listAwaited: () => Promise<readonly AwaitedRow[]>;
  readonly isLive: (sessionId: SessionId) => boolean;
  /** One call to the engine alone. Rejects when the answer is not known. */
  readonly listHistoryRooms: (
    sessionId: SessionId,
    query: { readonly contactUuid: ContactUuid; readonly endedAfter: number },
  ) => Promise<readonly HistoryRoom[]>;
  readonly noteEnding: (agentKey: string, id: string, ending: ChatEnding) => Promise<void>;
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly onError: (error: unknown) => void;
}

const isDue = (row: AwaitedRow): boolean =>
  row.status === 'closed' && row.roomUuid !== null && row.ending === undefined && row.isProvisional !== true;

/**
 * Reads how the chats of awaited people ended and with which tags: one call for each closed row, of the engine alone,
 * one after the other and at most 60 an hour. A row is asked about once, whatever becomes of the question; what was not
 * told stays unknown. Rows of a session that is not live wait until it is.
 */
export function createChatEndings(ports: ChatEndingsPorts) {
  const inTurn = serially();
  let askedAt: number[] = [];
  let stopTimer: (() => void) | null = null;

  function checkAfter(delayMs: number): void {
    stopTimer?.();
    stopTimer = ports.after(delayMs, () => void check().catch(ports.onError));
  }

  async function ask(row: AwaitedRow): Promise<void> {
    const { agentKey, id, roomUuid, sessionId, contactUuid, answeredFrom, sentAt } = row;
    const now = ports.now();
    askedAt.push(now);
    // Noted first, so that the question is not repeated if the background stops before the answer.
    await ports.noteEnding(agentKey, id, { askedAt: now, endedAt: null, tags: null });
    const query = { contactUuid: answeredFrom ?? contactUuid, endedAfter: sentAt };
    const room = (await ports.listHistoryRooms(sessionId, query)).find((each) => each.uuid === roomUuid);
    if (room === undefined) return;
    const tags = room.tags === null ? null : [...new Set(room.tags)].slice(0, MAX_TAGS);
    await ports.noteEnding(agentKey, id, { askedAt: now, endedAt: room.endedAt, tags });
  }

  function check(): Promise<void> {
    return inTurn(async () => {
      const due = (await ports.listAwaited()).filter((row) => isDue(row) && ports.isLive(row.sessionId));
      const [row] = due;
      if (row === undefined) return;
      const now = ports.now();
      // A time in the future is from before the clock was set back.
      askedAt = askedAt.filter((at) => at <= now && now - at < HOUR_MS);
      const oldest = askedAt[0];
      if (askedAt.length >= PER_HOUR && oldest !== undefined) return checkAfter(oldest + HOUR_MS - now);
      await ask(row).catch(ports.onError);
      if (due.length > 1) checkAfter(EVERY_MS);
    });
  }

  return {
    /** Call when awaited rows changed. */
    changed(rows: readonly AwaitedRow[]): void {
      if (rows.some(isDue)) checkAfter(FIRST_AFTER_MS);
    },
    /** Asks about one row that is due, and plans the next. Call when a session became live. */
    check,
  };
}
