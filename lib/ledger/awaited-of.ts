import type { DispatchRow, PersonRow } from '../dispatch/records.ts';
import type { AwaitedRow } from '../replies/records.ts';

/**
 * Makes the awaited row of a person whose start was just accepted. `sentAt` is the server's time of the start where
 * known, because a message from before the start must never count as a reply.
 */
export function awaitedOf(dispatch: DispatchRow, row: PersonRow): AwaitedRow {
  const now = row.settledAt ?? row.sentAt ?? dispatch.createdAt;
  return {
    id: `${row.dispatchId}:${row.n}`,
    sessionId: dispatch.sessionId,
    agentKey: row.agentKey,
    projectUuid: dispatch.projectUuid,
    contactUuid: row.contactUuid,
    contactName: row.name,
    flowUuid: dispatch.flowUuid,
    flowName: dispatch.flowName,
    dispatchId: row.dispatchId,
    ...(dispatch.opensChat === 'never' ? { opensNoChat: true } : {}),
    origin: row.isFromGroup === true ? 'group' : 'disparo',
    sentAt: row.acceptedAt ?? row.sentAt ?? now,
    status: 'sent',
    place: { kind: 'none' },
    roomUuid: row.roomUuid,
    ticketUuid: null,
    repliedAt: null,
    replyMessageUuid: null,
    openedAt: null,
    remindAt: null,
    updatedAt: now,
  };
}
