// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import bootstrap from '../../../entrypoints/bootstrap.ts';
import { claimPage } from '../../../lib/weni/page/takeover.ts';
import { showSavedPage } from './saved-page.ts';

// The first message already contains the document's nonce: the background detaches the previous document of the frame
// then.
const named = expect.stringMatching(/^[a-z0-9]+(-[a-z0-9]+){3}$/);
const STARTING = { kind: 'notice', name: 'page:starting', input: {}, document: named };
const APPEARED = { kind: 'notice', name: 'page:appeared', input: {}, document: named };

function arrange() {
  vi.useFakeTimers();
  const sent: unknown[] = [];
  const listeners: ((message: unknown, sender: unknown, respond: (answer: unknown) => void) => void)[] = [];
  const runtime: {
    id?: string;
    sendMessage(message: unknown): Promise<unknown>;
    onMessage: { addListener(listener: (typeof listeners)[number]): void };
  } = {
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
  /** The answers that the background gets when it asks the tab: one for each copy of the script that is alive. */
  const askIfHere = (message: unknown = { name: 'bootstrap:here' }): unknown[] => {
    const answers: unknown[] = [];
    for (const listener of listeners) listener(message, {}, (answer) => answers.push(answer));
    return answers;
  };
  return { sent, runtime, askIfHere };
}

const marker = (animationName = 'disparo-seen') =>
  document.dispatchEvent(Object.assign(new Event('animationstart'), { animationName }));

beforeEach(() => {
  document.body.innerHTML = '';
});

describe('bootstrap', () => {
  it('sends and changes nothing on a page without Chats', () => {
    const { sent } = arrange();
    const before = document.documentElement.outerHTML;

    bootstrap.main();
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(60_000);

    expect(sent).toEqual([]);
    expect(document.documentElement.outerHTML).toBe(before);
  });

  it('reports once that Chats appeared, when the panel then comes', () => {
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

  it('starts the background when Chats starts, before its layout exists', () => {
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

  it('finds a Chats that was shown before the script started', () => {
    const { sent } = arrange();
    showSavedPage('standalone-home.html');

    bootstrap.main();

    expect(sent).toEqual([APPEARED]);
  });

  it('reports once when several signs come together', () => {
    const { sent } = arrange();
    bootstrap.main();
    showSavedPage('standalone-home.html');

    marker();
    document.dispatchEvent(new Event('visibilitychange'));
    marker();

    expect(sent).toEqual([APPEARED]);
  });

  it('asks three more times, and no more, when no panel comes', () => {
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

  it('checks after the page opened its socket, for pages that forbid animations', () => {
    const { sent } = arrange();
    bootstrap.main();
    showSavedPage('standalone-home.html');

    document.dispatchEvent(new CustomEvent('disparo:observed', { detail: '{"v":1,"t":"sockets","sockets":[]}' }));
    vi.advanceTimersByTime(1_000);

    expect(sent).toEqual([APPEARED]);
  });

  it('answers the background once, and nothing else, as long as it is alive', () => {
    const { askIfHere } = arrange();
    bootstrap.main();
    const alone = askIfHere();
    bootstrap.main();

    expect([alone, askIfHere()]).toEqual([[true], [true]]);
    expect([askIfHere({ name: 'frame:describe' }), askIfHere(null)]).toEqual([[], []]);
  });

  it('checks for a missing panel when the background asks', () => {
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

  it('stops when a newer copy starts', () => {
    const { sent } = arrange();
    bootstrap.main();
    bootstrap.main();
    showSavedPage('standalone-home.html');

    marker();

    expect(sent).toEqual([APPEARED]);
  });

  it('gives the page its width back when the extension is gone and no newer copy runs', () => {
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
