import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { startBackground } from '../../../lib/background/start.ts';
import { createMemoryLedger } from '../../../lib/ledger/memory-ledger.ts';
import { nextTurn } from '../../components/manual-clock.ts';
import { API, fakeEngine } from './engine.ts';
import { dispatchIdOf, PROJECT, T0 } from '../dispatch/rows.ts';
import { completeBrowser } from './world.ts';

type Listener = (...args: never[]) => unknown;

/** The browser of a background that has just been woken; every listener is kept by its event. */
function wake(change: { localFails?: boolean } = {}) {
  const tabs = { frameAnswers: new Map<string, unknown>(), asked: [] as unknown[], tabs: new Map<number, object>([[1, {}], [2, {}]]) };
  completeBrowser(tabs);
  const listeners = new Map<string, Listener[]>();
  const event = (name: string) => ({ addListener: (listener: Listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]), removeListener: () => undefined, hasListener: () => false });
  Object.assign(browser.commands, { onCommand: event('command') });
  Object.assign(browser.permissions, { onAdded: event('permission added'), onRemoved: event('permission removed') });
  Object.assign(browser.scripting, { getRegisteredContentScripts: async () => [], registerContentScripts: async () => undefined, unregisterContentScripts: async () => undefined, insertCSS: async () => undefined });
  for (const [owner, name] of [['runtime', 'onMessage'], ['runtime', 'onConnect'], ['runtime', 'onInstalled'], ['runtime', 'onStartup'], ['runtime', 'onUpdateAvailable'], ['alarms', 'onAlarm'], ['tabs', 'onRemoved'], ['notifications', 'onClicked']] as const) {
    Object.assign(browser[owner], { [name]: event(`${owner}.${name}`) });
  }
  for (const name of ['setBadgeText', 'setBadgeBackgroundColor', 'setBadgeTextColor', 'setTitle']) Object.assign(browser.action, { [name]: async () => undefined });
  if (change.localFails === true) vi.spyOn(browser.storage.local, 'get').mockRejectedValue(new Error('Corrupted storage.local backend'));
  const engine = fakeEngine();
  let ids = 0;
  const begin = () =>
    startBackground({
      now: () => T0,
      random: () => 0.5,
      newId: () => dispatchIdOf((ids += 1)),
      after: () => () => undefined,
      fetch: async (url, init) => (url.includes('_locales') ? new Response(JSON.stringify({ badge_none: { message: /_locales\/(\w+)\//.exec(url)?.[1] } })) : await engine.fetch(url, init)),
      isOnline: () => true,
      openLedger: ({ now }) => createMemoryLedger(undefined, { now }),
    });
  const send = (message: object, tabId: number) =>
    new Promise((resolve) => {
      const [listener] = listeners.get('runtime.onMessage') ?? [];
      const sender = { id: browser.runtime.id, origin: 'https://chats.example', url: 'https://chats.example/', tab: { id: tabId }, frameId: 0 };
      const named = { ...message, document: `document-${tabId}` };
      (listener as ((message: object, sender: object, respond: (answer: unknown) => void) => void) | undefined)?.(named, sender, resolve);
    });
  const signIn = (tabId: number) =>
    send({ name: 'page:session-changed', input: { state: 'ready', token: 'ana-1', projectUuid: PROJECT, apiOrigin: API, flowsOrigin: null, language: null, observerRuns: true } }, tabId);
  const frames = async () => ((await browser.storage.session.get('sessions'))['sessions'] as { frames: { frame: { tabId: number } }[] } | undefined)?.frames.map(({ frame }) => frame.tabId) ?? [];
  return { listeners, begin, send, signIn, frames };
}

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => undefined);
});

describe('a background that starts', () => {
  it('registers every listener in its first tick: the event that woke it comes once', () => {
    const { listeners, begin } = wake();

    begin();

    expect([...listeners.keys()].sort()).toEqual(
      expect.arrayContaining(['alarms.onAlarm', 'command', 'notifications.onClicked', 'permission added', 'permission removed', 'runtime.onConnect', 'runtime.onInstalled', 'runtime.onMessage', 'runtime.onStartup', 'runtime.onUpdateAvailable', 'tabs.onRemoved']),
    );
  });

  it('answers a message that came before it was ready', async () => {
    const { begin, signIn, frames } = wake();
    begin();

    expect(await signIn(1)).toMatchObject({ ok: true, output: { site: { status: 'ready' } } });
    expect(await frames()).toEqual([1]);
  });

  it('forgets frames that went away while it slept, and keeps those that answer', async () => {
    const { begin, signIn, frames } = wake();
    begin();
    await signIn(1);
    await signIn(2);
    vi.spyOn(browser.tabs, 'sendMessage').mockImplementation((async (tabId: number) => {
      if (tabId === 2) throw new Error('Receiving end does not exist');
      return { title: 'Chats', isVisible: true, roomUuid: null };
    }) as never);

    begin();

    await vi.waitFor(async () => expect(await frames()).toEqual([1]));
  });

  it('puts its scripts into the open tabs where none of them answers, at every start, and into no other', async () => {
    const { begin } = wake();
    const injected: unknown[] = [];
    vi.spyOn(browser.scripting, 'executeScript').mockImplementation((async (injection: object) => {
      injected.push(injection);
      return [];
    }) as never);
    const asked: unknown[] = [];
    vi.spyOn(browser.tabs, 'sendMessage').mockImplementation((async (tabId: number, message: { name: string }) => {
      asked.push([tabId, message.name]);
      if (tabId === 2 && injected.length < 2) throw new Error('Receiving end does not exist');
      return message.name === 'bootstrap:here' ? true : null;
    }) as never);

    begin();
    const files = () => injected.map((injection) => [Reflect.get(Reflect.get(injection as object, 'target'), 'tabId'), Reflect.get(injection as object, 'files')]);
    await vi.waitFor(() => expect(files()).toEqual([[2, ['observer.js']], [2, ['bootstrap.js']]]));
    begin();
    await vi.waitFor(() => expect(asked.filter((one) => String(one) === '2,bootstrap:here')).toHaveLength(2));
    // Whatever follows from those answers follows in this turn.
    await nextTurn();

    expect(files()).toHaveLength(2);
    expect(asked.filter((one) => String(one) === '1,bootstrap:here')).toHaveLength(2);
  });

  it('writes the title of its icon in the language that was just chosen', async () => {
    const { begin, send, signIn } = wake();
    const titles: string[] = [];
    Object.assign(browser.action, { setTitle: async ({ title }: { title: string }) => void titles.push(title) });
    begin();
    await vi.waitFor(() => expect(titles.at(-1)).toBe('en'));
    await signIn(1);

    await send({ name: 'settings:save', input: { settings: { language: 'es' } } }, 1);

    await vi.waitFor(() => expect(titles.at(-1)).toBe('es'));
  });

  it('works on its defaults when its own storage is broken', async () => {
    const { begin, signIn } = wake({ localFails: true });
    begin();

    expect(await signIn(1)).toMatchObject({ ok: true, output: { site: { status: 'ready' } } });
  });
});
