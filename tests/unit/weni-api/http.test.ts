import { describe, expect, it } from 'vitest';
import { ContactUuid, FlowUuid } from '../../../lib/ids.ts';
import { createWeniApi } from '../../../lib/weni/api/client.ts';
import { WeniApiError } from '../../../lib/weni/api/errors.ts';
import { apiOn, credentialFor, fakeNetwork, fakeTimer, html, json, ORIGIN, PROJECT, TOKEN } from './fake-network.ts';

const ana = ContactUuid.parse('a0000000-0000-4000-8000-000000000001');
const flow = FlowUuid.parse('c0000000-0000-4000-8000-000000000001');
const start = { flowUuid: flow, contactUuids: [ana], contactName: 'Ana', roomUuid: null, params: null };
const never = (): Promise<Response> => new Promise(() => undefined);
const profile = { email: 'a@b.c', first_name: 'A', last_name: 'B', project_permission_role: 2 };

/** Resolves once the fake network has received a request, so that a test can act in the middle of a call. */
async function asked(requests: readonly unknown[]): Promise<void> {
  while (requests.length === 0) await Promise.resolve();
}

describe('a request', () => {
  it('has a Bearer header and nothing else: no cookies, no cache, no redirects', async () => {
    const { fetch, requests } = fakeNetwork([json(profile)]);

    await apiOn(fetch).getProfile();

    const init = requests[0]?.init;
    expect(init?.headers).toEqual({ Authorization: `Bearer ${TOKEN}` });
    expect(init).toMatchObject({
      method: 'GET',
      credentials: 'omit',
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    expect(init?.body).toBeUndefined();
    expect(requests[0]?.url.href).toBe(`https://engine.example/v1/accounts/profile/?project_uuid=${PROJECT}`);
  });

  it('reads the token again for every call', async () => {
    const { fetch, requests } = fakeNetwork([json(profile), json(profile)]);
    let round = 0;
    const api = apiOn(fetch, { credential: credentialFor([ORIGIN], { token: async () => `token-${(round += 1)}` }) });

    await api.getProfile();
    await api.getProfile();

    expect(requests.map(({ init }) => new Headers(init.headers).get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['an empty token', () => ''],
    ['a token that cannot stand in a header', () => 'a\r\nX-Evil: 1'],
    ['a token that cannot be read', () => Promise.reject(new Error('gone'))],
  ])('is not sent with %s', async (_, token) => {
    const { fetch, requests } = fakeNetwork([]);
    const api = apiOn(fetch, { credential: credentialFor([ORIGIN], { token }) });

    await expect(api.getProfile()).rejects.toMatchObject({ kind: 'session', status: null });
    expect(await api.startFlow(start)).toMatchObject({ kind: 'not-sent' });
    expect(requests).toEqual([]);
  });

  it('is sent with a token only to a proven origin that the browser lets the extension access', async () => {
    const { fetch, requests } = fakeNetwork([
      json({ email: 'a@example.org', first_name: 'A', last_name: '', project_permission_role: 2 }),
    ]);
    const asked: string[] = [];
    const isPermitted = async (origin: string) => asked.push(origin) !== 2;
    const askTo = (apiOrigin: string) =>
      apiOn(fetch, { apiOrigin, credential: credentialFor([ORIGIN], { isPermitted }) });

    await expect(askTo('https://evil.example').getProfile()).rejects.toMatchObject({ kind: 'session', status: null });
    await askTo(ORIGIN).getProfile();
    await expect(askTo(ORIGIN).getProfile()).rejects.toMatchObject({ kind: 'session', status: null });

    expect(requests.map(({ url }) => url.origin)).toEqual([ORIGIN]);
    expect(asked).toEqual([ORIGIN, ORIGIN]);
  });

  it.each(['https://engine.example/', 'https://engine.example/v1', 'https://user:pw@engine.example', 'engine.example'])(
    'is never built for %s, which is no origin',
    (apiOrigin) => {
      const { fetch } = fakeNetwork([]);

      expect(() =>
        createWeniApi({ fetch, apiOrigin, credential: credentialFor([apiOrigin]), projectUuid: PROJECT, now: () => 0 }),
      ).toThrow(TypeError);
    },
  );

  it.each<[string, HeadersInit, number | null]>([
    ['its Date header', { Date: 'Tue, 14 Nov 2023 22:13:20 GMT' }, 1_700_000_000_000],
    ['an answer without the header', {}, null],
    ['a malformed header', { Date: 'soon' }, null],
  ])('reads the server time from %s', async (_, headers, serverAt) => {
    const { fetch } = fakeNetwork([Response.json({ count: 0, next: null, previous: null, results: [] }, { headers })]);

    expect(await apiOn(fetch).listFlowStartsPage({ limit: 1, offset: 0 })).toMatchObject({ serverAt });
  });

  it('encodes typed text exactly once', async () => {
    const { fetch, requests } = fakeNetwork([json({ next: '', results: [] })]);

    await apiOn(fetch).listContactsPage({ cursor: 'cj0xJnA9Mg==', name: 'a&b=c d+é%' });

    expect(requests[0]?.url.search).toBe('?cursor=cj0xJnA9Mg%3D%3D&name=a%26b%3Dc%20d%2B%C3%A9%25');
  });
});

describe('a failed request', () => {
  it.each<[string, () => Response | Error, Partial<WeniApiError>]>([
    [
      '400',
      () => json({ project: ['This field is required.'] }, 400),
      { kind: 'rejected', status: 400, field: 'project', bodyKind: 'json' },
    ],
    ['400 as a string', () => json('taken', 400), { kind: 'rejected', status: 400, field: null, bodyKind: 'json' }],
    ['401', () => json({ detail: 'x' }, 401), { kind: 'session', status: 401, field: null }],
    [
      '401 without a body',
      () => new Response(null, { status: 401 }),
      { kind: 'session', status: 401, bodyKind: 'empty' },
    ],
    ['403', () => json({ detail: 'x' }, 403), { kind: 'forbidden', status: 403 }],
    ['404 in HTML', () => html(404), { kind: 'intercepted', status: 404, bodyKind: 'html' }],
    ['403 in HTML', () => html(403), { kind: 'intercepted', status: 403, bodyKind: 'html' }],
    ['413 in HTML', () => html(413), { kind: 'intercepted', status: 413, bodyKind: 'html' }],
    ['429 in HTML', () => html(429), { kind: 'rate-limit', status: 429, retryAfterMs: null }],
    ['429', () => json({ detail: 'x' }, 429), { kind: 'rate-limit', status: 429 }],
    [
      "the engine's 500",
      () => json({ code: 'INTERNAL_ERROR', message: 'x', event_id: 'y' }, 500),
      { kind: 'server', status: 500, isEngineError: true },
    ],
    ["an APIException's 500", () => json({ detail: 'x' }, 500), { kind: 'server', status: 500, isEngineError: true }],
    ['500 in HTML', () => html(500), { kind: 'server', status: 500, bodyKind: 'html', isEngineError: false }],
    ['502', () => html(502), { kind: 'server', status: 502, isEngineError: false }],
    ['200 in HTML', () => html(200), { kind: 'intercepted', status: 200, bodyKind: 'html' }],
    ['200 without a body', () => new Response(''), { kind: 'intercepted', status: 200, bodyKind: 'empty' }],
    [
      'a redirect',
      () => new Response(null, { status: 301, headers: { location: 'https://evil.example/' } }),
      { kind: 'intercepted', status: null, bodyKind: 'none' },
    ],
    ['no connection', () => new TypeError('Failed to fetch'), { kind: 'offline', status: null, bodyKind: 'none' }],
  ])('becomes the right error: %s', async (_, answer, facts) => {
    const { fetch, requests } = fakeNetwork([answer()]);

    const error: unknown = await apiOn(fetch)
      .getProfile()
      .catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(WeniApiError);
    expect(error).toMatchObject({ endpoint: 'GET /accounts/profile/', ...facts });
    expect(requests).toHaveLength(1);
  });

  it.each<[string, HeadersInit, number | null]>([
    ['seconds', { 'Retry-After': '30' }, 30_000],
    [
      "a date, reckoned from the answer's own",
      { 'Retry-After': 'Tue, 14 Nov 2023 22:15:20 GMT', Date: 'Tue, 14 Nov 2023 22:13:20 GMT' },
      120_000,
    ],
    ["a date without the answer's own", { 'Retry-After': 'Tue, 14 Nov 2023 22:15:20 GMT' }, null],
    [
      'a date that has passed',
      { 'Retry-After': 'Tue, 14 Nov 2023 22:13:00 GMT', Date: 'Tue, 14 Nov 2023 22:13:20 GMT' },
      0,
    ],
    ['far too many seconds', { 'Retry-After': '1000000000000' }, 1e15],
    ['a negative number beside a date', { 'Retry-After': '-5', Date: 'Tue, 14 Nov 2023 22:13:20 GMT' }, null],
    ['nonsense', { 'Retry-After': 'soon' }, null],
    ['a negative number', { 'Retry-After': '-5' }, null],
  ])('has the time to wait when the answer says %s', async (_, headers, retryAfterMs) => {
    const { fetch } = fakeNetwork([Response.json({ detail: 'x' }, { status: 429, headers })]);

    await expect(apiOn(fetch).getProfile()).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs });
  });

  it('names the field that does not fit, without its value', async () => {
    const { fetch } = fakeNetwork([json({ ...profile, email: undefined, first_name: 'Ana Souza' })]);

    const error: unknown = await apiOn(fetch)
      .getProfile()
      .catch((reason: unknown) => reason);

    expect(error).toMatchObject({ kind: 'contract', field: 'email', status: 200 });
    expect(String(error)).toBe('WeniApiError: contract at GET /accounts/profile/, status 200, field email');
  });

  it('has no token, name, number or id in its message', async () => {
    const { fetch } = fakeNetwork([json({ 'Ana Souza 5582999000001': ['no'] }, 400), html(502)]);
    const api = apiOn(fetch);

    const errors = [
      await api.listContactsPage({ uuid: ana, search: '5582999000001' }).catch((reason: unknown) => reason),
      await api.flowWarning(ana).catch((reason: unknown) => reason),
    ];

    const texts = errors
      .map((error) => `${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`)
      .join('\n');
    for (const secret of [TOKEN, 'Ana', '5582999000001', ana, PROJECT]) expect(texts).not.toContain(secret);
  });
});

describe('a request that hangs', () => {
  it('ends after 30 s and aborts its connection', async () => {
    const timer = fakeTimer();
    const { fetch, requests } = fakeNetwork([never]);
    const call = apiOn(fetch, { startTimer: timer.startTimer })
      .getProfile()
      .catch((reason: unknown) => reason);

    await asked(requests);
    timer.fire();

    expect(await call).toMatchObject({ kind: 'server', status: null, bodyKind: 'none' });
    expect(timer.started[0]?.delayMs).toBe(30_000);
    expect(requests[0]?.init.signal?.aborted).toBe(true);
  });

  it('ends even when the headers have arrived and the body does not', async () => {
    const timer = fakeTimer();
    const { fetch, requests } = fakeNetwork([new Response(new ReadableStream())]);
    const call = apiOn(fetch, { startTimer: timer.startTimer })
      .getProfile()
      .catch((reason: unknown) => reason);

    await asked(requests);
    timer.fire();

    expect(await call).toMatchObject({ kind: 'server', status: null });
  });

  it('waits 130 s when it is a start, and the outcome is then unknown', async () => {
    const timer = fakeTimer();
    const { fetch, requests } = fakeNetwork([never]);
    const call = apiOn(fetch, { startTimer: timer.startTimer }).startFlow(start);

    await asked(requests);
    timer.fire();

    expect(await call).toMatchObject({ kind: 'unknown', cause: 'no-answer' });
    expect(timer.started[0]?.delayMs).toBe(130_000);
  });

  it('rejects with the reason of the abort', async () => {
    const { fetch, requests } = fakeNetwork([never]);
    const controller = new AbortController();
    const call = apiOn(fetch)
      .getProfile({ signal: controller.signal })
      .catch((reason: unknown) => reason);

    await asked(requests);
    controller.abort('panel closed');

    expect(await call).toBe('panel closed');
  });

  it('is unknown when a start is aborted while it is in flight', async () => {
    const { fetch, requests } = fakeNetwork([never]);
    const controller = new AbortController();
    const call = apiOn(fetch).startFlow(start, { signal: controller.signal });

    await asked(requests);
    controller.abort('panel closed');

    expect(await call).toMatchObject({ kind: 'unknown', cause: 'no-answer' });
  });

  it('cancels its timer when the answer arrives', async () => {
    const timer = fakeTimer();
    const { fetch } = fakeNetwork([json(profile)]);

    await apiOn(fetch, { startTimer: timer.startTimer }).getProfile();

    expect(timer.started.map(({ isCancelled }) => isCancelled)).toEqual([true]);
  });
});

describe('a start whose signal is already aborted', () => {
  it('rejects without sending anything', async () => {
    const { fetch, requests } = fakeNetwork([]);

    const call = apiOn(fetch).startFlow(start, { signal: AbortSignal.abort('too late') });

    await expect(call).rejects.toBe('too late');
    expect(requests).toEqual([]);
  });
});
