import { expect, it } from 'vitest';
import { createWeniPool } from '../../../lib/background/services/weni-pool.ts';
import { html } from '../weni-api/fake-network.ts';
import { arrange, frame, report, T0 } from '../sessions/arrange.ts';

async function poolAnswering(answer: () => Response) {
  const { sessions } = arrange();
  await sessions.report(frame(1), report());
  const [session] = await sessions.list();
  if (session === undefined) throw new Error('no session');
  const pool = createWeniPool({
    sessions,
    fetch: async () => answer(),
    isPermitted: async () => true,
    now: () => T0,
    onRefused: sessions.refuseToken,
  });
  const { api } = await pool.of(session.sessionId);
  return { api, live: () => sessions.live(session.sessionId) };
}

it('stops using a token after any call with it was refused', async () => {
  const { api, live } = await poolAnswering(() => Response.json({ detail: 'Invalid token' }, { status: 401 }));

  await expect(api.listAllGroups()).rejects.toMatchObject({ kind: 'session' });

  expect(await live()).toBeNull();
});

it('keeps a token when only the page of a proxy answered 401', async () => {
  const { api, live } = await poolAnswering(() => html(401));

  await expect(api.listAllGroups()).rejects.toMatchObject({ kind: 'intercepted' });

  expect(await live()).not.toBeNull();
});
