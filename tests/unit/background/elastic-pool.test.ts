import { describe, expect, it } from 'vitest';
import { createElasticPool } from '../../../lib/background/services/elastic-pool.ts';
import { createWeniPool } from '../../../lib/background/services/weni-pool.ts';
import { SessionId } from '../../../lib/ids.ts';
import { createManualClock, settle } from '../../components/manual-clock.ts';
import { fakeNetwork, html, json, ORIGIN, PROJECT, TOKEN } from '../weni-api/fake-network.ts';

const START = 1_000_000;
const ANA = SessionId.parse('https://engine.example|ana@example.org|p');
const BIA = SessionId.parse('https://engine.example|bia@example.org|p');

/** A pool for two sessions at one Flows; the test moves time. `askedAt`: the time of each request since the start. */
function openPool(change: { flowsOrigin?: string | null; mayReach?: boolean; answer?: Response } = {}) {
  const clock = createManualClock(START);
  let behind = 0;
  const now = (): number => clock.now() - behind;
  const askedAt: number[] = [];
  const notFlows: SessionId[] = [];
  const { fetch, requests } = fakeNetwork(
    Array.from(
      { length: 20 },
      () => change.answer ?? json({ results: [], pagination: { page_number: 1, total_pages: 1 } }),
    ),
  );
  const pool = createElasticPool({
    weni: createWeniPool({
      sessions: {
        live: async (sessionId) => ({
          sessionId,
          apiOrigin: ORIGIN,
          agentEmail: 'ana@example.org',
          agentName: 'Ana',
          projectUuid: PROJECT,
          projectName: 'Shop',
          role: 'agent',
          token: TOKEN,
          tokenExpiresAt: null,
          pageOrigin: 'https://chats.example',
          flowsOrigin: change.flowsOrigin === undefined ? 'https://flows.example/api/v2' : change.flowsOrigin,
          frames: [],
          identifiedAt: START,
          refusedToken: null,
        }),
      },
      fetch,
      isPermitted: async () => change.mayReach ?? true,
      now: clock.now,
      onRefused: async () => undefined,
    }),
    fetch: async (url, init) => {
      askedAt.push(now() - START);
      return await fetch(url, init);
    },
    onNotFlows: async (sessionId) => void notFlows.push(sessionId),
    now,
    after: clock.after,
  });
  const pass = async (lengthMs: number): Promise<void> => {
    await settle();
    for (let left = lengthMs; left > 0; left -= 50) {
      clock.advance(50);
      await settle();
    }
  };
  const ask = async (sessionId: SessionId) => {
    const search = await pool.of(sessionId);
    if (search === null) throw new Error('Flows is out of reach');
    return search;
  };
  return { pool, ask, pass, askedAt, requests, notFlows, setBack: (byMs: number) => void (behind += byMs) };
}

describe('the contact search of Flows', () => {
  it('is called at most four times a second over all sessions, in the order of the requests', async () => {
    const { ask, pass, askedAt, requests } = openPool();
    const [ana, bia] = [await ask(ANA), await ask(BIA)];

    const found = Promise.all(
      ['Ana', 'Bruno', 'Carla', 'Diego', 'Eduarda'].map((name, n) => (n % 2 === 0 ? ana : bia)(name)),
    );
    await pass(2_000);
    await found;

    expect(askedAt).toEqual([0, 250, 500, 750, 1_000]);
    expect(requests.map(({ url }) => url.searchParams.get('name'))).toEqual([
      'Ana',
      'Bruno',
      'Carla',
      'Diego',
      'Eduarda',
    ]);
  });

  it('does not wait longer because the clock was set back', async () => {
    const { ask, pass, askedAt, setBack } = openPool();
    const search = await ask(ANA);
    await search('Ana');
    setBack(3_600_000);

    const found = Promise.all([search('Bruno'), search('Carla')]);
    await pass(1_000);
    await found;

    expect(askedAt).toEqual([0, -3_600_000, -3_599_750]);
  });

  it('is called at once after a pause, but a pause does not allow more calls afterwards', async () => {
    const { ask, pass, askedAt } = openPool();
    const search = await ask(ANA);
    await search('Ana');
    await pass(10_000);

    const found = Promise.all([search('Bruno'), search('Carla')]);
    await pass(1_000);
    await found;

    expect(askedAt).toEqual([0, 10_000, 10_250]);
  });

  it('is not called for a request that was aborted while it waited', async () => {
    const { ask, pass, askedAt } = openPool();
    const search = await ask(ANA);
    const typed = new AbortController();
    await search('A');
    const late = search('An', typed.signal).then(
      () => 'found',
      (error: unknown) => error,
    );
    typed.abort();
    await pass(1_000);

    expect(await late).toMatchObject({ name: 'AbortError' });
    expect(askedAt).toEqual([0]);
  });

  it.each<[string, Parameters<typeof openPool>[0]]>([
    ['was not found', { flowsOrigin: null }],
    ['is not valid', { flowsOrigin: 'flows' }],
    ['is not permitted', { mayReach: false }],
  ])('is not available when the address of Flows %s', async (_, change) => {
    const { pool } = openPool(change);

    expect(await pool.of(ANA)).toBeNull();
  });

  it('is given up at an address where a different server answers', async () => {
    const { ask, notFlows } = openPool({ answer: html(200) });
    const search = await ask(ANA);

    await expect(search('Ana')).rejects.toMatchObject({ kind: 'intercepted' });

    expect(notFlows).toEqual([ANA]);
  });
});
