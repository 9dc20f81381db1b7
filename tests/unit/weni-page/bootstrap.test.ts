// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import bootstrap from '../../../entrypoints/bootstrap.ts';
import { claimPage } from '../../../lib/weni/page/takeover.ts';
import { showSavedPage } from './saved-page.ts';

// The name of the document is there with the first message: what was in the frame before leaves its session then.
const named = expect.stringMatching(/^[a-z0-9]+(-[a-z0-9]+){3}$/);
const STARTING = { kind: 'notice', name: 'page:starting', input: {}, document: named };
const APPEARED = { kind: 'notice', name: 'page:appeared', input: {}, document: named };

function arrange() {
  vi.useFakeTimers();
  const sent: unknown[] = [];
  const listeners: ((message: unknown, sender: unknown, respond: (answer: unknown) => void) => void)[] = [];
  const runtime: { id?: string; sendMessage(message: unknown): Promise<unknown>; onMessage: { addListener(listener: (typeof listeners)[number]): void } } = {
    id: 'disparo',
    onMessage: { addListener: (listener) => void listeners.push(listener) },
    sendMessage(message) {
      sent.push(message);
      return Promise.reject(new Error('Could not establish connection'));
    },
  };
  vi.stubGlobal('browser', { runtime });
  vi.spyOn(Element.prototype, 'getClientRects').mockImplementation(function (this: Element) {
    return Object.assign([new DOMRect(0, 0, 1, 1)], { item: () => null });
  });
  onTestFinished(() => {
    document.dispatchEvent(new CustomEvent('disparo:bootstrap', { detail: 'end of test' }));
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  /** What the background hears when it asks the tab: one answer for each copy that lives. */
  const askIfHere = (message: unknown = { name: 'bootstrap:here' }): unknown[] => {
    const answers: unknown[] = [];
    for (const listener of listeners) listener(message, {}, (answer) => answers.push(answer));
    return answers;
  };
  return { sent, runtime, askIfHere };
}

const marker = (animationName = 'disparo-seen') => document.dispatchEvent(Object.assign(new Event('animationstart'), { animationName }));

beforeEach(() => {
  document.body.innerHTML = '';
});

describe('bootstrap', () => {
  it('is silent on a page without Chats and changes nothing there', () => {
    const { sent } = arrange();
    const before = document.documentElement.outerHTML;

    bootstrap.main();
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(60_000);

    expect(sent).toEqual([]);
    expect(document.documentElement.outerHTML).toBe(before);
  });

  it('tells once that Chats appeared when the panel comes', () => {
    const { sent } = arrange();
    bootstrap.main();
    showSavedPage('federated-room.html');

    marker();
    const panel = claimPage(document, { version: '1', instance: 'p', isAlive: () => true });
    onTestFinished(() => panel.leave());
    marker();
    vi.advanceTimersByTime(60_000);

    expect(sent).toEqual([APPEARED]);
  });

  it('wakes the background when Chats starts, before there is anything to stand beside', () => {
    const { sent, runtime } = arrange();
    bootstrap.main();
    document.body.innerHTML = '<div id="app" class="chats-webapp"></div>';

    marker('disparo-near');
    showSavedPage('standalone-home.html');
    marker();
    const panel = claimPage(document, { version: '1', instance: 'p', isAlive: () => true });
    marker('disparo-near');
    panel.leave();
    delete runtime.id;
    marker('disparo-near');

    expect(sent).toEqual([STARTING, APPEARED]);
  });

  it('finds a Chats that was there before it', () => {
    const { sent } = arrange();
    showSavedPage('standalone-home.html');

    bootstrap.main();

    expect(sent).toEqual([APPEARED]);
  });

  it('tells it once when several signs come together', () => {
    const { sent } = arrange();
    bootstrap.main();
    showSavedPage('standalone-home.html');

    marker();
    document.dispatchEvent(new Event('visibilitychange'));
    marker();

    expect(sent).toEqual([APPEARED]);
  });

  it('asks again three times, no more, when no panel comes', () => {
    const { sent } = arrange();
    showSavedPage('standalone-home.html');

    bootstrap.main();
    vi.advanceTimersByTime(600_000);

    expect(sent).toHaveLength(4);
  });

  it('asks again when the panel is gone and Chats comes back', () => {
    const { sent } = arrange();
    showSavedPage('standalone-home.html');
    const panel = claimPage(document, { version: '1', instance: 'p', isAlive: () => true });
    bootstrap.main();
    const before = sent.length;

    panel.leave();
    marker();

    expect(before).toBe(0);
    expect(sent).toEqual([APPEARED]);
  });

  it('looks after the page opened its socket, for pages that forbid animations', () => {
    const { sent } = arrange();
    bootstrap.main();
    showSavedPage('standalone-home.html');

    document.dispatchEvent(new CustomEvent('disparo:observed', { detail: '{"v":1,"t":"sockets","sockets":[]}' }));
    vi.advanceTimersByTime(1_000);

    expect(sent).toEqual([APPEARED]);
  });

  it('answers the background as long as it lives, once, and nothing else', () => {
    const { askIfHere } = arrange();
    bootstrap.main();
    const alone = askIfHere();
    bootstrap.main();

    expect([alone, askIfHere()]).toEqual([[true], [true]]);
    expect([askIfHere({ name: 'frame:describe' }), askIfHere(null)]).toEqual([[], []]);
  });

  it('looks again for a panel that is missing when the background asks', () => {
    const { sent, askIfHere } = arrange();
    showSavedPage('standalone-home.html');
    const panel = claimPage(document, { version: '1', instance: 'p', isAlive: () => true });
    bootstrap.main();
    askIfHere();
    const whilePanelLives = sent.length;
    panel.leave();

    askIfHere();

    expect(whilePanelLives).toBe(0);
    expect(sent).toEqual([APPEARED]);
  });

  it('leaves the frame to a newer copy', () => {
    const { sent } = arrange();
    bootstrap.main();
    bootstrap.main();
    showSavedPage('standalone-home.html');

    marker();

    expect(sent).toEqual([APPEARED]);
  });

  it('gives the page its width back when it was orphaned and nobody took over', () => {
    const { sent, runtime } = arrange();
    showSavedPage('standalone-home.html');
    bootstrap.main();
    const before = sent.length;
    document.querySelector('.chats-webapp')?.setAttribute('data-disparo-open', '');

    delete runtime.id;
    document.dispatchEvent(new Event('visibilitychange'));
    runtime.id = 'disparo';
    marker();

    expect(sent).toHaveLength(before);
    expect(document.querySelector('[data-disparo-open]')).toBeNull();
  });
});
