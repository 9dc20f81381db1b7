import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchWeni, type DispatchWeniPorts, problemOf } from '../../../lib/background/adapters/dispatch-server.ts';
import { createReplyWords } from '../../../lib/background/services/reply-words.ts';
import { createReplyWeni } from '../../../lib/background/adapters/reply-server.ts';
import { createWeniPool } from '../../../lib/background/services/weni-pool.ts';
import type { FlowPreview } from '../../../lib/messaging/views.ts';
import type { SessionRecord } from '../../../lib/sessions/session.ts';
import { AGENT, contact, FLOW, PROJECT, room, SESSION, T0 } from '../dispatch/rows.ts';
import { html, json } from '../weni-api/fake-network.ts';
import { API, contactRow, DATE, type FakeEngine, fakeEngine } from './engine.ts';

let engine: FakeEngine;
let session: SessionRecord | null;
beforeEach(() => {
  engine = fakeEngine();
  session = {
    sessionId: SESSION,
    apiOrigin: API,
    agentEmail: 'ana@example.org',
    agentName: 'Ana',
    projectUuid: PROJECT,
    projectName: 'Shop',
    role: 'agent',
    token: 'ana-1',
    tokenExpiresAt: null,
    pageOrigin: 'https://chats.example',
    flowsOrigin: null,
    frames: [],
    identifiedAt: T0,
    refusedToken: null,
  };
});

const pool = () =>
  createWeniPool({
    sessions: { live: async () => session },
    fetch: engine.fetch,
    isPermitted: async () => true,
    now: () => T0,
    onRefused: async () => undefined,
  });
const archived = {
  gate: async () => ({ gate: 'flow-archived' as const, flowName: 'Old' }),
  preview: async () => Promise.reject(new Error('not asked')),
};
const weni = (catalog: DispatchWeniPorts['catalog'] = archived) =>
  dispatchWeni(
    {
      sessionId: SESSION,
      agentKey: AGENT,
      projectUuid: PROJECT,
      tokenVersion: 't',
      agentName: 'Ana',
      isAdmin: false,
      isNameUnique: null,
    },
    {
      weni: pool(),
      access: { checkToggle: async () => ({ verdict: 'off', reason: null, sectors: null, checkedAt: T0 }) },
      catalog,
      people: { remember: () => undefined },
    },
  );
const start = () =>
  weni().startFlow({ flowUuid: FLOW, contactUuids: [contact(1)], contactName: 'Bruna', roomUuid: null, params: null });
const historyRow = (createdOn: string, more: object = {}) => ({
  contact_data: { name: 'B', external_id: contact(1) },
  name: 'Retomar',
  user: 'Ana',
  created_on: createdOn,
  room: null,
  ...more,
});

describe('a start', () => {
  it.each<[string, () => Response | Promise<Response>, object]>([
    [
      'a 2xx with a uuid',
      () => json({ uuid: '57a00000-0000-4000-8000-000000000001', created_on: DATE }),
      { kind: 'accepted', startUuid: '57a00000-0000-4000-8000-000000000001' },
    ],
    ['a 2xx without', () => json({ status: 'ok' }), { kind: 'unknown', cause: 'answer-without-uuid' }],
    ['a 401', () => json({ detail: 'x' }, 401), { kind: 'unauthorized' }],
    ['a 400', () => json({ detail: 'x' }, 400), { kind: 'refused', status: 400 }],
    [
      "the engine's own 500",
      () => json({ code: 'INTERNAL_ERROR', message: 'x', event_id: 'y' }, 500),
      { kind: 'engine-500' },
    ],
    ['a 502 of a proxy', () => html(502), { kind: 'unknown', cause: 'proxy-error' }],
    ['an HTML page', () => html(200), { kind: 'unknown', cause: 'intercepted' }],
    ['a redirect', () => new Response(null, { status: 302 }), { kind: 'unknown', cause: 'intercepted' }],
    [
      'a 429',
      () => Response.json({ detail: 'x' }, { status: 429, headers: { 'Retry-After': '60' } }),
      { kind: 'held-off', cause: 'rate-limit', retryAfterMs: 60_000 },
    ],
    ['a 403 in HTML', () => html(403), { kind: 'held-off', cause: 'intercepted', retryAfterMs: null }],
    [
      'a broken connection',
      () => Promise.reject(new TypeError('Failed to fetch')),
      { kind: 'unknown', cause: 'no-answer' },
    ],
  ])('that gets %s reports that, and is sent once', async (_, answer, expected) => {
    engine.override.set('/start_flow/', answer);

    expect(await start()).toMatchObject(expected);
    expect(engine.asked).toHaveLength(1);
  });

  it('without a session is never sent', async () => {
    session = null;

    expect(await start()).toEqual({ kind: 'not-sent' });
    expect(engine.asked).toEqual([]);
  });
});

describe('the history', () => {
  it('is read back to the time that was asked for, and is complete then', async () => {
    const rows = [
      historyRow('2023-11-15T09:30:00Z'),
      historyRow('2023-11-15T09:25:00Z'),
      historyRow('2023-11-15T08:00:00Z'),
    ];
    engine.override.set(
      '/list_flows_start/',
      json({ count: 900, next: 'http://x/?offset=200', previous: null, results: rows }),
    );

    const answer = await weni().listFlowStarts({ sinceAt: T0 });

    expect(answer).toMatchObject({
      kind: 'ok',
      complete: true,
      rows: [{ createdAt: Date.parse('2023-11-15T09:30:00Z') }, { createdAt: Date.parse('2023-11-15T09:25:00Z') }],
    });
    expect(engine.asked).toHaveLength(1);
  });

  it('with an unreadable row is not complete, so it proves no absence', async () => {
    engine.override.set(
      '/list_flows_start/',
      json({ count: 2, next: null, previous: null, results: [historyRow('2023-11-15T09:30:00Z'), { name: 7 }] }),
    );

    expect(await weni().listFlowStarts({ sinceAt: T0 })).toMatchObject({ kind: 'ok', complete: false, rows: [{}] });
  });

  it.each<[string, () => Response | Promise<Response>, string]>([
    ['401', () => json({}, 401), 'unauthorized'],
    ['403', () => json({}, 403), 'forbidden'],
    ['404', () => json({}, 404), 'forbidden'],
    ['404 in HTML', () => html(404), 'intercepted'],
    ['an HTML page', () => html(200), 'intercepted'],
    ['a redirect', () => new Response(null, { status: 302 }), 'intercepted'],
    ['429', () => json({}, 429), 'rate-limit'],
    ['500', () => json({}, 500), 'server'],
    ['no network', () => Promise.reject(new TypeError('x')), 'offline'],
    ['a changed answer', () => json({ results: 'x' }), 'contract'],
  ])('that gets %s is a failure, never an empty history', async (_, answer, cause) => {
    engine.override.set('/list_flows_start/', answer);

    expect(await weni().listFlowStarts({ sinceAt: T0 })).toEqual({ kind: 'failed', cause });
  });
});

describe('gates', () => {
  it('that are closed without a reason count as closed', async () => {
    expect(await weni().checkAccess({ maxAgeMs: 0 })).toEqual({ kind: 'ok', gate: 'unknown' });
    expect(await weni().checkFlow({ flowUuid: FLOW, maxAgeMs: 0, isBatch: true })).toEqual({
      kind: 'ok',
      gate: 'flow-archived',
      flowName: 'Old',
    });
  });
});

describe('a batch', () => {
  const known = (batchRisk: FlowPreview['batchRisk']): DispatchWeniPorts['catalog'] => ({
    gate: async () => ({ gate: null, flowName: 'Retomar' }),
    preview: async (_session, flowUuid) => ({
      flowUuid,
      sends: 'none',
      templates: [],
      variables: [],
      otherVariables: [],
      readsAnyVariable: false,
      unlistedTemplates: [],
      isDefinitionRead: true,
      unfilled: [],
      batchRisk,
      reading: null,
      mark: '',
    }),
  });
  const check = (batchRisk: FlowPreview['batchRisk'], isBatch: boolean) =>
    weni(known(batchRisk)).checkFlow({ flowUuid: FLOW, maxAgeMs: 0, isBatch });

  it.each([
    'ticket-first',
    'session-first',
    'broadcast-first',
    'unknown-action',
    'sub-flow-missing',
    'unreadable-node',
    'no-flow',
    'old-specification',
    'no-first-node',
    'too-large',
  ] as const)('of a flow with %s is not let through, but a single start is', async (risk) => {
    expect(await check(risk, true)).toEqual({ kind: 'ok', gate: 'batches-unsafe', flowName: 'Retomar' });
    expect(await check(risk, false)).toEqual({ kind: 'ok', gate: null, flowName: 'Retomar' });
  });

  it('is not let through while the definition could not be read, and is when the flow is known to be safe', async () => {
    expect(await check('unread', true)).toEqual({ kind: 'failed', cause: 'server' });
    expect(await check(null, true)).toEqual({ kind: 'ok', gate: null, flowName: 'Retomar' });
  });
});

describe('people who changed', () => {
  it.each([
    [{ blocked: true }, 'blocked'],
    [{ stopped: true }, 'stopped'],
    [{ urns: [] }, 'no-urn'],
    [{}, null],
  ] as const)('%j: %s', (change, problem) => {
    const person = {
      contactUuid: contact(1),
      name: 'B',
      urns: [{ scheme: 'whatsapp', path: '5582999000001' }],
      groups: [],
      fields: {},
      blocked: false,
      stopped: false,
      modifiedAt: T0,
      lastSeenAt: null,
      ...change,
    };

    expect(problemOf(person as never)).toBe(problem);
  });
});

describe('a sweep for people who changed', () => {
  it('sees blocked and deleted people in at most four calls, of which the last is kept for the deleted', async () => {
    engine.override.set('/list_contacts/', () => {
      const isDeleted = engine.asked.at(-1)?.query.get('deleted') === 'true';
      const page = engine.asked.length;
      return json({
        next: `http://x/?cursor=${page}`,
        results: [
          isDeleted
            ? contactRow(9, { name: null, urns: [], blocked: null, stopped: null })
            : contactRow(page, { blocked: true }),
        ],
      });
    });

    const answer = await weni().changedContacts({ sinceAt: T0 });

    expect(answer).toEqual({
      kind: 'ok',
      contacts: [1, 2, 3]
        .map((n) => ({ contactUuid: contact(n), problem: 'blocked' }))
        .concat([{ contactUuid: contact(9), problem: 'deleted' }]),
    });
    expect(engine.asked.map(({ query }) => query.get('deleted'))).toEqual([null, null, null, 'true']);
  });
});

describe('the server port of the reply watcher', () => {
  it.each([403, 404])('returns "hidden" for a room that answers %i, and fails for any other error', async (status) => {
    engine.override.set(`/v1/room/${room(1)}/`, json({ detail: 'x' }, status));
    expect(
      await createReplyWeni(pool(), createReplyWords({ onWords: () => undefined })).getRoom(SESSION, room(1)),
    ).toBe('hidden');

    engine.override.set(`/v1/room/${room(1)}/`, html(502));
    await expect(
      createReplyWeni(pool(), createReplyWords({ onWords: () => undefined })).getRoom(SESSION, room(1)),
    ).rejects.toMatchObject({ kind: 'server' });
  });
});
