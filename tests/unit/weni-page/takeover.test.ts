// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPanelHost } from '../../../lib/weni/page/panel-host.ts';
import { claimPage, type PageClaim } from '../../../lib/weni/page/takeover.ts';

const isPanelAlive = () => !document.dispatchEvent(new Event('disparo:anyone', { cancelable: true }));

function claim(instance: string, isAlive: () => boolean = () => true): PageClaim {
  const made = claimPage(document, { version: '1.0.0', instance, isAlive });
  onTestFinished(() => made.leave());
  return made;
}

function mount(signal: AbortSignal) {
  return createPanelHost(document, window, signal).host;
}

beforeEach(() => {
  document.body.innerHTML = '<div class="chats-webapp"></div>';
});

describe('take-over', () => {
  it('makes the older copy leave, remove its panel and end its push', () => {
    const first = claim('first');
    const host = mount(first.signal);
    document.querySelector('.chats-webapp')?.setAttribute('data-disparo-open', '');

    const second = claim('second');

    expect(first.signal.aborted).toBe(true);
    expect(second.signal.aborted).toBe(false);
    expect(host.isConnected).toBe(false);
    expect(document.querySelector('[data-disparo-open]')).toBeNull();
  });

  it('prevents a copy that was told to leave before it mounted from mounting later', () => {
    const first = claim('first');
    claim('second');

    const host = mount(first.signal);

    expect(host.isConnected).toBe(false);
  });

  it('removes the elements that a dead copy left', () => {
    document.documentElement.append(Object.assign(document.createElement('disparo-panel'), { id: 'dead' }));
    document.querySelector('#dead')?.setAttribute('data-disparo-panel', '');

    claim('new');

    expect(document.querySelector('#dead')).toBeNull();
  });

  it('answers the bootstrap while it is alive, and leaves when its extension is gone', () => {
    let alive = true;
    const none = isPanelAlive();
    const only = claim('only', () => alive);
    const living = isPanelAlive();

    alive = false;
    const dead = isPanelAlive();

    expect([none, living, dead]).toEqual([false, true, false]);
    expect(only.signal.aborted).toBe(true);
  });

  it('checks again after a port closed, because the runtime id disappears a moment later', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let alive = true;
    const only = claim('only', () => alive);
    const host = mount(only.signal);

    only.suspectOrphan();
    vi.advanceTimersByTime(100);
    const stillThere = host.isConnected;
    alive = false;
    vi.advanceTimersByTime(200);

    expect(stillThere).toBe(true);
    expect(host.isConnected).toBe(false);
  });

  it('stays when only the background was stopped', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const only = claim('only');

    only.suspectOrphan();
    vi.advanceTimersByTime(10_000);

    expect(only.signal.aborted).toBe(false);
  });

  it('ignores forged events', () => {
    const only = claim('only');

    for (const detail of [null, '{', '"x"', { version: '2', instance: 'y' }]) {
      document.dispatchEvent(new CustomEvent('disparo:takeover', { detail }));
    }

    expect(only.signal.aborted).toBe(false);
  });
});
