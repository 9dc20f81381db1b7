import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/api.ts';
import type { FaultAction } from '../../sandbox/faults/fault-injector.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { AGENT, ask, CENTRAL, COLLEAGUE, field, startFlow, until } from './sandbox-client.ts';

let sandbox: Sandbox;
let contact: string;
beforeEach(async () => {
  // Node's fetch repeats a request by itself when a reused connection is reset, as browsers do.
  sandbox = await startSandbox({ keepAlive: false });
  contact = sandbox.contactAt(7).uuid;
});
afterEach(() => sandbox.close());

async function rowCount(): Promise<unknown> {
  return field((await ask(sandbox, 'list_flows_start/')).body, 'count');
}

async function faulted(action: FaultAction): Promise<number | 'no answer'> {
  sandbox.faults.add({ endpoint: 'start_flow', count: 1, action });
  try {
    return (await startFlow(sandbox, [contact])).status;
  } catch (error) {
    if (error instanceof TypeError) return 'no answer';
    throw error;
  }
}

describe('faults of start_flow: what the client sees against what Flows and the history have', () => {
  test.for<[FaultAction, number | 'no answer', number, number]>([
    [{ kind: 'status', status: 503 }, 503, 0, 0],
    [{ kind: 'status', status: 429, retryAfterSeconds: 30 }, 429, 0, 0],
    [{ kind: 'html' }, 502, 0, 0],
    [{ kind: 'html', status: 200 }, 200, 0, 0],
    [{ kind: 'tokenExpired' }, 401, 0, 0],
    [{ kind: 'resetBefore' }, 'no answer', 0, 0],
    [{ kind: 'resetAfter' }, 'no answer', 1, 1],
    [{ kind: 'cutBody' }, 'no answer', 1, 1],
    [{ kind: 'flowsFails' }, 500, 0, 0],
    [{ kind: 'flowsFails', status: 429, html: true }, 500, 0, 0],
    [{ kind: 'flowsAcceptedButRolledBack' }, 500, 1, 0],
    [{ kind: 'replaceBody', body: { id: 1 } }, 200, 1, 1],
    [{ kind: 'latency', delayMs: 30, when: 'after' }, 200, 1, 1],
  ])('%o', async ([action, seen, starts, rows]) => {
    expect(await faulted(action)).toBe(seen);
    expect(sandbox.flowsStarts()).toHaveLength(starts);
    expect(await rowCount()).toBe(rows);
  });

  test('a held request is processed when its fault is removed, not before', async () => {
    const id = sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'hold' } });
    const answer = startFlow(sandbox, [contact]);
    await until(() => sandbox.faults.list().some(({ hits }) => hits === 1));
    const heldStarts = sandbox.flowsStarts().length;

    sandbox.faults.remove(id);

    expect((await answer).status).toBe(200);
    expect([heldStarts, sandbox.flowsStarts().length]).toEqual([0, 1]);
  });

  test('a 504 of the proxy comes at once and the row later', async () => {
    expect(await faulted({ kind: 'proxy504ThenRow', rowAfterMs: 30 })).toBe(504);
    expect(sandbox.flowsStarts()).toHaveLength(0);

    await until(() => sandbox.flowsStarts().length === 1);

    expect(await rowCount()).toBe(1);
  });

  test.for([
    [false, 0],
    [true, 1],
  ] as const)('a hang (processed: %s) is never answered', async ([processed, starts]) => {
    sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'hang', processed } });
    const aborter = new AbortController();
    const answer = fetch(`${sandbox.apiOrigin}/v1/project/${CENTRAL}/start_flow/`, {
      method: 'POST',
      signal: aborter.signal,
      headers: { authorization: `Bearer ${sandbox.issueToken(AGENT)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ flow: '54000000-0000-4000-8000-000000000001', contacts: [contact], contact_name: null }),
    });
    await until(
      () =>
        sandbox.log({ path: 'start_flow' })[0]?.faults.includes('hang') === true &&
        sandbox.flowsStarts().length === starts,
    );

    aborter.abort();

    await expect(answer).rejects.toThrow('abort');
    expect(sandbox.log({ path: 'start_flow' })[0]?.status ?? 0).toBe(0);
  });
});

describe('aiming', () => {
  test('a fault hits the n-th request, of one person, for one contact, for the given number of times', async () => {
    const other = sandbox.contactAt(8).uuid;
    sandbox.faults.add({
      endpoint: '/v1/project/*/start_flow/',
      method: 'POST',
      contact: other,
      skip: 1,
      count: 1,
      action: { kind: 'status', status: 503 },
    });
    sandbox.faults.add({ endpoint: 'list_access', agent: COLLEAGUE, action: { kind: 'status', status: 500 } });

    const starts = [];
    for (const uuid of [contact, other, contact, other, other]) starts.push((await startFlow(sandbox, [uuid])).status);

    expect(starts).toEqual([200, 200, 200, 503, 200]);
    expect((await ask(sandbox, 'list_access/')).status).toBe(200);
    expect((await ask(sandbox, 'list_access/', { as: COLLEAGUE })).status).toBe(500);
    sandbox.faults.clear();
    expect((await ask(sandbox, 'list_access/', { as: COLLEAGUE })).status).toBe(200);
  });

  test('the control API arms the same faults and refuses unknown ones', async () => {
    const arm = (body: unknown): Promise<Response> =>
      fetch(`${sandbox.apiOrigin}/control/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    const armed = await arm({ endpoint: 'start_flow', count: 1, action: { kind: 'status', status: 418 } });
    const refused = await arm({ endpoint: 'start_flow', action: { kind: 'nonsense' } });

    expect([armed.status, refused.status]).toEqual([200, 500]);
    expect((await startFlow(sandbox, [contact])).status).toBe(418);
    expect((await startFlow(sandbox, [contact])).status).toBe(200);
  });
});
