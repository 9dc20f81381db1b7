// @vitest-environment happy-dom
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProjectUuid } from '../../../lib/ids.ts';
import type { PageSession } from '../../../lib/weni/page/page-session.ts';
import { watchSession } from '../../../lib/weni/page/watch-session.ts';
import { fakePerformanceObserver } from './saved-page.ts';

const projectUuid = ProjectUuid.parse('11111111-1111-4111-8111-111111111111');

function arrange() {
  vi.useFakeTimers();
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
    vi.useRealTimers();
  });
  const timing = fakePerformanceObserver();
  const sockets = new Set<() => void>();
  const seen: string[] = [];
  const state = { session: { status: 'no-token' } as PageSession };
  watchSession(
    {
      window: Object.assign(window, { PerformanceObserver: timing.PerformanceObserver }),
      document,
      link: { onSockets: (callback) => (sockets.add(() => callback(null)), () => sockets.clear()) },
      read: () => state.session,
    },
    (session) => seen.push(session.status === 'ready' ? session.token : session.status),
    controller.signal,
  );
  return {
    timing,
    sockets,
    seen,
    state,
    controller,
    ready: (token: string): PageSession => ({ status: 'ready', token, projectUuid }),
  };
}

describe('session watch', () => {
  it('reports the present session at once and repeats nothing', () => {
    const { seen, timing } = arrange();

    timing.load('https://x.example/a.js');

    expect(seen).toEqual(['no-token']);
  });

  it('sees a token that is stored just after the answer of a request', () => {
    const { seen, timing, state, ready } = arrange();

    timing.load('https://x.example/token');
    state.session = ready('new');
    vi.advanceTimersByTime(250);

    expect(seen).toEqual(['no-token', 'new']);
  });

  it('checks when a socket changes, when another document writes storage and when the page is shown', () => {
    const { seen, sockets, state, ready } = arrange();

    state.session = ready('a');
    for (const fire of sockets) fire();
    state.session = ready('b');
    window.dispatchEvent(new Event('storage'));
    state.session = ready('c');
    document.dispatchEvent(new Event('visibilitychange'));

    expect(seen).toEqual(['no-token', 'a', 'b', 'c']);
  });

  it('finds a silent change by the slow check, and reports nothing after the signal was aborted', () => {
    const { seen, state, ready, controller } = arrange();

    state.session = ready('silent');
    vi.advanceTimersByTime(1_000);
    controller.abort();
    state.session = ready('too late');
    vi.advanceTimersByTime(60_000);

    expect(seen).toEqual(['no-token', 'silent']);
  });
});
