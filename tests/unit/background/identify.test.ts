import { describe, expect, it } from 'vitest';
import { identify } from '../../../lib/background/services/identify.ts';
import { html, json } from '../weni-api/fake-network.ts';
import { PROJECT } from '../dispatch/rows.ts';
import { API, fakeEngine } from './engine.ts';

const ask = async (
  token: string,
  arrange: (engine: ReturnType<typeof fakeEngine>) => void = () => undefined,
  projectUuid: string = PROJECT,
) => {
  const engine = fakeEngine();
  arrange(engine);
  return {
    engine,
    identity: await identify(
      { apiOrigin: API, token, projectUuid },
      { fetch: engine.fetch, isPermitted: async () => true, now: () => 0 },
    ),
  };
};

describe('identify', () => {
  it.each([
    [
      'ana-1',
      {
        agentEmail: 'ana@example.org',
        agentName: 'Ana Lima',
        role: 'agent',
        projectName: 'Shop',
        projectUuid: PROJECT,
      },
    ],
    ['bia-1', { agentName: 'Bia', role: 'agent' }],
    ['gil-1', { role: 'manager' }],
    ['root-1', { role: 'admin' }],
  ])('identifies %s', async (token, identity) => {
    expect((await ask(token)).identity).toMatchObject({ status: 'known', ...identity });
  });

  it.each<[string, (engine: ReturnType<typeof fakeEngine>) => void, object]>([
    ['a refused token', (engine) => engine.agents.clear(), { status: 'not-logged-in' }],
    [
      'no permission in the project',
      (engine) =>
        engine.agents.set('ana-1', { email: 'a@b.c', first_name: '', last_name: '', role: null, manages: false }),
      { status: 'not-a-member' },
    ],
    ['a 403', (engine) => engine.override.set('/project/', json({ detail: 'no' }, 403)), { status: 'not-a-member' }],
    [
      'a 404 of the engine',
      (engine) => engine.override.set('/sector/', json({ detail: 'no' }, 404)),
      { status: 'not-a-member' },
    ],
    ['a 404 of another server', (engine) => engine.override.set('/profile/', html(404)), { status: 'api-not-found' }],
    ['a 403 of a proxy', (engine) => engine.override.set('/profile/', html(403)), { status: 'api-not-found' }],
    ['an HTML page', (engine) => engine.override.set('/profile/', html(200)), { status: 'api-not-found' }],
    [
      'a redirect to a login',
      (engine) => engine.override.set('/profile/', new Response(null, { status: 302 })),
      { status: 'api-not-found' },
    ],
    [
      'a changed answer',
      (engine) => engine.override.set('/profile/', json({ email: 'a@b.c' })),
      { status: 'contract-drift', endpoint: 'GET /accounts/profile/', field: 'first_name' },
    ],
    [
      'no connection',
      (engine) => engine.override.set('/profile/', () => Promise.reject(new TypeError('Failed to fetch'))),
      { status: 'offline' },
    ],
    ['a 400', (engine) => engine.override.set('/profile/', json({ detail: 'x' }, 400)), { status: 'server-trouble' }],
    ['a 429', (engine) => engine.override.set('/profile/', json({ detail: 'x' }, 429)), { status: 'server-trouble' }],
    [
      'a 500',
      (engine) => engine.override.set('/profile/', json({ code: 'INTERNAL_ERROR' }, 500)),
      { status: 'server-trouble' },
    ],
    ['a 502 of a proxy', (engine) => engine.override.set('/profile/', html(502)), { status: 'server-trouble' }],
  ])('reports %s', async (_, arrange, identity) => {
    expect((await ask('ana-1', arrange)).identity).toEqual(identity);
  });

  it('tells a principal project from one that sends its own flows', async () => {
    const principal = await ask('ana-1', (engine) =>
      engine.override.set(
        `/project/${PROJECT}/`,
        json({ name: 'Shop', timezone: null, org: 'o', config: { its_principal: true } }),
      ),
    );

    expect(principal.identity).toMatchObject({ isPrincipal: true });
    expect((await ask('ana-1')).identity).toMatchObject({ isPrincipal: false });
  });

  it('makes no request for a project id that is not a UUID', async () => {
    const { identity, engine } = await ask('ana-1', undefined, 'my project');

    expect(identity).toMatchObject({ status: 'contract-drift' });
    expect(engine.asked).toEqual([]);
  });
});
