import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ContactUuid, FlowUuid, GroupUuid, RoomUuid } from '../../../lib/ids.ts';
import { WeniApiError } from '../../../lib/weni/api/errors.ts';
import { AgentStatusWire, OffsetPageWire } from '../../../lib/weni/api/schemas-access.ts';
import { DefinitionsWire } from '../../../lib/weni/api/schemas-definitions.ts';
import { MessageWire, RoomWire } from '../../../lib/weni/api/schemas-rooms.ts';
import type { WeniApi } from '../../../lib/weni/api/weni-api.ts';
import { apiOn, captureNames, fakeNetwork, json, readCapture } from './fake-network.ts';

const Recording = z.object({
  request: z.object({ method: z.string(), path: z.string(), body: z.optional(z.unknown()) }),
  response: z.object({ status: z.number(), body: z.unknown() }),
});

const StartBody = z.object({
  flow: z.optional(FlowUuid),
  contacts: z.optional(z.array(ContactUuid)),
  contact_name: z.optional(z.nullable(z.string())),
  room: z.optional(RoomUuid),
});

const ana = ContactUuid.parse('a0000000-0000-4000-8000-000000000001');
const customers = GroupUuid.parse('b0000000-0000-4000-8000-000000000001');
const orderUpdate = FlowUuid.parse('c0000000-0000-4000-8000-000000000002');
const roomUuid = (path: string): RoomUuid => RoomUuid.parse(path.split('/')[3]);

const noProblem = { badRows: 0, firstProblem: null };
const access = (canTriggerFlows: boolean, canAccessDashboard: boolean) => ({ canTriggerFlows, canAccessDashboard });
const support = { sectorUuid: '22222222-2222-4222-8222-222222222222', name: 'Support', canTriggerFlows: true };

type Call = (api: WeniApi, path: string) => Promise<unknown>;
type Case = { call: Call; gives: unknown } | { call: Call; fails: Partial<WeniApiError> };

const listAccess: Call = (api) => api.getListAccess();
const listSectors: Call = (api) => api.listSectors();
const getRoom: Call = (api, path) => api.getRoom(roomUuid(path));
const rooms =
  (status: 'ongoing' | 'flow_start'): Call =>
  (api) =>
    api.listRooms({ status, limit: 20, offset: 0 });
const starts: Call = (api) => api.listFlowStartsPage({ limit: 20, offset: 0 });
const contacts =
  (query: Parameters<WeniApi['listContactsPage']>[0] = {}): Call =>
  (api) =>
    api.listContactsPage(query);
const flowsPage =
  (cursor: string | null): Call =>
  (api) =>
    api.listFlowsPage(cursor);

const someRows = (length: number, more: object) =>
  expect.objectContaining({
    ...noProblem,
    rows: expect.toSatisfy((rows: unknown[]) => rows.length === length),
    ...more,
  });
const ROOM = 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2';
const cursor = 'cD0yMDI1LTAyLTIzKzEyJTNBMDAlM0EwMC4xMjM0NTYlMkIwMCUzQTAw';
const badCursor = { kind: 'rate-limit', status: 200, field: 'results', bodyKind: 'json' } as const;
const session = { kind: 'session', status: 401, field: null, bodyKind: 'json', isEngineError: false } as const;

const CASES: Record<string, Case> = {
  'rest-01-sector-list-admin': {
    call: listSectors,
    gives: { ...noProblem, rows: [support, expect.objectContaining({ canTriggerFlows: false })] },
  },
  'rest-02-list-access-admin': { call: listAccess, gives: access(true, true) },
  'rest-03-sector-list-manager': { call: listSectors, gives: { ...noProblem, rows: [support] } },
  'rest-04-list-access-manager': { call: listAccess, gives: access(true, true) },
  'rest-05-sector-list-agent1': { call: listSectors, gives: { ...noProblem, rows: [] } },
  'rest-06-list-access-agent1': { call: listAccess, gives: access(true, false) },
  'rest-07-project-retrieve-agent1': {
    call: (api) => api.getProject(),
    gives: {
      name: 'Real engine project',
      timezone: 'America/Sao_Paulo',
      org: '0rg',
      isPrincipal: false,
      ignoresCloseRoomsOnFlowStart: false,
    },
  },
  'rest-11-list-contacts-agent1': {
    call: contacts(),
    gives: someRows(5, { nextCursor: 'cD0yMDI1LTAyLTIzKzEyJTNBMDAlM0EwMC4xMjM0NTYlMkIwMCUzQTAw' }),
  },
  'rest-12-list-contacts-page2': {
    call: contacts({ cursor }),
    gives: someRows(5, { nextCursor: 'cD0yMDI1LTAyLTE4KzEyJTNBMDAlM0EwMC4xMjM0NTYlMkIwMCUzQTAw' }),
  },
  'rest-13-list-contacts-back-to-page1-with-previous-cursor': { call: contacts({ cursor: 'x' }), fails: badCursor },
  'rest-14-list-contacts-name-search': {
    call: contacts({ name: 'ana' }),
    gives: expect.objectContaining({
      nextCursor: null,
      rows: expect.arrayContaining([
        expect.objectContaining({ contactUuid: ana, urns: [{ scheme: 'whatsapp', path: '5582999000001' }] }),
      ]),
    }),
  },
  'rest-15-list-contacts-group-filter-page1': {
    call: contacts({ group: customers }),
    gives: expect.objectContaining({ ...noProblem, nextCursor: cursor }),
  },
  'rest-16-list-contacts-group-filter-page2-cursor-as-returned': {
    call: contacts({ group: customers, cursor: 'x' }),
    fails: badCursor,
  },
  'rest-17-list-contacts-bad-cursor': { call: contacts({ cursor: 'zzz' }), fails: badCursor },
  'rest-18-list-groups-agent1': {
    call: (api) => api.listGroupsPage(null),
    gives: {
      ...noProblem,
      nextCursor: null,
      rows: [
        { groupUuid: customers, name: 'Customers', isSmart: false, count: 7 },
        { groupUuid: 'b0000000-0000-4000-8000-000000000002', name: 'VIP', isSmart: true, count: 2 },
      ],
    },
  },
  'rest-19-list-flows-page1-chats-tag': { call: flowsPage(null), gives: someRows(2, { nextCursor: cursor }) },
  'rest-20-list-flows-page2-chats-tag': { call: flowsPage(cursor), gives: someRows(1, { nextCursor: null }) },
  'rest-21-list-flows-all-verify-chats-tag-false': {
    call: flowsPage(null),
    gives: expect.objectContaining({ ...noProblem, nextCursor: cursor }),
  },
  'rest-22-flow-definitions': {
    call: (api) => api.flowDefinition(orderUpdate),
    gives: {
      nodeCount: 1,
      flows: [
        expect.objectContaining({
          flowUuid: orderUpdate,
          specVersion: '13.1.0',
          expireMinutes: 10080,
          nodes: [
            expect.objectContaining({
              isUnderstood: true,
              router: null,
              exits: [{ exitUuid: '40000000-0000-4000-8000-000000000001', destination: null }],
              actions: [
                expect.objectContaining({
                  kind: 'message',
                  template: { uuid: 'e0000000-0000-4000-8000-000000000001', name: 'order_update' },
                }),
              ],
            }),
          ],
        }),
      ],
    },
  },
  'rest-23-flow-definitions-webapp-param-flow_uuid': {
    call: (api) => api.flowDefinition(orderUpdate),
    fails: { kind: 'not-found', status: 200, field: 'flows' },
  },
  'rest-24-flow-templates': {
    call: (api) => api.flowTemplates(orderUpdate),
    gives: { total: 0, templates: [], variables: [] },
  },
  'rest-25-flow-warning-unknown-contact': { call: (api) => api.flowWarning(ana), gives: { status: 'unknown-contact' } },
  'rest-26-auth-none': { call: flowsPage(null), fails: session },
  'rest-27-auth-expired-bearer': { call: flowsPage(null), fails: session },
  'rest-28-auth-drf-token': { call: listAccess, gives: access(true, false) },
  'rest-30-cors-get-extension-origin': { call: listAccess, gives: access(true, false) },
  'rest-33-list-flows-start': { call: starts, gives: someRows(1, { total: 1, hasMore: false }) },
  'rest-43-list-access-agent1-trigger-off': { call: listAccess, gives: access(false, false) },
  'rest-44-list-access-admin-trigger-off': { call: listAccess, gives: access(true, true) },
  'rest-46-room-list-ongoing': {
    call: rooms('ongoing'),
    gives: {
      ...noProblem,
      total: 1,
      hasMore: false,
      serverAt: null,
      rows: [
        {
          kind: 'room',
          source: 'list',
          action: null,
          uuid: ROOM,
          contactUuid: ana,
          contactName: 'Ana Souza',
          isWaiting: false,
          isActive: true,
          user: { email: 'agent1@example.com', name: 'Bob Agent' },
          queue: { uuid: '33333333-3333-4333-8333-333333333333', name: 'Level 1' },
          lastMessage: {
            uuid: 'b902d53f-a63a-4200-80c4-5b98a8aec149',
            createdAt: Date.UTC(2026, 10, 20, 22, 3, 1, 295),
            direction: 'contact',
            words: { text: 'quero falar com alguém', hasMedia: false },
          },
          lastInteractionAt: Date.UTC(2026, 10, 20, 22, 3, 1, 295),
          unread: 2,
          modifiedAt: null,
          endedAt: null,
          endedBy: null,
        },
      ],
    },
  },
  'rest-47-room-retrieve': {
    call: getRoom,
    gives: expect.objectContaining({
      source: 'retrieve',
      uuid: ROOM,
      isWaiting: false,
      flowStart: null,
      ticketUuid: '80acd177-6ece-47c6-bdfd-d0370311e82d',
    }),
  },
  'rest-48-msg-list': {
    call: (api) => api.listMessages(RoomUuid.parse(ROOM), { pageSize: 20 }),
    gives: expect.objectContaining({
      ...noProblem,
      hasMore: false,
      rows: ['system', 'system', 'contact', 'system'].map((direction) =>
        expect.objectContaining({ roomUuid: ROOM, direction }),
      ),
    }),
  },
  'rest-52-flow-warning-contact-with-open-room': {
    call: (api) => api.flowWarning(ana),
    gives: { status: 'open-chat', queueName: 'Level 1', agentFirstName: 'Bob' },
  },
  'rest-55-room-retrieve-after-24h': { call: getRoom, gives: expect.objectContaining({ uuid: ROOM }) },
  'rest-60-room-list-flow_start-tab': {
    call: rooms('flow_start'),
    gives: someRows(1, { rows: [expect.objectContaining({ isWaiting: true })] }),
  },
  'rest-62-room-retrieve-after-reply': {
    call: getRoom,
    gives: expect.objectContaining({
      isWaiting: true,
      flowStart: expect.objectContaining({ name: 'Reengage after 24h', isDeleted: false }),
    }),
  },
  'rest-63-room-list-ongoing-after-reply': {
    call: rooms('ongoing'),
    gives: someRows(1, { rows: [expect.objectContaining({ isWaiting: false })] }),
  },
  'rest-64-room-list-flow_start-after-reply': {
    call: rooms('flow_start'),
    gives: { ...noProblem, rows: [], total: 0, hasMore: false, serverAt: null },
  },
  'rest-70-room-retrieve-after-reopen': {
    call: getRoom,
    gives: expect.objectContaining({ isWaiting: false, flowStart: null }),
  },
  'batch-02-list-flows-start': {
    call: starts,
    gives: {
      ...noProblem,
      total: 1,
      hasMore: false,
      serverAt: null,
      rows: [
        {
          contactUuid: ana,
          contactName: 'Ana Souza',
          flowName: 'Reengage after 24h',
          userName: 'Bob Agent',
          createdAt: Date.UTC(2026, 10, 20, 22, 24, 29, 815),
          roomUuid: null,
        },
      ],
    },
  },
  'batch-14-list-after': { call: starts, gives: someRows(9, { total: 9 }) },
};

const accepted = expect.objectContaining({
  kind: 'accepted',
  startUuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
  createdAt: expect.any(Number),
});
const alreadyWaiting = expect.objectContaining({ kind: 'refused', reason: 'room-already-waiting', status: 400 });
const engineError = expect.objectContaining({ kind: 'engine-500' });

const STARTS: Record<string, unknown> = {
  'rest-32-start-flow-ok': accepted,
  'rest-34-start-flow-no-contact_name': engineError,
  'rest-35-start-flow-group-only': engineError,
  'rest-36-start-flow-contacts-empty': engineError,
  'rest-37-start-flow-unknown-flow': engineError,
  'rest-38-start-flow-unknown-contact': engineError,
  'rest-39-start-flow-untagged-flow': accepted,
  'rest-40-start-flow-body-flow-missing': expect.objectContaining({
    kind: 'refused',
    reason: 'invalid-request',
    status: 400,
  }),
  'rest-41-start-flow-same-contact-again': accepted,
  'rest-42-start-flow-sector-cannot-trigger': accepted,
  'rest-54-start-flow-room-inside-24h': accepted,
  'rest-57-start-flow-room-after-24h': accepted,
  'rest-59-start-flow-room-already-waiting': alreadyWaiting,
  'rest-66-start-flow-after-direct-reply': alreadyWaiting,
  'rest-68-start-flow-room2-after-24h': accepted,
  'rest-71-start-flow-room3-after-24h': accepted,
  'rest-74-start-flow-agent2': accepted,
  'batch-01-start-flow-three': expect.objectContaining({
    kind: 'accepted',
    createdAt: Date.UTC(2026, 10, 20, 22, 24, 29, 820),
    contactUuids: [1, 2, 3].map((n) => `a0000000-0000-4000-8000-00000000000${n}`),
  }),
  'batch-15-101': expect.objectContaining({ kind: 'refused', reason: 'too-many', status: 400 }),
};

/** Recordings of requests that the product never sends, parsed with the schema of the same shape. */
const SHAPES: Record<string, z.ZodMiniType> = {
  'rest-09-queue-list-by-sector-agent1': OffsetPageWire,
  'rest-22-flow-definitions': DefinitionsWire,
  'rest-23-flow-definitions-webapp-param-flow_uuid': DefinitionsWire,
  'rest-31-status-online-agent1': AgentStatusWire,
  'rest-51-msg-create-agent': MessageWire,
  'rest-77-room-close': RoomWire,
};

/** Recordings of calls that the product does not make and whose answers it never parses. */
const NOT_OURS = new Set([
  'rest-08-verify-access-agent1',
  'rest-10-feature-flags-agent1',
  'rest-29-cors-preflight-extension-origin',
  'rest-56-msg-create-agent-after-24h',
  'rest-58-msg-create-agent-while-waiting',
]);

const toBeFailure = (facts: Partial<WeniApiError>): unknown =>
  expect.toSatisfy(
    (error: unknown) =>
      error instanceof WeniApiError && Object.entries(facts).every(([key, value]) => Reflect.get(error, key) === value),
  );

const load = (name: string): z.infer<typeof Recording> => Recording.parse(readCapture(`${name}.json`));

describe('recordings', () => {
  it.each(Object.entries(CASES))('%s gives the right result', async (name, expected) => {
    const recording = load(name);
    const { fetch, requests } = fakeNetwork([json(recording.response.body, recording.response.status)]);

    const result = await expected.call(apiOn(fetch), recording.request.path).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );

    expect(result).toEqual('fails' in expected ? { error: toBeFailure(expected.fails) } : { value: expected.gives });
    expect(requests).toHaveLength(1);
    const recordedPath = recording.request.path.split('?')[0]?.replace('/v1/msg/', '/v2/msg/');
    expect(requests[0]?.url.pathname).toBe(recordedPath);
  });

  it.each(Object.entries(STARTS))('%s is classified', async (name, expected) => {
    const recording = load(name);
    const body = StartBody.parse(recording.request.body);
    const { fetch, requests } = fakeNetwork([json(recording.response.body, recording.response.status)]);

    const outcome = await apiOn(fetch).startFlow({
      flowUuid: body.flow ?? orderUpdate,
      contactUuids: (body.contacts ?? []).slice(0, 100).concat(body.contacts?.length ? [] : [ana]),
      contactName: body.contact_name ?? null,
      roomUuid: body.room ?? null,
      params: null,
    });

    expect(outcome).toEqual(expected);
    expect(requests[0]?.url.pathname).toBe(recording.request.path);
  });

  it.each(Object.entries(SHAPES))('%s fits the schema of its shape', (name, schema) => {
    expect(schema.safeParse(load(name).response.body).error).toBeUndefined();
  });

  it('are all covered, except those of mailroom and of calls that the product does not make', () => {
    const names = [...captureNames('rest-'), ...captureNames('batch-')].map((name) => name.replace('.json', ''));
    const covered = new Set([...Object.keys(CASES), ...Object.keys(STARTS), ...Object.keys(SHAPES)]);

    const left = names.filter((name) => !covered.has(name) && !NOT_OURS.has(name));

    expect(names.length).toBeGreaterThan(80);
    expect(left.filter((name) => !load(name).request.path.startsWith('/v1/external/'))).toEqual([]);
  });

  it('never lead to a result with a callback_url', async () => {
    const recording = load('rest-47-room-retrieve');
    const { fetch } = fakeNetwork([json(recording.response.body)]);

    const room = await apiOn(fetch).getRoom(RoomUuid.parse(ROOM));

    expect(JSON.stringify(recording.response.body)).toContain('event_callback');
    expect(JSON.stringify(room)).not.toContain('event_callback');
  });
});
