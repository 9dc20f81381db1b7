import { describe, expect, it } from 'vitest';
import { SessionId } from '../../../lib/ids.ts';
import type { Identity } from '../../../lib/sessions/sessions.ts';
import {
  API,
  arrange,
  frame,
  jwt,
  known,
  memoryArea,
  OTHER_PROJECT,
  PAGE,
  placeOf,
  PROJECT,
  report,
  T0,
} from './arrange.ts';

const idOf = (email: string, project: string = PROJECT) => SessionId.parse(`${API}|${email}|${project}`);
const ANA = idOf('ana@example.org');

describe('a session', () => {
  it('is identified by API host, agent and project, in lower case', async () => {
    const { world, sessions } = arrange();
    world.answer = async () => known('Ana@Example.org');

    const record = await sessions.report(frame(1), report());

    expect(record).toMatchObject({ sessionId: ANA, site: { status: 'ready' } });
    expect(await sessions.live(ANA)).toMatchObject({
      token: 'ana-1',
      pageOrigin: PAGE,
      frames: [{ tabId: 1, frameId: 0 }],
    });
  });

  it('never mixes two agents in two tabs', async () => {
    const { sessions } = arrange();

    await sessions.report(frame(1), report());
    await sessions.report(frame(2), report({ token: 'bia-1' }));

    expect((await sessions.ofFrame(frame(1)))?.session).toMatchObject({
      agentEmail: 'ana@example.org',
      token: 'ana-1',
    });
    expect((await sessions.ofFrame(frame(2)))?.session).toMatchObject({
      agentEmail: 'bia@example.org',
      token: 'bia-1',
    });
  });

  it('is forgotten when its last tab frame switches to another project', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report());

    await sessions.report(frame(1), report({ projectUuid: OTHER_PROJECT }));

    expect((await sessions.list()).map((session) => session.sessionId)).toEqual([
      idOf('ana@example.org', OTHER_PROJECT),
    ]);
  });

  it('is shared by the tabs of one agent and takes over a renewed token', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report());
    await sessions.report(frame(2), report());

    await sessions.report(frame(1), report({ token: 'ana-2' }));

    expect(await sessions.list()).toHaveLength(1);
    expect(await sessions.live(ANA)).toMatchObject({
      token: 'ana-2',
      frames: expect.arrayContaining([placeOf(frame(1)), placeOf(frame(2))]),
    });
  });

  it('keeps the Flows host it saw before', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report({ flowsOrigin: 'https://flows.example' }));

    await sessions.report(frame(1), report());

    expect((await sessions.live(ANA))?.flowsOrigin).toBe('https://flows.example');
  });

  it.each(['no-token', 'no-project', 'changing'] as const)(
    'ends for a tab frame that reports %s, without a request',
    async (state) => {
      const { world, sessions } = arrange();
      await sessions.report(frame(1), report());
      world.claims.length = 0;

      const record = await sessions.report(frame(1), report({ state, token: null, projectUuid: null }));

      expect(record?.sessionId).toBeNull();
      expect(await sessions.list()).toEqual([]);
      expect(world.claims).toEqual([]);
    },
  );

  it('is missing after every failure of the profile call, and the site state tells which', async () => {
    const { world, sessions } = arrange();
    const failures: Identity[] = [
      { status: 'not-logged-in' },
      { status: 'not-a-member' },
      { status: 'offline' },
      { status: 'server-trouble' },
      { status: 'api-not-found' },
      { status: 'contract-drift', endpoint: 'GET /x/', field: 'email' },
    ];

    for (const failure of failures) {
      world.answer = async () => failure;
      const record = await sessions.report(frame(1), report());

      expect(record).toMatchObject({ site: failure, sessionId: null });
    }
  });
});

describe('a token', () => {
  it('goes only to the host that its own page uses, or that was set for that page', async () => {
    const { world, sessions } = arrange();
    world.apiOrigins.set('https://own.example', 'https://set.example');

    await sessions.report(frame(1), report());
    await sessions.report(frame(2, 0, { origin: 'https://own.example' }), report({ token: 'bia-1' }));
    await sessions.report(frame(3), report({ token: 'eva-1', apiOrigin: null }));

    expect(world.claims.map((claim) => [claim.apiOrigin, claim.token])).toEqual([
      [API, 'ana-1'],
      ['https://set.example', 'bia-1'],
    ]);
    expect((await sessions.ofFrame(frame(3)))?.record.site).toEqual({ status: 'api-not-found' });
  });

  it.each(['http://engine.example', 'not an address', 'https://engine.example/v1', 'file:///etc', ''])(
    'is never sent to an address like %j',
    async (apiOrigin) => {
      const { world, sessions } = arrange();

      const record = await sessions.report(frame(1), report({ apiOrigin }));

      expect(record?.site).toEqual({ status: 'api-not-found' });
      expect(world.claims).toEqual([]);
    },
  );

  it('is validated once in ten minutes, however often it is reported', async () => {
    const { world, sessions } = arrange();

    for (let minute = 0; minute <= 12; minute += 3) {
      world.now = T0 + minute * 60_000;
      await sessions.report(frame(1), report());
    }

    expect(world.claims).toHaveLength(2);
  });

  it('is validated again after the clock was set back, because its age is unknown then', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.now -= 3_600_000;

    await sessions.report(frame(1), report());

    expect(world.claims).toHaveLength(2);
  });

  it('that was refused is not used any more, but a newer one is', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report());

    await sessions.refuseToken(ANA, 'ana-1');

    expect(await sessions.live(ANA)).toBeNull();
    await sessions.report(frame(1), report({ token: 'ana-2' }));
    expect((await sessions.live(ANA))?.token).toBe('ana-2');
  });

  it('that was refused does not replace the newer one when another tab still has it, even if the profile accepts it', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report());
    await sessions.refuseToken(ANA, 'ana-1');
    await sessions.report(frame(1), report({ token: 'ana-2' }));

    for (const tabId of [2, 3]) {
      expect((await sessions.report(frame(tabId), report({ token: 'ana-1' })))?.site).toEqual({ status: 'ready' });
      expect((await sessions.live(ANA))?.token).toBe('ana-2');
    }
  });

  it('that got a single 401 is used again once a new report shows that the profile accepts it', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    await sessions.refuseToken(ANA, 'ana-1');
    const { answer } = world;
    world.answer = async () => ({ status: 'not-logged-in' });
    const whileRefused = await sessions.report(frame(1), report());
    const dead = await sessions.live(ANA);

    world.answer = answer;
    const passed = await sessions.report(frame(1), report());

    expect([whileRefused?.site, dead]).toEqual([{ status: 'not-logged-in' }, null]);
    expect(passed?.site).toEqual({ status: 'ready' });
    expect((await sessions.live(ANA))?.token).toBe('ana-1');
  });

  it('that the profile accepted less than a minute ago is not refused because of a single 401', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    await sessions.refuseToken(ANA, 'ana-1');
    await sessions.report(frame(1), report());

    expect(await sessions.refuseToken(ANA, 'ana-1')).toBe(false);
    expect(await sessions.live(ANA)).not.toBeNull();
    world.now += 60_000;
    expect(await sessions.refuseToken(ANA, 'ana-1')).toBe(true);
    expect(await sessions.live(ANA)).toBeNull();
  });

  it('keeps its session while a proxy answers instead of the profile', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.now += 11 * 60_000;
    world.answer = async () => ({ status: 'api-not-found' });

    const record = await sessions.report(frame(1), report());

    expect(record).toMatchObject({ sessionId: ANA, site: { status: 'server-trouble' } });
    expect((await sessions.live(ANA))?.token).toBe('ana-1');
  });

  it('that is a JWT ends at its time of expiry, without a request', async () => {
    const { world, sessions } = arrange();
    world.answer = async () => known('ana@example.org');
    await sessions.report(frame(1), report({ token: jwt(T0 + 60_000) }));

    world.now = T0 + 60_000;

    expect(await sessions.live(ANA)).toBeNull();
    expect((await sessions.report(frame(2), report({ token: jwt(T0 + 60_000) })))?.site).toEqual({
      status: 'not-logged-in',
    });
    expect(world.claims).toHaveLength(1);
  });
});

describe('without a network', () => {
  it('a tab frame keeps its session', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.now += 11 * 60_000;
    world.answer = async () => ({ status: 'offline' });

    const record = await sessions.report(frame(1), report());

    expect(record).toMatchObject({ site: { status: 'offline' }, sessionId: ANA });
    expect((await sessions.live(ANA))?.token).toBe('ana-1');
  });

  it.each([
    ['another token', { token: 'bia-1' }],
    ['another project', { projectUuid: OTHER_PROJECT }],
    ['another host', { apiOrigin: 'https://other.example' }],
  ])('a tab frame that reports %s has no session, because it may be another agent', async (_, change) => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.now += 11 * 60_000;
    world.answer = async () => ({ status: 'offline' });

    const record = await sessions.report(frame(1), report(change));

    expect(record).toMatchObject({ site: { status: 'offline' }, sessionId: null });
    expect((await sessions.ofFrame(frame(1)))?.session).toBeNull();
  });
});

describe('reports that overlap', () => {
  function delayed() {
    const arranged = arrange();
    const waiting = new Map<string, (identity: Identity) => void>();
    arranged.world.answer = (claim) => new Promise((resolve) => waiting.set(claim.token, resolve));
    const settle = async () => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    };
    return { ...arranged, waiting, settle };
  }

  it('leave the tab frame with the session of the last one', async () => {
    const { sessions, waiting, settle } = delayed();
    const first = sessions.report(frame(1), report());
    const second = sessions.report(frame(1), report({ token: 'bia-1' }));
    await settle();

    waiting.get('bia-1')?.(known('bia@example.org'));
    await second;
    waiting.get('ana-1')?.(known('ana@example.org'));
    await first;

    expect((await sessions.ofFrame(frame(1)))?.session?.agentEmail).toBe('bia@example.org');
    expect((await sessions.list()).map((session) => session.agentEmail)).toEqual(['bia@example.org']);
  });

  it('do not bring a closed tab back', async () => {
    const { sessions, waiting, settle } = delayed();
    const pending = sessions.report(frame(1), report());
    await settle();

    await sessions.frameGone(1, null);
    waiting.get('ana-1')?.(known('ana@example.org'));
    await pending;

    expect(await sessions.list()).toEqual([]);
    expect(await sessions.frames()).toEqual([]);
  });

  it('of different tab frames all count', async () => {
    const { sessions } = arrange();

    await Promise.all([1, 2, 3, 4].map((tab) => sessions.report(frame(tab), report())));

    expect((await sessions.live(ANA))?.frames).toHaveLength(4);
  });
});

describe('a tab frame that is gone', () => {
  it('ends its session', async () => {
    const { sessions } = arrange();
    await sessions.report(frame(1), report());
    await sessions.report(frame(1, 7), report({ token: 'bia-1' }));

    await sessions.frameGone(1, 7);

    expect((await sessions.list()).map((session) => session.agentEmail)).toEqual(['ana@example.org']);
    expect((await sessions.frames()).map((record) => record.frame)).toEqual([placeOf(frame(1))]);
  });

  it('does not end a session that still works; it is forgotten when the work is done', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.working.add(ANA);

    await sessions.frameGone(1, null);

    expect((await sessions.live(ANA))?.frames).toEqual([]);
    world.working.clear();
    await sessions.forgetFinished();
    expect(await sessions.list()).toEqual([]);
  });

  it('does not keep a working session whose token was refused', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.working.add(ANA);
    await sessions.frameGone(1, null);

    await sessions.refuseToken(ANA, 'ana-1');

    expect(await sessions.list()).toEqual([]);
  });
});

describe('the stored sessions', () => {
  it('contain everything that another life of the background needs', async () => {
    const { sessions, build } = arrange();
    await sessions.report(frame(1), report());
    await sessions.touch(frame(1), { roomUuid: 'room', visible: false });

    const reborn = build();

    expect(await reborn.live(ANA)).toEqual(await sessions.live(ANA));
    expect(await reborn.ofFrame(frame(1))).toMatchObject({ record: { roomUuid: 'room', visible: false } });
  });

  it('may be damaged: then there is no session until a page reports one', async () => {
    const { sessions } = arrange({ sessions: { sessions: [{ sessionId: 7 }], frames: 'x' } });

    expect(await sessions.list()).toEqual([]);
    await sessions.report(frame(1), report());
    expect(await sessions.live(ANA)).not.toBeNull();
  });

  it('are written again after a write that failed', async () => {
    const { world, sessions } = arrange();
    const set = world.area.set;
    world.area.set = async () => {
      throw new Error('quota');
    };
    await expect(sessions.report(frame(1), report())).rejects.toThrow('quota');

    world.area.set = set;
    await sessions.report(frame(1), report());

    expect(await sessions.live(ANA)).not.toBeNull();
  });

  it('get no entry for a touch of an unknown tab frame', async () => {
    const { sessions } = arrange();

    await sessions.touch(frame(9), { visible: true });

    expect(await sessions.frames()).toEqual([]);
    expect(await sessions.ofFrame(frame(9))).toBeNull();
  });

  it('keep a session if it cannot be read whether it still works', async () => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1), report());
    world.working.has = () => {
      throw new Error('database');
    };

    await sessions.frameGone(1, null);

    expect(await sessions.frames()).toEqual([]);
    expect((await sessions.list()).map((session) => session.frames)).toEqual([[]]);
  });
});

it('the memory area of the tests keeps values as JSON', async () => {
  const area = memoryArea();
  await area.set('key', { at: undefined });
  expect(await area.get('key')).toEqual({});
});
