import { describe, expect, it } from 'vitest';
import { ContactUuid, FlowUuid, ProjectUuid, RoomUuid } from '../../../lib/ids.ts';
import { apiOn, fakeNetwork, json, PROJECT } from './fake-network.ts';

const uuid = (n: number): string => `c0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ana = ContactUuid.parse('a0000000-0000-4000-8000-000000000001');
const flow = FlowUuid.parse(uuid(1));
const room = RoomUuid.parse('c9c2e34b-7c2f-49d9-8420-892a0d1162b2');
const date = '2026-11-20T19:03:01.338196-03:00';

const flowRow = (n: number, more: object = {}) => ({
  uuid: uuid(n),
  name: `Flow ${n}`,
  type: 'message',
  archived: false,
  labels: [{ uuid: uuid(900), name: 'chats' }],
  created_on: date,
  modified_on: date,
  ...more,
});

describe('listAllFlows', () => {
  it('reads to the end across empty pages, each flow once, without archived flows', async () => {
    const { fetch, requests } = fakeNetwork([
      json({ next: 'b%3D&x=1', results: [flowRow(1), flowRow(2, { archived: true })] }),
      json({ next: 'c', results: [] }),
      json({ next: '', results: [flowRow(1), flowRow(3)] }),
    ]);
    const heard: number[] = [];

    const list = await apiOn(fetch).listAllFlows({ onPage: (rows) => heard.push(rows.length) });

    expect(list).toMatchObject({
      end: 'complete',
      badRows: 0,
      rows: [{ flowUuid: uuid(1), labels: ['chats'], isArchived: false }, { flowUuid: uuid(3) }],
    });
    expect(list.rows).toHaveLength(2);
    expect(heard).toEqual([1, 0, 2]);
    expect(requests.map(({ url }) => url.searchParams.get('cursor'))).toEqual([null, 'b=', 'c']);
    expect(requests.every(({ url }) => url.searchParams.get('verify_chats_tag') === 'true')).toBe(true);
  });

  it('stops at a repeated cursor and at the page limit, and returns which of the two it was', async () => {
    const again = fakeNetwork([json({ next: 'b', results: [flowRow(1)] }), json({ next: 'b', results: [flowRow(2)] })]);
    const many = fakeNetwork([json({ next: 'b', results: [flowRow(1)] }), json({ next: 'c', results: [flowRow(2)] })]);

    const repeated = await apiOn(again.fetch).listAllFlows();
    const capped = await apiOn(many.fetch).listAllFlows({ maxPages: 2 });

    expect([repeated.end, repeated.rows.length]).toEqual(['repeated-cursor', 2]);
    expect([capped.end, capped.rows.length]).toEqual(['cap', 2]);
  });

  it('keeps good rows and counts bad ones', async () => {
    const { fetch } = fakeNetwork([
      json({ next: '', results: [flowRow(1, { name: undefined }), null, flowRow(2), flowRow(3, { labels: [{}] })] }),
    ]);

    const list = await apiOn(fetch).listAllFlows();

    expect(list).toMatchObject({ badRows: 3, firstProblem: 'results.0.name', rows: [{ flowUuid: uuid(2) }] });
  });

  it('fails when a later page is an error with status 200', async () => {
    const { fetch } = fakeNetwork([
      json({ next: 'b', results: [flowRow(1)] }),
      json({ detail: 'throttled', next: '', previous: '' }),
    ]);

    await expect(apiOn(fetch).listAllFlows()).rejects.toMatchObject({
      kind: 'rate-limit',
      status: 200,
      field: 'results',
    });
  });

  it.each<[string, unknown, object]>([
    ['rows that are no list', { next: '', results: {} }, { kind: 'contract', field: 'results' }],
    ['a bare list', [flowRow(1)], { kind: 'contract', field: null }],
    ['a next that cannot be decoded', { next: '%', results: [] }, { kind: 'contract', field: 'next' }],
  ])('treats %s as a broken contract', async (_, body, facts) => {
    const { fetch } = fakeNetwork([json(body)]);

    await expect(apiOn(fetch).listAllFlows()).rejects.toMatchObject(facts);
  });
});

describe('listSectors', () => {
  it('reads all pages by offset and never fetches a URL from the answer', async () => {
    const sector = (n: number) => ({ uuid: uuid(n), name: `S${n}`, can_trigger_flows: n % 2 === 0 });
    const { fetch, requests } = fakeNetwork([
      json({
        count: 3,
        next: 'http://evil.example/v1/sector/?offset=2',
        previous: null,
        results: [sector(1), sector(2)],
      }),
      json({ count: 3, next: null, previous: null, results: [sector(2), sector(3)] }),
    ]);

    const { rows } = await apiOn(fetch).listSectors();

    expect(rows.map(({ name }) => name)).toEqual(['S1', 'S2', 'S3']);
    expect(requests.map(({ url }) => [url.host, url.searchParams.get('offset')])).toEqual([
      ['engine.example', '0'],
      ['engine.example', '100'],
    ]);
  });
});

describe('startFlow', () => {
  const accepted = () =>
    json({
      uuid: uuid(7),
      created_on: '2026-11-20T22:24:29.820000Z',
      flow: { uuid: flow, name: 'F' },
      contacts: [{ uuid: ana, name: 'Ana' }],
    });

  it('sends the body that the engine needs, always with contact_name', async () => {
    const { fetch, requests } = fakeNetwork([accepted()]);

    await apiOn(fetch).startFlow({
      flowUuid: flow,
      contactUuids: [ana],
      contactName: null,
      roomUuid: null,
      params: null,
    });

    expect(requests[0]?.url.pathname).toBe(`/v1/project/${PROJECT}/start_flow/`);
    expect(requests[0]?.init).toMatchObject({ method: 'POST', headers: { 'Content-Type': 'application/json' } });
    expect(JSON.parse(String(requests[0]?.init.body))).toEqual({ flow, contacts: [ana], contact_name: null, room: '' });
  });

  it('sends room and params when they are given', async () => {
    const { fetch, requests } = fakeNetwork([accepted()]);

    const outcome = await apiOn(fetch).startFlow({
      flowUuid: flow,
      contactUuids: [ana],
      contactName: 'Ana',
      roomUuid: room,
      params: { name: 'Ana' },
    });

    expect(JSON.parse(String(requests[0]?.init.body))).toMatchObject({
      room,
      params: { name: 'Ana' },
      contact_name: 'Ana',
    });
    expect(outcome).toEqual({
      kind: 'accepted',
      startUuid: uuid(7),
      createdAt: Date.UTC(2026, 10, 20, 22, 24, 29, 820),
      contactUuids: [ana],
    });
  });

  it.each([0, 101])('throws for %i contacts without sending anything', async (count) => {
    const { fetch, requests } = fakeNetwork([]);
    const contactUuids = Array.from({ length: count }, () => ana);

    await expect(
      apiOn(fetch).startFlow({ flowUuid: flow, contactUuids, contactName: null, roomUuid: null, params: null }),
    ).rejects.toThrow(RangeError);
    expect(requests).toEqual([]);
  });

  it('sends one request, whatever the answer is', async () => {
    const { fetch, requests } = fakeNetwork([new TypeError('reset'), json({}, 503)]);
    const api = apiOn(fetch);
    const request = { flowUuid: flow, contactUuids: [ana], contactName: null, roomUuid: null, params: null };

    const outcomes = [await api.startFlow(request), await api.startFlow(request)];

    expect(outcomes).toMatchObject([
      { kind: 'unknown', cause: 'no-answer' },
      { kind: 'unknown', cause: 'proxy-error' },
    ]);
    expect(requests).toHaveLength(2);
  });
});

describe('a principal project', () => {
  const secondary = ProjectUuid.parse('11111111-1111-4111-8111-222222222222');

  it('keeps rooms, the warning of an open chat and rights in the principal project, and reads flows, contacts and starts from the secondary one', async () => {
    const empty = () => json({ count: 0, next: null, results: [] });
    const { fetch, requests } = fakeNetwork([
      empty(),
      empty(),
      empty(),
      empty(),
      json({ show_warning: false }),
      json({ can_trigger_flows: true, can_access_dashboard: false }),
    ]);
    const api = apiOn(fetch, { flowsProjectUuid: secondary });

    await api.listRooms({ status: 'ongoing', limit: 30, offset: 0 });
    await api.listFlowStartsPage({ limit: 5, offset: 0 });
    await api.listFlowsPage(null);
    await api.listContactsPage();
    await api.flowWarning(ana);
    await api.getListAccess();

    expect(requests.map(({ url }) => url.href.includes(secondary))).toEqual([false, true, true, true, false, false]);
  });
});
