import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ContactUuid } from '../../../lib/ids.ts';
import type { SocketFact } from '../../../lib/replies/facts.ts';
import { createReplyWatcher } from '../../../lib/replies/watcher.ts';
import { toHint } from '../../../lib/weni/socket/socket-frames.ts';
import { ANA, awaited, BRUNO, memoryPorts, SESSION_ID, weniWith } from './memory-ports.ts';

const CARLA = ContactUuid.parse('a0000000-0000-4000-8000-000000000003');
const DIEGO = ContactUuid.parse('a0000000-0000-4000-8000-000000000004');

// Recordings are read without a schema: the contract tests check their shape.
type Json = Record<string, ReturnType<typeof JSON.parse>>;

/** The frames that an agent's socket received in a recording, as facts; only rooms and messages. */
function framesOf(name: string, agent: 'agent1' | 'agent2' = 'agent1'): SocketFact[] {
  const file = JSON.parse(
    readFileSync(new URL(`../../fixtures/captures/${name}.json`, import.meta.url), 'utf8'),
  ) as Json;
  return (file[agent] as Json[]).flatMap((frame): SocketFact[] => {
    const hint = frame['dir'] === 'in' && typeof frame['raw'] === 'string' ? toHint(frame['raw']) : null;
    return hint === null || hint.kind === 'agent-status' ? [] : [hint];
  });
}

/** A watcher whose every request to the server fails, so that it works from frames alone. */
function listen(rows: Parameters<typeof awaited>[0][]) {
  const memory = memoryPorts(weniWith(), { now: Date.parse('2026-11-20T22:03:30Z') });
  for (const row of rows) memory.rows.set(awaited(row).id, awaited(row));
  const watcher = createReplyWatcher(memory.ports);
  const replies: string[] = [];
  const shown = new Map<string, string>();
  watcher.onShown((changed) => {
    for (const row of changed) {
      if (row.status === 'replied' && shown.get(row.id) !== 'replied') replies.push(row.id);
      shown.set(row.id, row.status);
    }
  });
  return {
    memory,
    replies,
    watcher,
    row: (id: string) => watcher.shown([...memory.rows.values()]).find((row) => row.id === id),
    hear: (name: string, agent?: 'agent1' | 'agent2') => watcher.onHints(SESSION_ID, framesOf(name, agent)),
  };
}

const at = (time: string) => Date.parse(`2026-11-20T22:03:${time}Z`);

describe('recorded frames', () => {
  it('a start in an open chat turns it into a waiting room', async () => {
    const bench = listen([{ id: 'ana', contactUuid: ANA, sentAt: at('08.100') }]);

    await bench.hear('ws-start-flow-room-after-24h');

    expect(bench.row('ana')).toMatchObject({
      status: 'waiting-room',
      place: { kind: 'mine' },
      ticketUuid: '80acd177-6ece-47c6-bdfd-d0370311e82d',
    });
  });

  it('C1: the first message in a waiting room is the reply, the second message is none', async () => {
    const bench = listen([{ id: 'ana', contactUuid: ANA, sentAt: at('08.100') }]);
    await bench.hear('ws-start-flow-room-after-24h');

    await bench.hear('ws-reply-on-waiting-room-external-msg');
    await bench.hear('ws-second-message-after-reply');

    expect(bench.row('ana')).toMatchObject({ status: 'replied', place: { kind: 'mine' }, repliedAt: at('09.229') });
    expect(bench.replies).toEqual(['ana']);
  });

  it('C2: the history of a reopened ticket contains the reply', async () => {
    const bench = listen([{ id: 'bruno', contactUuid: BRUNO, sentAt: at('12.900') }]);
    await bench.hear('ws-start-flow-room2-after-24h');

    await bench.hear('ws-reply-reopens-ticket-with-history');

    expect(bench.row('bruno')).toMatchObject({ status: 'replied', repliedAt: at('13.824') });
  });

  it('C10: a reopened ticket is no reply; the message after it is', async () => {
    const bench = listen([{ id: 'carla', contactUuid: CARLA, sentAt: at('15.450') }]);

    await bench.hear('ws-reopen-ticket-without-history');
    const before = bench.row('carla');
    await bench.hear('ws-reply-after-reopen-without-history');

    expect(before).toMatchObject({ status: 'ticket-opened', repliedAt: null });
    expect(bench.row('carla')).toMatchObject({ status: 'replied', repliedAt: at('16.523') });
  });

  it('C3: the room that a flow opened for the agent after the reply shows that reply', async () => {
    const bench = listen([{ id: 'ana', contactUuid: ANA, sentAt: Date.parse('2026-11-20T22:02:59.600Z') }]);

    await bench.hear('ws-flow-opens-room-for-starter');

    expect(bench.row('ana')).toMatchObject({ status: 'replied', place: { kind: 'mine' }, repliedAt: at('01.295') });
  });

  it("C4: the reply to an agent who is offline is in the queue, whichever agent's socket gets the frame", async () => {
    for (const agent of ['agent1', 'agent2'] as const) {
      const bench = listen([{ id: 'diego', contactUuid: DIEGO, sentAt: at('17.000') }]);

      await bench.hear('ws-flow-opens-room-starter-offline', agent);
      expect(bench.row('diego')).toMatchObject({ status: 'ticket-opened', repliedAt: null });
      await bench.hear('ws-queue-room-contact-message', agent);

      expect(bench.row('diego')).toMatchObject({
        status: 'replied',
        place: { kind: 'queue', queueName: 'Level 1' },
        repliedAt: at('19.692'),
      });
    }
  });

  it('a queued reply that routing gives to the agent becomes theirs', async () => {
    const bench = listen([{ id: 'diego', contactUuid: DIEGO, sentAt: at('17.000') }]);
    await bench.hear('ws-flow-opens-room-starter-offline');
    await bench.hear('ws-queue-room-contact-message');

    await bench.hear('ws-agent1-online-gets-queued-room');

    expect(bench.row('diego')).toMatchObject({ status: 'replied', place: { kind: 'mine' } });
    expect(bench.replies).toEqual(['diego']);
  });

  it('C8: two close events close a replied chat once, and its reply stays on record', async () => {
    const bench = listen([{ id: 'ana', contactUuid: ANA, sentAt: at('08.100') }]);
    await bench.hear('ws-start-flow-room-after-24h');
    await bench.hear('ws-reply-on-waiting-room-external-msg');

    await bench.hear('ws-room-close-by-agent');

    expect(bench.row('ana')).toMatchObject({ status: 'closed', repliedAt: at('09.229') });
  });

  it('a message of an agent or a bot is never a reply', async () => {
    const bench = listen([{ id: 'ana', contactUuid: ANA, sentAt: at('02.900') }]);
    await bench.hear('ws-flow-opens-room-for-starter');
    await bench.hear('ws-agent-message-rest');
    await bench.hear('ws-agent-message-over-ws');
    await bench.hear('ws-agent-message-over-ws-after-24h');
    await bench.hear('ws-second-contact-room');

    expect(bench.row('ana')?.repliedAt).toBeNull();
  });

  it('a message older than the start never counts, even if every frame comes twice', async () => {
    const bench = listen([
      { id: 'ana', contactUuid: ANA, sentAt: at('25.000') },
      { id: 'bruno', contactUuid: BRUNO, sentAt: at('26.000') },
    ]);

    for (const name of [
      'ws-flow-opens-room-for-starter',
      'ws-contact-message-ongoing-room',
      'ws-reply-on-waiting-room-external-msg',
      'ws-second-message-after-reply',
      'ws-reply-reopens-ticket-with-history',
      'ws-room-close-external',
    ]) {
      await bench.hear(name);
      await bench.hear(name);
    }

    expect([bench.row('ana')?.repliedAt, bench.row('bruno')?.repliedAt]).toEqual([null, null]);
    expect(bench.replies).toEqual([]);
  });

  it('all recordings backwards end with the same replies', async () => {
    const names = [
      'ws-start-flow-room-after-24h',
      'ws-reply-on-waiting-room-external-msg',
      'ws-second-message-after-reply',
    ];
    const frames = names.flatMap((name) => framesOf(name));
    const bench = listen([{ id: 'ana', contactUuid: ANA, sentAt: at('08.100') }]);

    await bench.watcher.onHints(SESSION_ID, frames.toReversed());

    expect(bench.row('ana')).toMatchObject({ status: 'replied', repliedAt: at('09.229') });
  });
});
