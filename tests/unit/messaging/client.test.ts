// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { CallFailed } from '../../../lib/messaging/background-client.ts';
import { createBackgroundClient } from '../../../lib/messaging/client.ts';
import { documentNonce } from '../../../lib/platform/document-nonce.ts';
import type { FeedDown } from '../../../lib/messaging/views.ts';
import { singles } from './feed-world.ts';

interface FakePort {
  readonly posted: unknown[];
  say(message: unknown): void;
  break(): void;
  isClosed: boolean;
}

/** A fake of the browser's side: it records what was sent and has ports that can break. */
function runtime() {
  const sent: { name: string; input: unknown }[] = [];
  const answers: (unknown | Error)[] = [];
  const ports: FakePort[] = [];
  const state = { isOrphan: false };
  vi.spyOn(browser.runtime, 'sendMessage').mockImplementation(async (message: unknown) => {
    sent.push(message as { name: string; input: unknown });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  vi.spyOn(browser.runtime, 'connect').mockImplementation(() => {
    if (state.isOrphan) throw new Error('Extension context invalidated.');
    const messages: ((message: unknown) => void)[] = [];
    const gone: (() => void)[] = [];
    const end: FakePort = {
      posted: [],
      isClosed: false,
      say: (message) => messages.forEach((listener) => listener(message)),
      break() {
        end.isClosed = true;
        gone.forEach((listener) => listener());
      },
    };
    ports.push(end);
    const port = {
      name: 'feed',
      onMessage: { addListener: (listener: (message: unknown) => void) => messages.push(listener) },
      onDisconnect: { addListener: (listener: () => void) => gone.push(listener) },
      postMessage(message: unknown) {
        if (end.isClosed) throw new Error('Attempting to use a disconnected port object');
        end.posted.push(message);
      },
      disconnect: () => (end.isClosed = true),
    };
    return port as never;
  });
  return { sent, answers, ports, state };
}

const snapshot = (revision = 1): FeedDown => ({
  type: 'snapshot',
  revision,
  singles: singles(),
  tables: { dispatches: [], awaited: [], people: [], words: [] },
});
const HELLO = { type: 'hello', viewId: 'v', view: 'panel' } as const;
const recents = { ok: true, output: { rows: [] } };
const gone = () => new Error('Could not establish connection. Receiving end does not exist.');

let net: ReturnType<typeof runtime>;
let now = 0;
let leave: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  net = runtime();
  now = 0;
  leave = new AbortController();
});
afterEach(() => {
  leave.abort();
  vi.useRealTimers();
});

const client = () => createBackgroundClient(() => now);

function openFeed(background = client()) {
  const heard: FeedDown[] = [];
  const states: string[] = [];
  const feed = background.feed(
    { onMessage: (message) => heard.push(message), onState: (state) => states.push(state) },
    leave.signal,
  );
  return { heard, states, feed };
}

describe('a call', () => {
  it('returns the parsed answer', async () => {
    net.answers.push(recents);

    expect(await client().call('people:recents', {})).toEqual({ rows: [] });
    expect(net.sent).toEqual([{ name: 'people:recents', input: {}, document: documentNonce() }]);
  });

  it.each([
    ['silence', undefined],
    ['null', null],
    ['a broken connection', gone()],
  ])('of a query is repeated once after %s', async (_, first) => {
    net.answers.push(first, recents);

    expect(await client().call('people:recents', {})).toEqual({ rows: [] });
    expect(net.sent).toHaveLength(2);
  });

  it('of a query fails after the second attempt', async () => {
    net.answers.push(gone(), gone(), recents);

    await expect(client().call('people:recents', {})).rejects.toMatchObject({ error: { kind: 'disconnected' } });
    expect(net.sent).toHaveLength(2);
  });

  it.each([
    ['silence', undefined],
    ['a broken connection', gone()],
  ])('of a mutation is never repeated, not even after %s', async (_, first) => {
    net.answers.push(first, { ok: true, output: { ok: true } });

    await expect(
      client().call('dispatch:commit', { viewId: 'v', dispatchId: 'd0000000-0000-4000-8000-000000000001' as never }),
    ).rejects.toMatchObject({ error: { kind: 'disconnected' } });
    expect(net.sent).toHaveLength(1);
  });

  it('that was refused fails with the reason and is not repeated', async () => {
    net.answers.push({ ok: false, error: { kind: 'session', detail: 'nobody' } });

    await expect(client().call('people:recents', {})).rejects.toEqual(
      new CallFailed({ kind: 'session', detail: 'nobody' }),
    );
    expect(net.sent).toHaveLength(1);
  });

  it('names the field of an answer that does not fit', async () => {
    net.answers.push({ ok: true, output: { rows: [{ name: 7 }] } });

    await expect(client().call('people:recents', {})).rejects.toMatchObject({
      error: { kind: 'contract', detail: expect.stringMatching(/^people:recents rows\.0\./) },
    });
  });

  it.each(['x', 7, {}, { ok: 'yes' }, { ok: false, error: {} }])('treats %j as a missing answer', async (raw) => {
    net.answers.push(raw);

    await expect(client().call('people:recents', {})).rejects.toMatchObject({ error: { kind: 'disconnected' } });
  });
});

describe('the feed', () => {
  it('delivers messages that fit and ignores the others', () => {
    const { heard, states, feed } = openFeed();
    feed.send(HELLO);

    for (const message of [null, 'x', { type: 'snapshot' }, snapshot(), { type: 'delta', revision: 'x' }])
      net.ports[0]?.say(message);

    expect(heard).toEqual([snapshot()]);
    expect(states).toEqual(['connected']);
    expect(net.ports[0]?.posted).toEqual([HELLO]);
  });

  it('reconnects soon when it breaks while in use, and sends its hello and its watch again', () => {
    const { states, feed } = openFeed();
    const watch = { type: 'watch-people', dispatchId: null } as const;
    feed.send(HELLO);
    feed.send(watch);
    net.ports[0]?.say(snapshot());
    now = 20_000;

    net.ports[0]?.break();
    vi.advanceTimersByTime(100);

    expect(net.ports).toHaveLength(2);
    expect(net.ports[1]?.posted).toEqual([HELLO, watch]);
    expect(states).toEqual(['connected', 'connected']);
  });

  it('does not reconnect when the port closed because an idle background was stopped', () => {
    openFeed();
    net.ports[0]?.say(snapshot());
    now = 30_000;

    net.ports[0]?.break();
    vi.advanceTimersByTime(600_000);

    expect(net.ports).toHaveLength(1);
  });

  it.each<[string, () => unknown]>([
    ['a call', async () => await client().call('people:recents', {})],
    ['the page coming back', () => globalThis.dispatchEvent(new Event('pageshow'))],
    ['the focus', () => globalThis.dispatchEvent(new Event('focus'))],
    ['the tab shown again', () => document.dispatchEvent(new Event('visibilitychange'))],
  ])('that was closed by an idle background reconnects at %s', async (name, wake) => {
    const background = client();
    const { feed } = openFeed(background);
    feed.send(HELLO);
    now = 30_000;
    net.ports[0]?.break();
    net.answers.push(recents);

    await (name === 'a call' ? background.call('people:recents', {}) : wake());

    expect(net.ports).toHaveLength(2);
    expect(net.ports[1]?.posted).toEqual([HELLO]);
  });

  it('sends a message once when that message makes it reconnect', () => {
    const { feed } = openFeed();
    now = 30_000;
    net.ports[0]?.break();

    feed.send(HELLO);

    expect(net.ports[1]?.posted).toEqual([HELLO]);
  });

  it('reconnects when its port is already dead before the browser reports it', () => {
    const { feed } = openFeed();
    feed.send(HELLO);
    const [dead] = net.ports;
    if (dead !== undefined) dead.isClosed = true;

    expect(() => feed.send({ type: 'resync' })).not.toThrow();
    globalThis.dispatchEvent(new Event('focus'));

    expect(net.ports).toHaveLength(2);
    expect(net.ports[1]?.posted).toEqual([HELLO]);
  });

  it('of a script that outlived its extension reports that it is lost', () => {
    net.state.isOrphan = true;

    const { states, feed } = openFeed();

    expect(states).toEqual(['lost']);
    expect(() => feed.send(HELLO)).not.toThrow();
  });

  it('ends with its view and never reconnects after that', () => {
    openFeed();
    leave.abort();

    globalThis.dispatchEvent(new Event('pageshow'));
    net.ports[0]?.break();
    vi.advanceTimersByTime(1_000);

    expect(net.ports).toHaveLength(1);
    expect(net.ports[0]?.isClosed).toBe(true);
  });
});
