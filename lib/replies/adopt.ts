import type { FlowStartFact } from './facts.ts';
import type { ReplySession } from './ports.ts';
import type { AwaitedRow } from './records.ts';

/** The agent's clock and the server's may differ by this much between our intent and the line in the history. */
const SAME_START_MS = 3 * 60_000;
/** How far back the very first look goes; older starts were handled without us. */
export const FIRST_LOOK_BACK_MS = 24 * 60 * 60_000;

/**
 * Starts made in the page itself, as people to wait for. An admin sees everybody's: theirs are only those under a name
 * that is nobody else's in the project (.github/docs/decisions.md#history-look-up).
 *
 * @param about.rows rows of the agent, so that nothing is adopted twice
 * @param about.ownStarts our own starts to that person in any state: a line of the history that is ours is not adopted
 */
export function adoptStarts(
  starts: readonly FlowStartFact[],
  about: {
    readonly session: ReplySession;
    readonly rows: readonly AwaitedRow[];
    readonly sinceAt: number;
    readonly now: number;
    ownStarts(start: FlowStartFact): readonly { readonly flowName: string; readonly sentAt: number }[];
  },
): AwaitedRow[] {
  const { session, rows } = about;
  return starts.filter((start) => start.createdAt >= about.sinceAt && isMine(start, session)).flatMap((start) => {
    const isSame = (own: { flowName: string; sentAt: number }) => own.flowName === start.flowName && Math.abs(own.sentAt - start.createdAt) <= SAME_START_MS;
    const isKnown = rows.some((row) => row.contactUuid === start.contactUuid && (row.origin === 'chats' ? row.id === pageId(start) : isSame(row)));
    if (isKnown || about.ownStarts(start).some(isSame)) return [];
    return [{
      ...BLANK,
      id: pageId(start),
      sessionId: session.sessionId,
      agentKey: session.agentKey,
      projectUuid: session.projectUuid,
      contactUuid: start.contactUuid,
      contactName: start.contactName,
      flowUuid: null,
      flowName: start.flowName,
      dispatchId: null,
      origin: 'chats' as const,
      sentAt: start.createdAt,
      status: start.roomUuid === null ? ('sent' as const) : ('waiting-room' as const),
      roomUuid: start.roomUuid,
      updatedAt: about.now,
    }];
  });
}

/** Candidates for `adoptStarts`: who is worth looking up among our own starts. */
export function isMine(start: FlowStartFact, session: ReplySession): boolean {
  if (!session.isAdmin) return true;
  const name = session.agentName.trim();
  return session.isNameUnique === true && name !== '' && start.userName.trim() === name;
}

function pageId(start: FlowStartFact): string {
  return `page:${start.contactUuid}:${start.createdAt}`;
}

const BLANK = {
  place: { kind: 'none' },
  ticketUuid: null,
  repliedAt: null,
  replyMessageUuid: null,
  openedAt: null,
  remindAt: null,
} as const satisfies Partial<AwaitedRow>;
