import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { onMessage, onView, senderContext, type SenderContext, type ViewPort } from '../../../lib/platform/runtime.ts';

const CHROME = 'chrome-extension://abcdefghijklmnop';
const FIREFOX = 'moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc';

beforeEach(() => {
  fakeBrowser.reset();
  own(CHROME);
});

function own(origin: string) {
  vi.spyOn(browser.runtime, 'getURL').mockImplementation((path: string) => `${origin}${path}`);
}
const id = () => browser.runtime.id;

describe('who sent a message', () => {
  it.each([
    ['Chrome', CHROME],
    ['Firefox', FIREFOX],
  ])('is an extension page in %s: popup without a tab, options in one', (_, origin) => {
    own(origin);

    expect(senderContext({ id: id(), origin, url: `${origin}/popup.html` })).toEqual({ kind: 'extension-page' });
    expect(senderContext({ id: id(), origin, url: `${origin}/options.html`, tab: { id: 3 }, frameId: 0 })).toEqual({
      kind: 'extension-page',
    });
  });

  it.each([
    ['Chrome', CHROME],
    ['Firefox', FIREFOX],
  ])('is an extension page in %s, even if the browser gives no origin', (_, origin) => {
    own(origin);

    expect(senderContext({ id: id(), url: `${origin}/options.html?x=1`, tab: { id: 3 } })).toEqual({
      kind: 'extension-page',
    });
  });

  it('is the content script of a frame, with the origin of its document', () => {
    expect(
      senderContext({
        id: id(),
        origin: 'https://chats.example',
        url: 'https://chats.example/x',
        tab: { id: 3 },
        frameId: 7,
      }),
    ).toEqual({
      kind: 'frame',
      tabId: 3,
      frameId: 7,
      origin: 'https://chats.example',
      document: null,
      documentId: null,
    });
  });

  it('is judged by the address, port included, where the origin is missing', () => {
    expect(senderContext({ id: id(), url: 'https://chats.example:8443/x', tab: { id: 3 } })).toMatchObject({
      kind: 'frame',
      tabId: 3,
      frameId: 0,
      origin: 'https://chats.example:8443',
    });
  });

  it.each<[string, { id?: string | undefined; origin?: string; url?: string; tab?: { id: number } }]>([
    ['another extension', { id: 'other', origin: CHROME, url: `${CHROME}/popup.html` }],
    ['nobody', {}],
    [
      'a page of another extension that claims our id',
      { id: 'x', origin: 'chrome-extension://other', url: 'chrome-extension://other/a' },
    ],
    ['a script without origin and address', { id: undefined, tab: { id: 3 } }],
    ['a web page outside of a tab', { id: 'self', origin: 'https://chats.example' }],
    [
      'a document without an origin of its own',
      { id: 'self', origin: 'null', url: 'https://chats.example/', tab: { id: 3 } },
    ],
    ['an address that is none', { id: 'self', url: 'about', tab: { id: 3 } }],
  ])('is unknown, and so refused: %s', (_, sender) => {
    expect(senderContext({ ...sender, id: sender.id === 'self' ? id() : sender.id })).toBeNull();
  });

  it('is no extension page when its address only begins like one', () => {
    expect(
      senderContext({ id: id(), origin: `${CHROME}.evil.example`, url: `${CHROME}.evil.example/`, tab: { id: 1 } }),
    ).toMatchObject({ kind: 'frame' });
  });
});

describe('the message listener', () => {
  function listen(handle: (message: unknown, sender: SenderContext) => Promise<unknown>) {
    const add = vi.spyOn(browser.runtime.onMessage, 'addListener').mockImplementation(() => undefined);
    onMessage(handle);
    return add.mock.calls[0]?.[0] as (
      message: unknown,
      sender: object,
      sendResponse: (answer: unknown) => void,
    ) => unknown;
  }

  it('answers by sendResponse and returns true to keep the channel open', async () => {
    const listener = listen(async (message, sender) => ({ message, sender }));

    const answer = await new Promise((resolve) => {
      expect(listener('x', { id: id(), origin: CHROME }, resolve)).toBe(true);
    });

    expect(answer).toEqual({ message: 'x', sender: { kind: 'extension-page' } });
  });

  it.each<[string, unknown, string | null]>([
    ['its nonce', { name: 'x', document: 'abc' }, 'abc'],
    ['none', { name: 'x' }, null],
    ['an empty one', { document: '' }, null],
    ['something else', { document: 7 }, null],
    ['nothing at all', null, null],
  ])('passes on the nonce of the sending document: %s', async (_, message, document) => {
    const listener = listen(async (_message, sender) => sender);
    const sender = { id: id(), origin: 'https://chats.example', tab: { id: 3 }, frameId: 0, documentId: 'D1' };

    const answer = await new Promise((resolve) => void listener(message, sender, resolve));

    expect(answer).toMatchObject({ kind: 'frame', document, documentId: 'D1' });
  });

  it('does not answer foreign senders', () => {
    const heard: unknown[] = [];
    const listener = listen(async (message) => heard.push(message));

    expect(listener('x', { id: 'other', origin: CHROME }, () => heard.push('answered'))).toBeUndefined();
    expect(heard).toEqual([]);
  });
});

describe("a view's port", () => {
  function connect(port: { name?: string; sender?: object | undefined }) {
    const views: ViewPort[] = [];
    const add = vi.spyOn(browser.runtime.onConnect, 'addListener').mockImplementation(() => undefined);
    onView((view) => views.push(view));
    const gone: (() => void)[] = [];
    const posted: unknown[] = [];
    const state = { isClosed: false, isBroken: false };
    const accept = add.mock.calls[0]?.[0] as unknown as (port: object) => void;
    accept({
      name: 'feed',
      sender: { id: id(), origin: CHROME },
      onMessage: { addListener: () => undefined },
      onDisconnect: { addListener: (listener: () => void) => gone.push(listener) },
      postMessage(message: unknown) {
        if (state.isBroken) throw new Error('disconnected port object');
        posted.push(message);
      },
      disconnect: () => (state.isClosed = true),
      ...port,
    });
    return { views, posted, state, leave: () => gone.forEach((listener) => listener()) };
  }

  it.each([{ name: 'other' }, { sender: undefined }, { sender: { id: 'other', origin: CHROME } }])(
    'is closed for foreign senders: %j',
    (port) => {
      const { views, state } = connect(port);

      expect([views.length, state.isClosed]).toEqual([0, true]);
    },
  );

  it('never throws when it is gone, and reports that once', () => {
    const { views, posted, state, leave } = connect({});
    const told: string[] = [];
    views[0]?.onGone(() => told.push('gone'));

    views[0]?.post(1);
    state.isBroken = true;
    views[0]?.post(2);
    state.isBroken = false;
    views[0]?.post(3);
    leave();

    expect(posted).toEqual([1]);
    expect(told).toEqual(['gone']);
  });
});
