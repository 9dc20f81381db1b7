import type { ContactUuid, DispatchId, FlowUuid, ProjectUuid, RoomUuid, SessionId } from '../../../lib/ids.ts';
import type { DispatchRow, PersonRow } from '../../../lib/dispatch/records.ts';

/** Wednesday, 2023-11-15, in the middle of a working day. */
export const T0 = 1_700_040_000_000;

export function contact(n: number): ContactUuid {
  return `c0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as ContactUuid;
}
export function dispatchIdOf(n: number): DispatchId {
  return `d0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as DispatchId;
}
export function room(n: number): RoomUuid {
  return `e0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as RoomUuid;
}
export const FLOW = 'f0000000-0000-4000-8000-000000000001' as FlowUuid;
export const PROJECT = 'a0000000-0000-4000-8000-000000000001' as ProjectUuid;
export const AGENT = 'https://chats-engine.example|ana@example.org';
export const SESSION = `${AGENT}|${PROJECT}` as SessionId;

export function dispatchRow(change: Partial<DispatchRow> = {}): DispatchRow {
  return {
    dispatchId: dispatchIdOf(1),
    sessionId: SESSION,
    agentKey: AGENT,
    projectUuid: PROJECT,
    flowUuid: FLOW,
    flowName: 'Retomar atendimento',
    mode: 'singles',
    total: 1,
    state: { status: 'running' },
    createdAt: T0,
    startedAt: T0,
    finishedAt: null,
    touchedAt: T0,
    parentId: null,
    isTest: false,
    ...change,
  };
}

export function personRow(change: Partial<PersonRow> = {}): PersonRow {
  return {
    dispatchId: dispatchIdOf(1),
    n: 0,
    agentKey: AGENT,
    contactUuid: contact(1),
    name: 'Bruna',
    status: 'queued',
    reason: null,
    batch: null,
    roomUuid: null,
    params: null,
    sentAt: null,
    checkingSince: null,
    settledAt: null,
    startUuid: null,
    acceptedAt: null,
    attempts: 0,
    retryOf: null,
    ...change,
  };
}
