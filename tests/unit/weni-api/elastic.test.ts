import { describe, expect, it } from 'vitest';
import { createElasticSearch } from '../../../lib/weni/api/elastic.ts';
import { credentialFor, fakeNetwork, html, json, PROJECT } from './fake-network.ts';

const row = (n: number, more: object = {}) => ({
  id: n,
  uuid: `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  name: 'Ana',
  org_id: 1,
  urns: [{ scheme: 'whatsapp', path: '5582999000001' }, null],
  groups: [],
  created_on: '2026-11-20T22:03:01Z',
  modified_on: '2026-11-20T22:03:01Z',
  last_seen_on: null,
  ...more,
});

const searchOn = (
  fetch: (url: string, init: RequestInit) => Promise<Response>,
  flowsApiUrl = 'https://flows.example/api/v2',
) =>
  createElasticSearch({
    fetch,
    flowsApiUrl,
    credential: credentialFor(['https://flows.example']),
    projectUuid: PROJECT,
  });

describe('elastic search', () => {
  it('searches by name, reads the pages and counts bad rows', async () => {
    const { fetch, requests } = fakeNetwork([
      json({
        results: [row(1), row(2, { uuid: 'x' })],
        pagination: { page_number: 1, total_pages: 3, page_size: 10, links: {} },
      }),
    ]);

    const page = await searchOn(fetch).search({ text: ' Ana ', pageNumber: 1, pageSize: 10 });

    expect(page).toMatchObject({
      hasMore: true,
      badRows: 1,
      rows: [{ urns: [{ scheme: 'whatsapp', path: '5582999000001' }] }],
    });
    expect(page.rows[0]).not.toHaveProperty('blocked');
    expect(requests[0]?.url.href).toBe(
      `https://flows.example/api/v2/contacts_elastic.json/?project_uuid=${PROJECT}&name=Ana&page_size=10&page_number=1`,
    );
  });

  it('searches a number when the text begins with a digit', async () => {
    const { fetch, requests } = fakeNetwork([json({ results: [], pagination: { page_number: 1, total_pages: 1 } })]);

    const page = await searchOn(fetch, 'https://flows.example/api/v2/').search({
      text: '5582',
      pageNumber: 1,
      pageSize: 10,
    });

    expect(page.hasMore).toBe(false);
    expect(requests[0]?.url.searchParams.get('number')).toBe('5582');
    expect(requests[0]?.url.searchParams.has('name')).toBe(false);
  });

  it('reads the bare array that an empty search returns, nulls included', async () => {
    const { fetch } = fakeNetwork([json([row(1), null, row(2, { name: null, last_seen_on: '2026-11-20T22:03:01Z' })])]);

    const page = await searchOn(fetch).search({ text: '', pageNumber: 1, pageSize: 100 });

    expect(page).toMatchObject({
      hasMore: false,
      badRows: 0,
      rows: [{ name: 'Ana' }, { name: null, lastSeenAt: Date.UTC(2026, 10, 20, 22, 3, 1) }],
    });
  });

  it.each<[string, Response, object]>([
    ['not a member', new Response(null, { status: 401 }), { kind: 'session', bodyKind: 'empty' }],
    ['an unknown project', json({ error: 'x' }, 404), { kind: 'not-found' }],
    ['HTML', html(), { kind: 'intercepted', bodyKind: 'html' }],
    ['no rows', json({ error: 'x' }), { kind: 'contract', field: 'results' }],
  ])('reports %s', async (_, answer, facts) => {
    const { fetch } = fakeNetwork([answer]);

    await expect(searchOn(fetch).search({ text: 'Ana', pageNumber: 1, pageSize: 10 })).rejects.toMatchObject(facts);
  });

  it('throws for a URL with a query', () => {
    const { fetch } = fakeNetwork([]);

    expect(() => searchOn(fetch, 'https://flows.example/api/v2?next=')).toThrow(TypeError);
  });
});
