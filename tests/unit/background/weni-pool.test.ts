import { expect, it } from 'vitest';
import { createWeniPool } from '../../../lib/background/weni-pool.ts';
import { arrange, frame, report, T0 } from '../sessions/arrange.ts';

it('uses a token no more that any call was refused with', async () => {
  const { sessions } = arrange();
  await sessions.report(frame(1), report());
  const [session] = await sessions.list();
  if (session === undefined) throw new Error('no session');
  const pool = createWeniPool({
    sessions,
    fetch: async () => Response.json({ detail: 'Invalid token' }, { status: 401 }),
    isPermitted: async () => true,
    now: () => T0,
    onRefused: sessions.refuseToken,
  });

  const { api } = await pool.of(session.sessionId);
  await expect(api.listAllGroups()).rejects.toMatchObject({ kind: 'session' });

  expect(await sessions.live(session.sessionId)).toBeNull();
});
