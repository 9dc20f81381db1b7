import { afterEach, describe, expect, test } from 'vitest';
import { handshakeStatus, openSocket, settle } from '../../contract/client.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/api.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';
import { AGENT, ask, CENTRAL, COLLEAGUE, field, results, until } from './sandbox-client.ts';

let sandbox: Sandbox;
async function start(options: SandboxOptions = {}): Promise<string> {
  sandbox = await startSandbox(options);
  return `?Token=${sandbox.issueToken(AGENT)}&project=${CENTRAL}`;
}
afterEach(() => sandbox.close());

describe('faults of the socket', () => {
  test('frames can be lost, doubled, late, and new sockets refused', async () => {
    const query = await start();
    const live = await openSocket(sandbox, query);
    const announced = (): unknown[] =>
      live.frames.filter((frame) => frame.action === 'status.update').map((frame) => field(frame.content, 'status'));

    sandbox.faults.socket.dropNext = 1;
    sandbox.setAgentStatus(AGENT, 'ONLINE');
    sandbox.faults.socket.duplicateNext = 1;
    sandbox.setAgentStatus(AGENT, 'OFFLINE');
    await settle(live);
    expect(announced()).toEqual(['OFFLINE', 'OFFLINE']);

    sandbox.faults.socket.delayMs = 30;
    sandbox.setAgentStatus(AGENT, 'ONLINE');
    expect(announced()).toHaveLength(2);
    await until(() => announced().length === 3);

    sandbox.faults.socket.refuseWith = 503;
    expect(await handshakeStatus(sandbox, query)).toBe(503);
  });

  test('dropped sockets close without a frame and set their agent offline; an expired token alone closes nothing', async () => {
    const live = await openSocket(
      (sandbox = await startSandbox()),
      `?Token=${sandbox.issueToken(AGENT)}&project=${CENTRAL}`,
    );
    sandbox.setAgentStatus(AGENT, 'ONLINE');

    sandbox.expireToken(AGENT);
    await settle(live);
    expect(sandbox.openSockets()).toHaveLength(1);
    expect(sandbox.dropSockets(AGENT)).toBe(1);

    expect(await live.closed).toBe(1006);
    await until(() => sandbox.agentStatus(AGENT) === 'OFFLINE');
    expect(sandbox.statusLog(AGENT).at(-1)).toMatchObject({ cause: 'socket-close', socketId: 1 });
  });

  test('the log keeps no token', async () => {
    const query = await start();

    await openSocket(sandbox, query);
    await ask(sandbox, 'list_access/');

    expect(JSON.stringify([sandbox.log(), sandbox.socketLog(), sandbox.statusLog()])).not.toContain(
      'sandbox-signature',
    );
  });
});

describe('worlds', () => {
  test('100,000 contacts start in under five seconds, with a group of 10,000', async () => {
    const startedAt = performance.now();
    await start({ contacts: 100_000 });
    const startMs = performance.now() - startedAt;

    const groups = results((await ask(sandbox, 'list_groups/')).body);

    expect(startMs).toBeLessThan(5000);
    expect(groups.find((group) => group['uuid'] === SEED.groups.tenThousand)?.['count']).toBe(10_000);
    expect(sandbox.contactAt(99_999).urns).toHaveLength(1);
  });

  test('the same seed gives the same people, names and ids', async () => {
    await start();
    const first = [sandbox.contactAt(5), sandbox.world.permissions.map((row) => row.uuid)];
    await sandbox.close();
    await start();

    expect(
      JSON.stringify([
        sandbox.contactAt(5).name,
        sandbox.contactAt(5).urns,
        sandbox.world.permissions.map((row) => row.uuid),
      ]),
    ).toBe(JSON.stringify([Object(first[0]).name, Object(first[0]).urns, first[1]]));
  });

  test('an anonymous project shows a number for a name and no urn', async () => {
    await start();
    sandbox.setAnonymous(CENTRAL, true);
    sandbox.openRoom({ contact: sandbox.contactAt(2).uuid, user: AGENT });

    const [room] = results((await ask(sandbox, `/v1/room/?project=${CENTRAL}`)).body);

    expect(room?.['urn']).toBe('');
    expect(field(room?.['contact'], 'name')).toMatch(/^\d+$/);
  });

  test("a colleague's room is in none of my lists, and a room that a colleague takes disappears from mine", async () => {
    await start();
    const room = sandbox.openRoom({ contact: sandbox.contactAt(2).uuid, user: AGENT });
    const mine = async (): Promise<number> => results((await ask(sandbox, `/v1/room/?project=${CENTRAL}`)).body).length;
    const before = await mine();

    sandbox.takeRoom(room.uuid, COLLEAGUE);

    expect([before, await mine()]).toEqual([1, 0]);
    expect(
      (await ask(sandbox, `/v1/project/retrieve_flow_warning/?project=${CENTRAL}&contact=${sandbox.contactAt(2).uuid}`))
        .body,
    ).toEqual({ show_warning: true, queue: 'Balcão', agent: 'Caio' });
  });

  test("login, info and the extension's settings are there for other processes", async () => {
    await start({ extension: { undoMs: 400 } });
    const get = async (path: string): Promise<unknown> => (await fetch(`${sandbox.apiOrigin}${path}`)).json();

    const login = await get(`/sandbox/login?agent=${AGENT}`);

    expect((await ask(sandbox, 'list_access/', { token: String(field(login, 'token')) })).status).toBe(200);
    expect(field(await get('/sandbox/info'), 'apiOrigin')).toBe(sandbox.apiOrigin);
    expect(await get('/sandbox/settings')).toEqual({ undoMs: 400 });
  });
});
