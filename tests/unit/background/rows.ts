import type { SessionId } from '../../../lib/ids.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { AGENT, contact, FLOW, PROJECT, room, SESSION, T0 } from '../dispatch/rows.ts';

/** The row of a person who replied in room 1; `change` replaces fields. */
export function awaitedRow(change: Partial<AwaitedRow> = {}): AwaitedRow {
  return {
    id: 'awaited-1',
    sessionId: SESSION as SessionId,
    agentKey: AGENT,
    projectUuid: PROJECT,
    contactUuid: contact(1),
    contactName: 'Bruna',
    flowUuid: FLOW,
    flowName: 'Retomar atendimento',
    dispatchId: null,
    origin: 'disparo',
    sentAt: T0,
    status: 'replied',
    place: { kind: 'mine' },
    roomUuid: room(1),
    ticketUuid: null,
    repliedAt: T0 + 1_000,
    replyMessageUuid: null,
    openedAt: null,
    remindAt: null,
    updatedAt: T0,
    ...change,
  };
}
