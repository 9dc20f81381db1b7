import { vi } from 'vitest';
import { browser } from 'wxt/browser';
import { startBackground } from '../../../lib/background/start.ts';
import { createMemoryDisk } from '../../ledger/memory-engine.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { API, fakeEngine } from './engine.ts';
import { dispatchIdOf, PROJECT, T0 } from '../dispatch/rows.ts';
import { completeBrowser } from './world.ts';

type Listener = (...args: never[]) => unknown;

/** A fake browser around a background that was just started; `listeners` keeps every listener by its event. */
export function wake(change: { localFails?: boolean } = {}) {
  const tabs = {
    frameAnswers: new Map<string, unknown>(),
    asked: [] as unknown[],
    tabs: new Map<number, object>([
      [1, {}],
      [2, {}],
    ]),
  };
  completeBrowser(tabs);
  const listeners = new Map<string, Listener[]>();
  const event = (name: string) => ({
    addListener: (listener: Listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
    removeListener: () => undefined,
    hasListener: () => false,
  });
  Object.assign(browser.commands, { onCommand: event('command') });
  Object.assign(browser.permissions, { onAdded: event('permission added'), onRemoved: event('permission removed') });
  Object.assign(browser.scripting, {
    getRegisteredContentScripts: async () => [],
    registerContentScripts: async () => undefined,
    unregisterContentScripts: async () => undefined,
    insertCSS: async () => undefined,
  });
  for (const [owner, name] of [
    ['runtime', 'onMessage'],
    ['runtime', 'onConnect'],
    ['runtime', 'onInstalled'],
    ['runtime', 'onStartup'],
    ['runtime', 'onUpdateAvailable'],
    ['alarms', 'onAlarm'],
    ['tabs', 'onRemoved'],
    ['notifications', 'onClicked'],
  ] as const) {
    Object.assign(browser[owner], { [name]: event(`${owner}.${name}`) });
  }
  for (const name of ['setBadgeText', 'setBadgeBackgroundColor', 'setBadgeTextColor', 'setTitle'])
    Object.assign(browser.action, { [name]: async () => undefined });
  if (change.localFails === true)
    vi.spyOn(browser.storage.local, 'get').mockRejectedValue(new Error('Corrupted storage.local backend'));
  const engine = fakeEngine();
  const disk = createMemoryDisk();
  /** Timers that the background set; only the test runs them. */
  const timers: (() => void)[] = [];
  /** Answers of the server wait for `open`; `release` is for a test that replaced `open`. */
  const gate: { open: Promise<void>; release: () => void } = { open: Promise.resolve(), release: () => undefined };
  const clock = { now: T0 };
  let ids = 0;
  const begin = () =>
    startBackground({
      now: () => clock.now,
      random: () => 0.5,
      newId: () => dispatchIdOf((ids += 1)),
      after: (_delayMs, run) => {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
      fetch: async (url, init) => {
        if (url.includes('_locales'))
          return new Response(JSON.stringify({ badge_none: { message: /_locales\/(\w+)\//.exec(url)?.[1] } }));
        const answer = await engine.fetch(url, init);
        await gate.open;
        return answer;
      },
      isOnline: () => true,
      openLedger: ({ now }) => createMemoryLedger(disk, { now }),
    });
  const send = (message: object, tabId: number) =>
    new Promise((resolve) => {
      const [listener] = listeners.get('runtime.onMessage') ?? [];
      const sender =
        tabId === 0
          ? { id: browser.runtime.id, url: browser.runtime.getURL('/popup.html') }
          : {
              id: browser.runtime.id,
              origin: 'https://chats.example',
              url: 'https://chats.example/',
              tab: { id: tabId },
              frameId: 0,
            };
      const named = tabId === 0 ? message : { ...message, document: `document-${tabId}` };
      (listener as ((message: object, sender: object, respond: (answer: unknown) => void) => void) | undefined)?.(
        named,
        sender,
        resolve,
      );
    });
  const signIn = (tabId: number) =>
    send(
      {
        name: 'page:session-changed',
        input: {
          state: 'ready',
          token: 'ana-1',
          projectUuid: PROJECT,
          apiOrigin: API,
          flowsOrigin: null,
          language: null,
          observerRuns: true,
        },
      },
      tabId,
    );
  const frames = async () =>
    (
      (await browser.storage.session.get('sessions'))['sessions'] as
        | { frames: { frame: { tabId: number } }[] }
        | undefined
    )?.frames.map(({ frame }) => frame.tabId) ?? [];
  return { listeners, begin, send, signIn, frames, engine, disk, timers, gate, tabs, clock };
}
