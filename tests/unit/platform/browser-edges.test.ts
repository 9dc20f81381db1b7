import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { ensureAlarm } from '../../../lib/platform/alarms.ts';
import { registerForHosts } from '../../../lib/platform/inject.ts';
import { isBuiltInHost, patternOf } from '../../../lib/platform/permissions.ts';
import { localArea, readManagedPolicy, sessionArea } from '../../../lib/platform/storage-areas.ts';
import { focusedWindowId, tabFacts } from '../../../lib/platform/tabs.ts';
import { onFrameMessage } from '../../../lib/platform/view-runtime.ts';

beforeEach(() => fakeBrowser.reset());

describe('storage areas', () => {
  it('are two, and each reads only its own keys', async () => {
    await sessionArea().set('key', { token: 'x' });
    await localArea().set('other', 1);

    expect(await sessionArea().get('key')).toEqual({ token: 'x' });
    expect(await localArea().get('key')).toBeUndefined();
    await sessionArea().clear();
    expect(await localArea().get('other')).toBe(1);
  });

  it("of an administrator may be missing in either browser's way", async () => {
    const get = vi.spyOn(browser.storage.managed, 'get');
    get.mockRejectedValueOnce(new Error('Managed storage manifest not found') as never);
    get.mockResolvedValueOnce({} as never);

    expect([await readManagedPolicy(), await readManagedPolicy()]).toEqual([{}, {}]);
  });
});

describe('an alarm', () => {
  it('is not set again while it exists, unless its period changes', async () => {
    await ensureAlarm('dispatch', 0.5);
    const create = vi.spyOn(browser.alarms, 'create');

    await ensureAlarm('dispatch', 0.5);
    expect(create).not.toHaveBeenCalled();
    await ensureAlarm('dispatch', 1);

    expect((await browser.alarms.get('dispatch'))?.periodInMinutes).toBe(1);
  });
});

describe('tabs and windows', () => {
  it('that are gone are null', async () => {
    vi.spyOn(browser.tabs, 'get').mockRejectedValue(new Error('No tab with id'));
    vi.spyOn(browser.windows, 'getLastFocused').mockRejectedValue(new Error('No last-focused window'));

    expect([await tabFacts(7), await focusedWindowId()]).toEqual([null, null]);
  });
});

describe('registered scripts', () => {
  function scripting(known: { id: string }[]) {
    const calls: [string, string[]][] = [];
    Object.assign(browser.scripting, {
      getRegisteredContentScripts: async () => known,
      unregisterContentScripts: async ({ ids }: { ids: string[] }) => void calls.push(['drop', ids]),
      registerContentScripts: async (scripts: { id: string }[]) =>
        void calls.push(['add', scripts.map((script) => script.id)]),
    });
    return calls;
  }

  it('are added for a new host, left alone for a known one, and removed for a removed one', async () => {
    const calls = scripting([
      { id: 'observer:https://a.example/*' },
      { id: 'bootstrap:https://a.example/*' },
      { id: 'observer:https://old.example/*' },
    ]);

    await registerForHosts(['https://a.example/*', 'https://b.example/*']);

    expect(calls).toEqual([
      ['drop', ['observer:https://old.example/*']],
      ['add', ['observer:https://b.example/*', 'bootstrap:https://b.example/*']],
    ]);
  });
});

describe('hosts permitted at installation', () => {
  it.each([
    ['https://weni.ai', true],
    ['https://dash.weni.ai', true],
    ['https://a.b.weni.ai', true],
    ['http://dash.weni.ai', false],
    ['https://weni.ai.evil.example', false],
    ['https://evilweni.ai', false],
    ['http://localhost:1234', true],
    ['https://chats.example', false],
    ['nonsense', false],
  ])('cover %s: %s', (origin, isCovered) => {
    vi.spyOn(browser.runtime, 'getManifest').mockReturnValue({
      manifest_version: 3,
      name: 'x',
      version: '1',
      host_permissions: ['https://*.weni.ai/*', 'http://localhost/*'],
    } as never);

    expect(isBuiltInHost(origin)).toBe(isCovered);
  });
});

describe('the answer of a tab frame', () => {
  function listen(handle: (message: unknown) => Promise<unknown> | null) {
    const add = vi.spyOn(browser.runtime.onMessage, 'addListener').mockImplementation(() => undefined);
    onFrameMessage(handle);
    return add.mock.calls[0]?.[0] as (
      message: unknown,
      sender: object,
      sendResponse: (answer: unknown) => void,
    ) => unknown;
  }

  it('is sent by sendResponse, and messages for other listeners are left to them', async () => {
    const listener = listen((message) => (message === 'mine' ? Promise.resolve('yes') : null));

    expect(listener('other', {}, () => undefined)).toBeUndefined();
    expect(await new Promise((resolve) => listener('mine', {}, resolve))).toBe('yes');
  });

  it('is null when the handler throws, so that the sender does not wait for ever', async () => {
    const listener = listen(() => Promise.reject(new Error('page')));

    expect(await new Promise((resolve) => listener('mine', {}, resolve))).toBeNull();
  });
});

describe('the pattern of an origin', () => {
  it('covers all its ports, because Firefox accepts no pattern with a port', () => {
    expect([patternOf('https://chats.example:8443'), patternOf('https://chats.example')]).toEqual([
      'https://chats.example/*',
      'https://chats.example/*',
    ]);
  });
});
