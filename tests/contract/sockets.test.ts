import { afterEach, describe, expect, test } from 'vitest';
import type { Sandbox, SandboxOptions } from '../sandbox/api.ts';
import { startSandbox } from '../sandbox/server.ts';
import { handshakeStatus, openSocket, replay, settle, type LiveFrame, type LiveSocket } from './client.ts';
import { recording, type RecordedExchange, type RecordedFrame } from './recordings.ts';
import { shapeDifferences } from './shape.ts';

const PROJECT = '11111111-1111-4111-8111-111111111111';
const OTHER = '11111111-1111-4111-8111-111111111112';
const AGENT = 'agent1@example.com';
const MINE = `?Token=oidc-agent1&project=${PROJECT}`;
const WATCH = `&project=${PROJECT}&user_email=${AGENT}`;

interface PresenceRecording {
  readonly steps: readonly { readonly step?: string; readonly agent1?: string }[];
  readonly tab1_events: Readonly<Record<string, readonly RecordedFrame[]>>;
}

let sandbox: Sandbox;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ world: 'recorded', ...options });
}

afterEach(() => sandbox.close());

async function postOnline(): Promise<void> {
  await replay(sandbox, recording<RecordedExchange>('rest-31-status-online-agent1'));
}

/**
 * Waits until the server's log has this many closes; then the offline rule has run (mode A) or its wait began (mode B).
 */
async function closedOnServer(count: number): Promise<void> {
  await expect.poll(() => sandbox.socketLog().filter((entry) => entry.event === 'close').length).toBe(count);
}

function events(frames: readonly LiveFrame[]): unknown[] {
  return frames
    .filter((frame) => frame.type === 'notify')
    .map((frame) => ({ action: frame.action, content: frame.content }));
}

/** Plays the seven recorded steps while one socket (tab 1) stays open; before each the agent is set ONLINE again. */
async function presenceSteps(
  isChecked: boolean,
): Promise<{ steps: { step: string; agent1: string }[]; tab1Events: Record<string, unknown[]> }> {
  const steps: { step: string; agent1: string }[] = [];
  const tab1Events: Record<string, unknown[]> = {};
  const tab1 = await openSocket(sandbox, MINE);
  await postOnline();
  const run = async (step: string, act: () => Promise<void>): Promise<void> => {
    if (sandbox.agentStatus(AGENT) !== 'ONLINE') await postOnline();
    await settle(tab1);
    const from = tab1.frames.length;
    await act();
    await settle(tab1);
    steps.push({ step, agent1: sandbox.agentStatus(AGENT) });
    tab1Events[step] = events(tab1.frames.slice(from));
  };
  let second: LiveSocket | null = null;
  let manager: LiveSocket | null = null;
  let closes = 0;
  const close = async (live: LiveSocket | null, isClean: boolean): Promise<void> => {
    if (isClean) live?.socket.close(1000);
    else live?.socket.terminate();
    closes += 1;
    await closedOnServer(closes);
    await expect
      .poll(() => sandbox.socketLog().filter((entry) => entry.event === 'presence-check').length)
      .toBe(isChecked ? closes : 0);
  };
  await run('tab1 open, ONLINE posted', () => Promise.resolve());
  await run('second socket (same agent, same project) opened', async () => {
    second = await openSocket(sandbox, MINE);
  });
  await run('second socket closed cleanly', () => close(second, true));
  second = await openSocket(sandbox, MINE);
  await run('second socket terminated without close frame', () => close(second, false));
  await run('rejected second handshake (expired token)', async () => {
    expect(await handshakeStatus(sandbox, `?Token=expired&project=${PROJECT}`)).toBe(403);
  });
  await run('rejected second handshake (project the agent is not in)', async () => {
    expect(await handshakeStatus(sandbox, `?Token=oidc-agent1&project=${OTHER}`)).toBe(403);
  });
  await run('agent1 tries the manager socket (plain agent: rejected)', async () => {
    expect(await handshakeStatus(sandbox, `?Token=oidc-agent1${WATCH}`, 'manager')).toBe(403);
  });
  await run('manager opens agent1 in view mode', async () => {
    manager = await openSocket(sandbox, `?Token=oidc-manager${WATCH}`, 'manager');
  });
  await run('manager leaves view mode (socket closed)', () => close(manager, true));
  if (sandbox.agentStatus(AGENT) !== 'ONLINE') await postOnline();
  await close(tab1, true);
  await expect.poll(() => sandbox.agentStatus(AGENT)).toBe('OFFLINE');
  steps.push({ step: 'tab1 closed (last socket)', agent1: sandbox.agentStatus(AGENT) });
  return { steps, tab1Events };
}

function recordedSteps(name: string): { step: string; agent1: string }[] {
  return recording<PresenceRecording>(name).steps.flatMap(({ step, agent1 }) =>
    step === undefined || agent1 === undefined ? [] : [{ step, agent1 }],
  );
}

function recordedEvents(name: string): Record<string, unknown[]> {
  const { tab1_events: all } = recording<PresenceRecording>(name);
  return Object.fromEntries(
    Object.entries(all).map(([step, frames]) => [
      step,
      frames.filter((frame) => frame.type === 'notify').map(({ action, content }) => ({ action, content })),
    ]),
  );
}

describe('who may open a socket', () => {
  test('a missing, expired or foreign token and a missing or foreign project are refused as recorded', async () => {
    await start();
    const recorded = recording<Record<string, readonly RecordedFrame[]>>('ws-handshake-rejections');
    const queries: Record<string, string> = {
      no_token: `?project=${PROJECT}`,
      expired_token: `?Token=expired&project=${PROJECT}`,
      no_project: '?Token=oidc-agent1',
      other_project: `?Token=oidc-agent1&project=${OTHER}`,
      drf_token_while_oidc: `?Token=471b9a0ab74e9aa6c067d3cead40c2c49ac78790&project=${PROJECT}`,
    };

    const answers = await Promise.all(
      Object.keys(recorded).map(async (name) => [name, await handshakeStatus(sandbox, queries[name] ?? '')]),
    );

    expect(Object.fromEntries(answers)).toEqual(
      Object.fromEntries(Object.entries(recorded).map(([name, [frame]]) => [name, frame?.http])),
    );
  });

  test('the query name Token is case-sensitive and a malformed project is a 500', async () => {
    await start();

    expect(await handshakeStatus(sandbox, `?token=oidc-agent1&project=${PROJECT}`)).toBe(403);
    expect(await handshakeStatus(sandbox, '?Token=oidc-agent1&project=not-a-uuid')).toBe(500);
  });
});

describe('frames of the client', () => {
  test('ping, list_groups, join and an unknown method are answered frame by frame as recorded', async () => {
    await start();
    const live = await openSocket(sandbox, MINE);
    const recorded = recording<readonly RecordedFrame[]>('ws-commands');

    for (const frame of recorded) if (frame.dir === 'out') live.send(frame.sent);
    await settle(live);

    const expected = recorded.filter((frame) => frame.dir === 'in');
    expect(
      live.frames
        .slice(0, expected.length)
        .map(({ type, action, content }) => ({ type, action, content: action === 'groups' ? null : content })),
    ).toEqual(
      expected.map(({ type, action, content }) => ({ type, action, content: action === 'groups' ? null : content })),
    );
    expect(
      expected.flatMap((frame, place) =>
        shapeDifferences(frame.content ?? null, live.frames[place]?.content ?? null).filter(
          ({ at }) => !at.includes('groups'),
        ),
      ),
    ).toEqual([]);
    expect(live.frames[0]?.raw).toBe('{"type": "pong"}');
  });

  test('a POST of ONLINE is announced as recorded', async () => {
    await start();
    const live = await openSocket(sandbox, MINE);
    const recorded = recording<readonly RecordedFrame[]>('ws-status-online-event').filter(
      (frame) => frame.dir === 'in',
    );

    await postOnline();
    await settle(live);

    expect(events(live.frames)).toEqual(recorded.map(({ action, content }) => ({ action, content })));
    expect(live.frames[0]?.raw).toBe(recorded[0]?.raw);
  });
});

describe('the offline rule', () => {
  test('by default any socket that closes sets its agent offline, also a socket of the manager', async () => {
    await start();

    const { steps, tab1Events } = await presenceSteps(false);

    const { 'tab1 closed (last socket)': _, ...recorded } = recordedEvents('mode-A-default-presence');
    expect(steps).toEqual(recordedSteps('mode-A-default-presence'));
    expect(Object.fromEntries(Object.keys(recorded).map((step) => [step, tab1Events[step]]))).toEqual(recorded);
  });

  test('with the connection check only the last socket does', async () => {
    await start({ presence: 'B', connectionCheckMs: 20 });

    const { steps, tab1Events } = await presenceSteps(true);

    const { 'tab1 closed (last socket)': _, ...recorded } = recordedEvents('mode-B-connection-check-presence');
    expect(steps).toEqual(recordedSteps('mode-B-connection-check-presence'));
    expect(Object.fromEntries(Object.keys(recorded).map((step) => [step, tab1Events[step]]))).toEqual(recorded);
  });

  test('with the ping timeout a silent socket gets OFFLINE and is closed with 1000, while another one pings', async () => {
    await start({ presence: 'B', connectionCheckMs: 10, pingTimeoutMs: 300 });
    const { steps } = recording<{
      steps: readonly {
        readonly silent_socket_frames?: readonly string[];
        readonly step?: string;
        readonly agent1?: string;
      }[];
    }>('mode-C-check-and-ping-timeout-presence');
    const recorded = steps.find((step) => step.silent_socket_frames !== undefined);
    const after = steps.find((step) => step.step?.startsWith('second socket silent') === true);
    const tab1 = await openSocket(sandbox, MINE);
    await postOnline();
    const silent = await openSocket(sandbox, MINE);

    const pinging = setInterval(() => {
      tab1.send({ type: 'ping', message: {} });
    }, 50);
    const code = await silent.closed;
    clearInterval(pinging);

    const told = silent.frames
      .filter((frame) => frame.type === 'notify')
      .map((frame) => `notify/${frame.action} ${JSON.stringify(frame.content)}`);
    expect(['open', ...told, `close${code}`]).toEqual(recorded?.silent_socket_frames);
    expect(sandbox.agentStatus(AGENT)).toBe(after?.agent1);
    expect(tab1.socket.readyState).toBe(tab1.socket.OPEN);
    expect(sandbox.statusLog(AGENT).at(-1)).toMatchObject({ cause: 'ping-timeout', from: 'ONLINE', to: 'OFFLINE' });
  });

  test('the presence log names the cause, the client and the socket of each status', async () => {
    await start();
    const { steps } = recording<{ steps: readonly (readonly [string, string])[] }>('ws-presence-second-socket');
    const seen: string[] = [];
    const tab1 = await openSocket(sandbox, MINE);
    seen.push(sandbox.agentStatus(AGENT));
    await postOnline();
    seen.push(sandbox.agentStatus(AGENT));
    const second = await openSocket(sandbox, MINE);
    seen.push(sandbox.agentStatus(AGENT));
    second.socket.close(1000);
    await closedOnServer(1);
    seen.push(sandbox.agentStatus(AGENT));
    await settle(tab1);

    expect(seen).toEqual(steps.map(([, status]) => status));
    expect(
      sandbox.statusLog(AGENT).map(({ from, to, cause, socketId, client }) => ({ from, to, cause, socketId, client })),
    ).toEqual([
      { from: 'OFFLINE', to: 'ONLINE', cause: 'post', socketId: null, client: 'other' },
      { from: 'ONLINE', to: 'OFFLINE', cause: 'socket-close', socketId: 2, client: 'other' },
    ]);
  });
});

describe('Flows refuses after the ticket was closed', () => {
  interface RefusalRecording {
    readonly [kind: string]: {
      readonly response: { readonly status: number; readonly body: unknown };
      readonly ws: readonly unknown[];
      readonly http: readonly string[];
    };
  }

  test.for([
    ['http_400', 400, false],
    ['http_500_html', 500, true],
    ['http_429', 429, false],
  ] as const)('%s leaves no row, no event and a closed ticket', async ([kind, status, html]) => {
    await start();
    const recorded = recording<RefusalRecording>('start-flow-room-after-24h-flows-refuses')[kind];
    const contact = 'a0000000-0000-4000-8000-000000000001';
    const room = sandbox.openRoom({ contact, user: AGENT, ageMs: 3 * 24 * 3_600_000 });
    const live = await openSocket(sandbox, MINE);
    sandbox.faults.add({ endpoint: 'start_flow', count: 1, action: { kind: 'flowsFails', status, html } });

    const answer = await replay(sandbox, {
      request: {
        method: 'POST',
        path: `/v1/project/${PROJECT}/start_flow/`,
        headers: { authorization: 'Bearer oidc-agent1' },
        body: {
          flow: 'c0000000-0000-4000-8000-000000000001',
          contacts: [contact],
          contact_name: 'Ana',
          room: room.uuid,
        },
      },
      response: { status: 500, headers: {}, body: null },
    });
    await settle(live);

    expect({ status: answer.status, body: answer.body }).toEqual(recorded?.response);
    expect(events(live.frames)).toEqual(recorded?.ws);
    expect(sandbox.world.rooms.get(room.uuid)?.isWaiting).toBe(false);
    expect(sandbox.world.flowStarts).toEqual([]);
    expect(sandbox.flowsStarts()).toEqual([]);
    expect(sandbox.reply(contact, { text: 'alguém?' })).toBe('nowhere');
  });
});
