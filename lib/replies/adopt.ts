import type { FlowStartFact } from './facts.ts';
import type { ReplySession } from './ports.ts';
import type { AwaitedRow } from './records.ts';

/**
 * Largest difference between the time of our intent and the server's time of the same start, because the two clocks
 * differ. Within it, a history row with the same flow name is our own start.
 */
const SAME_START_MS = 3 * 60_000;
/** How far back the first search goes. Older starts were handled before Disparo was installed. */
export const FIRST_LOOK_BACK_MS = 24 * 60 * 60_000;

/**
 * Turns flow starts that were made in Chats itself into rows to await. An admin's history lists the starts of all
 * agents and names the starter only by full name. So an admin's own starts are recognised only if no other agent of the
 * project has the same name (.github/docs/decisions.md#history-look-up).
 *
 * @param starts rows of the server's history, any order
 * @param about.rows rows of the agent that exist already, so that no start is adopted twice
 * @param about.sinceAt starts before this time are ignored, epoch ms
 * @param about.ownStarts starts that Disparo itself made to the same contact, in any state; a history row that matches
 *   one of them is not adopted
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
  return starts
    .filter((start) => start.createdAt >= about.sinceAt && isMine(start, session))
    .flatMap((start) => {
      const isSame = (own: { flowName: string; sentAt: number }) =>
        own.flowName === start.flowName && Math.abs(own.sentAt - start.createdAt) <= SAME_START_MS;
      const isKnown = rows.some(
        (row) =>
          row.contactUuid === start.contactUuid && (row.origin === 'chats' ? row.id === pageId(start) : isSame(row)),
      );
      if (isKnown || about.ownStarts(start).some(isSame)) return [];
      return [
        {
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
        },
      ];
    });
}

/** Whether the signed-in agent made this start. Used to limit look-ups of our own starts to these. */
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
