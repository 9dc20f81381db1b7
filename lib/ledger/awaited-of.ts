import type { DispatchRow, PersonRow } from '../dispatch/records.ts';
import type { AwaitedRow } from '../replies/records.ts';

/**
 * The awaited row of somebody whose start was just accepted. The server's time where it is known: messages older than
 * the start never count as a reply.
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
