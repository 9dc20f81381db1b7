import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox/api.ts';
import { startSandbox } from '../sandbox/server.ts';
import { openSocket, replay, type LiveSocket } from './client.ts';
import { createComparison, type Comparison } from './comparison.ts';
import { KNOWN_DIFFERENCES, NOT_REPLAYED } from './known-differences.ts';
import { replayMainSequence } from './main-sequence.ts';
import { recording, type RecordedExchange } from './recordings.ts';

const PROJECT = '11111111-1111-4111-8111-111111111111';

const listCaptures = (): string[] =>
  readdirSync(fileURLToPath(new URL('../fixtures/captures/', import.meta.url)))
    .map((name) => name.replace('.json', ''))
    .toSorted();

describe('the sandbox answers like the recorded engine', () => {
  let sandbox: Sandbox;
  let agent1: LiveSocket;
  let agent2: LiveSocket;
  let compare: Comparison;

  beforeAll(async () => {
    sandbox = await startSandbox({ world: 'recorded' });
    agent1 = await openSocket(sandbox, `?Token=oidc-agent1&project=${PROJECT}`);
    agent2 = await openSocket(sandbox, `?Token=oidc-agent2&project=${PROJECT}`);
    compare = createComparison(sandbox, () => ({ agent1, agent2 }));
    await replayMainSequence(sandbox, compare, agent1);
  });
  afterAll(() => sandbox.close());

  test('status and shape of every answer and frame of the recorded session are the same', () => {
    expect(compare.unexpected).toEqual([]);
  });

  test('every recorded REST exchange was replayed', () => {
    const recorded = listCaptures().filter((name) => name.startsWith('rest-'));

    expect(recorded.filter((name) => !compare.replayed.includes(name))).toEqual([]);
    expect(recorded).toHaveLength(80);
  });

  test('every other recording is replayed by a test here, or listed with the reason why it is not', () => {
    const replaying = ['main-sequence.ts', 'recordings.test.ts', 'sockets.test.ts']
      .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
      .join('\n');

    const left = listCaptures().filter((name) => !replaying.includes(`'${name}'`));

    expect(left.filter((name) => !name.startsWith('rest-'))).toEqual(Object.keys(NOT_REPLAYED));
    expect(Object.values(NOT_REPLAYED).every((reason) => reason.length > 20)).toBe(true);
  });

  test('the list of known differences is short, gives reasons and has no entry that no longer differs', () => {
    expect(KNOWN_DIFFERENCES.length).toBeLessThanOrEqual(10);
    expect(KNOWN_DIFFERENCES.every((known) => known.reason.length > 20)).toBe(true);
    expect(compare.unusedKnown()).toEqual([]);
  });
});

describe('several people in one request', () => {
  let sandbox: Sandbox;
  let compare: Comparison;

  beforeAll(async () => {
    sandbox = await startSandbox({ world: 'recorded' });
    const agent1 = await openSocket(sandbox, `?Token=oidc-agent1&project=${PROJECT}`);
    const agent2 = await openSocket(sandbox, `?Token=oidc-agent2&project=${PROJECT}`);
    sandbox.setAgentStatus('agent1@example.com', 'ONLINE');
    sandbox.setAgentStatus('agent2@example.com', 'ONLINE');
    compare = createComparison(sandbox, () => ({ agent1, agent2 }));
  });
  afterAll(() => sandbox.close());

  test('a batch is one start, one history row, and every member comes back to the starter', async () => {
    for (const name of [
      'batch-01-start-flow-three',
      'batch-02-list-flows-start',
      'batch-03-room-for-member-2',
      'batch-04-room-for-member-3',
      'batch-05-room-for-outsider',
    ])
      await compare.exchange(name);
    const users = [...sandbox.world.rooms.values()].map((room) => room.user);

    expect(compare.unexpected).toEqual([]);
    expect(users).toEqual(['agent1@example.com', 'agent1@example.com', 'agent2@example.com']);
    expect(sandbox.flowsStarts().map((start) => start.contacts.length)).toEqual([3]);
  });

  test('eight parallel starts to four people are all accepted, duplicates included', async () => {
    const { request } = recording<RecordedExchange>('batch-01-start-flow-three');
    const one = (last: number): RecordedExchange => ({
      request: {
        ...request,
        body: {
          flow: 'c0000000-0000-4000-8000-000000000001',
          contacts: [`a0000000-0000-4000-8000-00000000000${last}`],
          contact_name: 'x',
        },
      },
      response: { status: 200, headers: {}, body: null },
    });

    const answers = await Promise.all([6, 7, 8, 9, 6, 7, 8, 9].map((last) => replay(sandbox, one(last))));
    await compare.exchange('batch-14-list-after');
    await compare.exchange('batch-15-101');

    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(compare.unexpected).toEqual([]);
    expect(sandbox.flowsStarts()).toHaveLength(9);
  });
});
