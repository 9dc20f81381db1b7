// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reportFrame } from '../../../lib/frame/report-frame.ts';
import { DOCUMENT_EVENTS } from '../../../lib/weni/page/document-events.ts';
import { createObserverLink } from '../../../lib/weni/page/observer-link.ts';
import { fakePerformanceObserver } from '../weni-page/saved-page.ts';

const FLOOD = 20_000;
const ROOM = 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2';

let leave: AbortController;
let calls: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  leave = new AbortController();
  calls = [];
});
afterEach(() => {
  leave.abort();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Starts the script that reports a tab frame; `calls` are the names of the messages that reach the background. */
async function open(): Promise<void> {
  const timing = fakePerformanceObserver();
  reportFrame({
    window: Object.assign(window, { PerformanceObserver: timing.PerformanceObserver }) as Window & typeof globalThis,
    client: {
      call: (async (name: string) => {
        calls.push(name);
        return { site: { status: 'ready' }, session: null };
      }) as never,
    },
    link: createObserverLink(document, leave.signal, { instance: 'a' }),
    httpHosts: [],
    signal: leave.signal,
    onSilence: () => undefined,
    documentNonce: () => 'document',
    renewDocument: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(2_000);
  calls = [];
}

const forge = (message: object) =>
  document.dispatchEvent(new CustomEvent(DOCUMENT_EVENTS.observed, { detail: JSON.stringify({ v: 1, ...message }) }));

function forgedReply(n: number): object {
  const content = {
    uuid: `f0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    room: ROOM,
    text: 'x',
    user: null,
    contact: { uuid: 'x' },
    created_on: '2026-11-20T22:03:01Z',
    media: [],
    is_read: false,
    seen: false,
  };
  return {
    t: 'frames',
    frames: [[JSON.stringify({ type: 'notify', action: 'msg.create', content: JSON.stringify(content) }), 1]],
    lost: 0,
  };
}

const floods: Record<string, (n: number) => void> = {
  'forged frames': (n) => forge(forgedReply(n)),
  'forged sockets': (n) => forge({ t: 'sockets', sockets: [{ n, project: null, late: false, open: n % 2 === 0 }] }),
  'forged losses': () => forge({ t: 'frames', frames: [], lost: 1 }),
  'focus events': () => window.dispatchEvent(new Event('focus')),
  'online events': () => window.dispatchEvent(new Event('online')),
  'returns from the page cache': () => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true })),
};

it.each(Object.keys(floods))('20,000 %s in one turn cause only a few messages to the background', async (name) => {
  await open();

  for (let n = 0; n < FLOOD; n += 1) floods[name]?.(n);
  await vi.advanceTimersByTimeAsync(1_500);

  expect(calls.length).toBeGreaterThan(0);
  expect(calls.length).toBeLessThanOrEqual(16);
});

it('parses a hundred events a second and reports the others as a gap', async () => {
  await open();
  const parse = vi.spyOn(JSON, 'parse');

  for (let n = 0; n < FLOOD; n += 1) forge(forgedReply(n));
  const read = parse.mock.calls.length;
  parse.mockRestore();
  await vi.advanceTimersByTimeAsync(1_500);

  // Each event is parsed in three steps: its detail, the frame in it, the content of the frame.
  expect(read).toBeLessThanOrEqual(300);
  expect(calls).toContain('page:socket');
});

it('does not parse a detail over two megabytes', async () => {
  await open();
  const parse = vi.spyOn(JSON, 'parse');

  document.dispatchEvent(
    new CustomEvent(DOCUMENT_EVENTS.observed, {
      detail: `{"v":1,"t":"frames","frames":[["${'x'.repeat(2_000_001)}",1]],"lost":0}`,
    }),
  );
  const read = parse.mock.calls.length;
  parse.mockRestore();
  await vi.advanceTimersByTimeAsync(1_500);

  expect(read).toBe(0);
  expect(calls).toEqual(['page:socket']);
});

it('reports a single event without delay', async () => {
  await open();

  forge(forgedReply(1));

  expect(calls).toEqual(['page:frames']);
});
