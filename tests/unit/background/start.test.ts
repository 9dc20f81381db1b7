import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { nextTurn } from '../../components/manual-clock.ts';
import { wake } from './wake.ts';
import { waitFor } from '../wait-for.ts';

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => undefined);
});

describe('a background that starts', () => {
  it('registers every listener in its first tick, because the event that woke it is delivered only then', () => {
    const { listeners, begin } = wake();

    begin();

    expect([...listeners.keys()].sort()).toEqual(
      expect.arrayContaining([
        'alarms.onAlarm',
        'command',
        'notifications.onClicked',
        'permission added',
        'permission removed',
        'runtime.onConnect',
        'runtime.onInstalled',
        'runtime.onMessage',
        'runtime.onStartup',
        'runtime.onUpdateAvailable',
        'tabs.onRemoved',
      ]),
    );
  });

  it('answers a message that came before it was ready', async () => {
    const { begin, signIn, frames } = wake();
    begin();

    expect(await signIn(1)).toMatchObject({ ok: true, output: { site: { status: 'ready' } } });
    expect(await frames()).toEqual([1]);
  });

  it('forgets frames that went away while it was stopped, and keeps frames that answer', async () => {
    const { begin, signIn, frames } = wake();
    begin();
    await signIn(1);
    await signIn(2);
    vi.spyOn(browser.tabs, 'sendMessage').mockImplementation((async (tabId: number) => {
      if (tabId === 2) throw new Error('Receiving end does not exist');
      return { title: 'Chats', isVisible: true, roomUuid: null };
    }) as never);

    begin();

    await waitFor(async () => expect(await frames()).toEqual([1]));
  });

  it('injects its scripts at every start into the open tabs where no script answers, and into no other tab', async () => {
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
    const files = () =>
      injected.map((injection) => [
        Reflect.get(Reflect.get(injection as object, 'target'), 'tabId'),
        Reflect.get(injection as object, 'files'),
      ]);
    await waitFor(() =>
      expect(files()).toEqual([
        [2, ['observer.js']],
        [2, ['bootstrap.js']],
      ]),
    );
    begin();
    await waitFor(() => expect(asked.filter((one) => String(one) === '2,bootstrap:here')).toHaveLength(2));
    // Injections that follow from those answers happen in this turn of the event loop.
    await nextTurn();

    expect(files()).toHaveLength(2);
    expect(asked.filter((one) => String(one) === '1,bootstrap:here')).toHaveLength(2);
  });

  it('changes the title of its icon at once to a newly chosen language', async () => {
    const { begin, send, signIn } = wake();
    const titles: string[] = [];
    Object.assign(browser.action, { setTitle: async ({ title }: { title: string }) => void titles.push(title) });
    begin();
    await waitFor(() => expect(titles.at(-1)).toBe('en'));
    await signIn(1);

    await send({ name: 'settings:save', input: { settings: { language: 'es' } } }, 1);

    await waitFor(() => expect(titles.at(-1)).toBe('es'));
  });

  it('works with default settings when its storage cannot be read', async () => {
    const { begin, signIn } = wake({ localFails: true });
    begin();

    expect(await signIn(1)).toMatchObject({ ok: true, output: { site: { status: 'ready' } } });
  });
});
