import { describe, expect, it } from 'vitest';
import { SessionId } from '../../../lib/ids.ts';
import { API, arrange, frame, known, PAGE, PROJECT, report } from './arrange.ts';

it.each([
  ['no-token', 'not-logged-in'],
  ['no-project', 'no-project'],
  ['changing', 'changing'],
] as const)('a tab frame that reports %s without a token gets the site state %s', async (state, status) => {
  const { sessions } = arrange();

  const record = await sessions.report(frame(1), report({ state, token: null, projectUuid: null }));

  expect(record?.site).toEqual({ status });
});

const EVIL = 'https://evil.example';
const ANA = SessionId.parse(`${API}|ana@example.org|${PROJECT}`);

describe('the origin at which a token is validated', () => {
  it('is never one that needs a permission first, and the site state names that origin', async () => {
    const { world, sessions } = arrange();
    world.closed.add(API);

    const record = await sessions.report(frame(1), report());

    expect(record).toMatchObject({ sessionId: null, site: { status: 'api-needs-permission', apiOrigin: API } });
    expect(world.claims).toEqual([]);

    world.closed.clear();
    expect((await sessions.report(frame(1), report()))?.site).toEqual({ status: 'ready' });
  });

  it('needs the permission too when it was set by hand', async () => {
    const { world, sessions } = arrange();
    world.apiOrigins.set(PAGE, 'https://set.example');
    world.closed.add('https://set.example');

    expect((await sessions.report(frame(1), report()))?.site).toEqual({
      status: 'api-needs-permission',
      apiOrigin: 'https://set.example',
    });
    expect(world.claims).toEqual([]);
  });

  it('ends its session when its permission was revoked', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());

    world.closed.add(API);
    await sessions.report(frame(1), report());

    expect(await sessions.list()).toEqual([]);
  });

  it.each([
    ['also requests another one', [API, EVIL]],
    ['requests another one first', [EVIL, API]],
  ])('stays the proven origin when the page %s', async (_, seen) => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());

    const [apiOrigin = null, ...otherApiOrigins] = seen;
    await sessions.report(frame(1), report({ apiOrigin, otherApiOrigins, token: 'ana-2' }));
    await sessions.report(frame(2), report({ apiOrigin, otherApiOrigins, token: 'bia-1' }));

    expect(new Set(world.claims.map((claim) => claim.apiOrigin))).toEqual(new Set([API]));
    expect((await sessions.list()).map((session) => session.apiOrigin)).toEqual([API, API]);
  });

  it('stays the proven origin for a document that requests only another one, while the proven one accepts the token', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());

    await sessions.report(frame(2), report({ apiOrigin: EVIL, token: 'ana-2' }));

    expect(world.claims.map((claim) => claim.apiOrigin)).toEqual([API, API]);
    expect(await sessions.live(ANA)).toMatchObject({ token: 'ana-2', apiOrigin: API });
  });

  it.each(['api-not-found', 'not-a-member', 'not-logged-in'] as const)(
    'becomes the one that a new document requests once the proven one answers %s',
    async (status) => {
      const { world, sessions } = arrange();
      await sessions.report(frame(1), report());
      const next = 'https://next.example';
      world.answer = async (claim) => (claim.apiOrigin === API ? { status } : known('ana@example.org'));

      await sessions.report(frame(2), report({ apiOrigin: next, token: 'ana-2' }));
      expect((await sessions.ofFrame(frame(2)))?.session?.apiOrigin).toBe(next);

      await sessions.report(frame(3), report({ apiOrigin: next, otherApiOrigins: [API], token: 'ana-3' }));
      expect(world.claims.map((claim) => claim.apiOrigin)).toEqual([API, API, next, next]);
    },
  );

  it.each(['offline', 'server-trouble'] as const)('does not change while the proven one is %s', async (status) => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.answer = async () => ({ status });

    const record = await sessions.report(frame(2), report({ apiOrigin: EVIL, token: 'ana-2' }));

    expect(record).toMatchObject({ sessionId: null, site: { status } });
    expect(world.claims.map((claim) => claim.apiOrigin)).toEqual([API, API]);
  });

  it('is the next one the page requested if the first is no Chats, and a permission is asked for if none else is left', async () => {
    const { world, sessions } = arrange();
    world.answer = async (claim) => (claim.apiOrigin === API ? known('ana@example.org') : { status: 'api-not-found' });

    expect(
      (await sessions.report(frame(1), report({ apiOrigin: 'https://other.example', otherApiOrigins: [API] })))?.site,
    ).toEqual({ status: 'ready' });

    world.closed.add('https://closed.example');
    const asks = await sessions.report(
      frame(2, 0, { origin: 'https://own.example' }),
      report({ apiOrigin: 'https://other.example', otherApiOrigins: ['https://closed.example'] }),
    );
    expect(asks?.site).toEqual({ status: 'api-needs-permission', apiOrigin: 'https://closed.example' });
  });
});

describe('Flows', () => {
  const FLOWS = 'https://flows.example/api';

  it('is accepted only at a permitted origin and over https', async () => {
    const { world, sessions } = arrange();
    world.closed.add('https://flows.example');

    for (const flowsOrigin of [FLOWS, 'http://flows.example/api', 'not an address']) {
      await sessions.report(frame(1), report({ flowsOrigin }));
      expect((await sessions.live(ANA))?.flowsOrigin).toBeNull();
    }
  });

  it('stays the first one of a page origin until it fails', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report({ flowsOrigin: FLOWS }));
    await sessions.report(frame(2), report({ flowsOrigin: 'https://evil.example' }));
    expect((await sessions.live(ANA))?.flowsOrigin).toBe(FLOWS);

    await sessions.forgetFlows(ANA);
    expect((await sessions.live(ANA))?.flowsOrigin).toBeNull();
    await sessions.report(frame(3), report({ flowsOrigin: 'https://moved.example' }));
    expect((await sessions.live(ANA))?.flowsOrigin).toBe('https://moved.example');
  });
});
